"""Base view of lists: filters, facets, badges, sorting, pages and files."""

from contextlib import suppress

from django.conf import settings
from django.core.paginator import EmptyPage, Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.generic import TemplateView

from core.records.cache import cached
from core.web.facets import printable
from core.web.files import asked_file, file_links, query_with
from core.web.parts import part, parts_response
from core.web.tables import Table


def page_of(paginator: Paginator, request: HttpRequest) -> tuple[Page, str]:
    """The requested page, or the first with an error message."""
    asked = request.GET.get("page", "1")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        with suppress(EmptyPage):
            return paginator.page(int(asked)), ""
    problem = gettext("There is no page “%(page)s”: the list has %(count)s pages.") % {
        "page": printable(asked),
        "count": paginator.num_pages,
    }
    return paginator.page(1), problem


def page_links(page: Page, query: QueryDict) -> list[tuple[str, str]]:
    """(number or …, query string) for the first, last and neighbouring pages."""
    return [
        (str(number), f"?{query_with(query, page=number)}" if isinstance(number, int) else "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


class FacetedListView(TemplateView):
    """A filtered list. Subclasses name the model, its filterset, and the words for a heading.

    `select(queryset)` adds what rows show, `shown(rows)` what is not queried. Queries: keys, rows
    with prefetches, a count, a few per facet; the last two are cached. Its file has all rows.
    """

    model = None
    filterset_class = None
    table: Table

    def select(self, queryset):
        return queryset.for_list()

    def shown(self, rows: list) -> list:
        return rows

    def get(self, request, *args, **kwargs):
        self.filters = self.filterset_class(
            request.GET, queryset=self.model._default_manager.public(), request=request
        )
        self.asked = asked_file(request, {"page", *self.filters.filters})
        if self.asked.is_file and self.filters.is_usable:
            return self.file()
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=context["status"])

    def file(self):
        """CSV, XLSX or JSON of every row. A few queries, and a few per 500 rows."""
        title, rows = str(self.table.title), part(self.table, self._rows())
        return parts_response(self.request, self.asked, self.table.name, title, [rows])

    def get_context_data(self, **kwargs):
        filters, problems = self.filters, [*self.asked.problems]
        status = 400 if problems or not filters.is_usable else 200
        context = super().get_context_data(
            filters=filters,
            problems=problems,
            ignored=self.asked.ignored,
            status=status,
            **kwargs,
        )
        if not filters.is_usable:
            problems += filters.problems()
            return context
        facets = filters.facets()
        badges = filters.badges(facets)
        # The count needs no annotations.
        total = cached(("total", *filters.selection()), filters.qs.count)
        page, problem = page_of(Paginator(_Rows(self, total), settings.PAGE_SIZE), self.request)
        context.update(
            files=file_links(self.request),
            facets=facets,
            badges=badges,
            filter_words=gettext("; ").join(
                gettext("%(filter)s: %(value)s") % {"filter": badge.label, "value": badge.value}
                for badge in badges
            ),
            list_name=capfirst(self.model._meta.verbose_name_plural),
            total=total,
            suggestions=filters.suggestions() if not total else [],
        )
        if problem:
            problems.append(problem)
            return {**context, "status": 404 if status == 200 else status}
        context.update(
            page=page,
            rows=page.object_list,
            page_links=page_links(page, self.request.GET),
            canonical=self._canonical(page.number),
        )
        return context

    def _rows(self):
        return self.select(self.filters.qs).order_by(*self.filters.order)

    def page_of_rows(self, start: int, stop: int, total: int) -> list:
        """The rows of these positions: keys first, counted from the nearer end, then their data."""
        place = ("keys", *self.filters.selection(), self.filters.chosen_sort, start, stop)
        keys = cached(place, lambda: self._keys(start, stop, total))
        rows = self.select(self.model._default_manager.public().filter(pk__in=keys))
        by_key = {row.pk: row for row in rows}
        return self.shown([by_key[key] for key in keys if key in by_key])

    def _keys(self, start: int, stop: int, total: int) -> tuple:
        keys = self._rows().prefetch_related(None).values_list("pk", flat=True)
        if start <= total - stop:
            return tuple(keys[start:stop])
        return tuple(reversed(keys.reverse()[total - stop : total - start]))

    def _canonical(self, number: int) -> str:
        """The canonical URL; in another order than the default it is the first page."""
        parts = [query] if (query := self.filters.canonical_query()) else []
        if number > 1 and self.filters.chosen_sort == next(iter(self.filters.sorts)):
            parts.append(f"page={number}")
        return f"{self.request.path}?{'&'.join(parts)}" if parts else self.request.path


class _Rows:
    """The rows of a list, read page by page."""

    def __init__(self, view: FacetedListView, total: int):
        self.view, self.total = view, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, place: slice) -> list:
        return self.view.page_of_rows(place.start, place.stop, self.total)
