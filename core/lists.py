"""The view behind every list: filters, facets, badges, sorting and pages."""

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.utils.translation import gettext
from django.views.generic import TemplateView

# Parameters that are no filters but belong to a list's address.
OTHER_PARAMETERS = {"page"}


class FacetedListView(TemplateView):
    """A filtered list. Subclasses name the model, its filterset, and the words for a heading.

    `select(queryset)` adds what the rows show. Queries: the rows and what they prefetch, a
    count, and two for each facet, however many rows there are.
    """

    model = None
    filterset_class = None

    def select(self, queryset):
        return queryset.for_list()

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=context["status"])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        filters = self.filterset_class(
            self.request.GET, queryset=self.model._default_manager.public(), request=self.request
        )
        context.update(
            filters=filters, status=200, problems=[], ignored=self._unknown_parameters(filters)
        )
        if not filters.is_usable:
            context.update(status=400, problems=filters.problems())
            return context
        return {**context, **self._results(filters)}

    def _results(self, filters) -> dict:
        facets = filters.facets()
        rows = self.select(filters.qs).order_by(*filters.order)
        paginator = Paginator(rows, settings.PAGE_SIZE)
        # Counting needs none of the rows' annotations.
        paginator.count = filters.qs.count()
        results = {
            "facets": facets,
            "badges": filters.badges(facets),
            "total": paginator.count,
            "suggestions": filters.suggestions() if not paginator.count else [],
        }
        try:
            page = paginator.page(self._page_number())
        except (EmptyPage, ValueError):
            problem = gettext("There is no page “%(page)s”: the list has %(count)s pages.") % {
                "page": self.request.GET.get("page", "")[:20],
                "count": paginator.num_pages,
            }
            return {**results, "status": 404, "problems": [problem]}
        return {**results, "page": page, "rows": page.object_list, "page_links": self._links(page)}

    def _page_number(self) -> int:
        text = self.request.GET.get("page", "1")
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise ValueError(text)
        return int(text)

    def _links(self, page) -> list[tuple[str, str]]:
        """(number or …, query string) for the pages near this one, the first and the last."""
        links = []
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
            data = self.request.GET.copy()
            data["page"] = number
            links.append((str(number), f"?{data.urlencode()}" if isinstance(number, int) else ""))
        return links

    def _unknown_parameters(self, filters) -> list[str]:
        known = set(filters.filters) | OTHER_PARAMETERS
        return [name[:40] for name in self.request.GET if name not in known]
