"""The view behind every list: filters, facets, badges, sorting, pages and files."""

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.generic import TemplateView

from core.files import PARAMETERS, asked_file, file_links
from core.parts import part, parts_response
from core.tables import Table

# Parameters that are no filters but belong to a list's address.
OTHER_PARAMETERS = {"page", *PARAMETERS}


class FacetedListView(TemplateView):
    """A filtered list. Subclasses name the model, its filterset, and the words for a heading.

    `select(queryset)` adds what the rows show. Queries: the rows and what they prefetch, a
    count, and two for each facet, however many rows there are. As a file it gives the columns
    of `table` for every row under the same filters, in the same order.
    """

    model = None
    filterset_class = None
    table: Table

    def select(self, queryset):
        return queryset.for_list()

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request)
        self.filters = self.filterset_class(
            request.GET, queryset=self.model._default_manager.public(), request=request
        )
        self.unknown = self._unknown_parameters()
        if self.asked.is_file and self.filters.is_usable and not self.unknown:
            return self.file()
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=context["status"])

    def file(self):
        """Every row as CSV, XLSX or JSON. A few queries, and a few for every 500 rows."""
        title, rows = str(self.table.title), part(self.table, self._rows())
        return parts_response(self.request, self.asked, self.table.name, title, [rows])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        filters = self.filters
        context.update(filters=filters, status=200, problems=[], ignored=self.unknown)
        if not filters.is_usable:
            context.update(status=400, problems=filters.problems())
            return context
        context.update(self._results(filters), files=file_links(self.request))
        if self.asked.problems or (self.asked.format and self.unknown):
            context.update(status=400, problems=[*self.asked.problems, *context["problems"]])
        return context

    def _rows(self):
        """Every row under the filters, with what a row shows, in the chosen order."""
        return self.select(self.filters.qs).order_by(*self.filters.order)

    def _results(self, filters) -> dict:
        facets = filters.facets()
        paginator = Paginator(self._rows(), settings.PAGE_SIZE)
        # Counting needs none of the rows' annotations.
        paginator.count = filters.qs.count()
        badges = filters.badges(facets)
        results = {
            "facets": facets,
            "badges": badges,
            "filter_words": self._filter_words(badges),
            "list_name": capfirst(self.model._meta.verbose_name_plural),
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
        return {
            **results,
            "page": page,
            "rows": page.object_list,
            "page_links": self._links(page),
            "canonical": self._canonical(filters, page.number),
        }

    def _canonical(self, filters, number: int) -> str:
        """The address that stands for this page of the list, in whatever order it is read.

        A page of a list in another order than the first offered is no page of its own.
        """
        parts = [query] if (query := filters.canonical_query()) else []
        if number > 1 and filters.chosen_sort == next(iter(filters.sorts)):
            parts.append(f"page={number}")
        return "?".join([self.request.path, *(["&".join(parts)] if parts else [])])

    def _filter_words(self, badges) -> str:
        """The active filters in words, for the title: "Province: Shanxi; Tier: National"."""
        words = [
            gettext("%(filter)s: %(value)s") % {"filter": badge.label, "value": badge.value}
            for badge in badges
        ]
        return gettext("; ").join(words)

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
            for name in PARAMETERS:
                data.pop(name, None)
            data["page"] = number
            links.append((str(number), f"?{data.urlencode()}" if isinstance(number, int) else ""))
        return links

    def _unknown_parameters(self) -> list[str]:
        known = set(self.filters.filters) | OTHER_PARAMETERS
        return [name[:40] for name in self.request.GET if name not in known]
