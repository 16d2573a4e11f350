"""What every page has; base views of lists and of records, with their files."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from django.conf import settings
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.functional import SimpleLazyObject, classproperty
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.generic import DetailView, TemplateView

from core.records import reads, versions
from core.records.access import may_view
from core.web.facets import printable
from core.web.feeds import FEED, Followed, feed_address, feed_response, known
from core.web.files import (
    FORMATS,
    Part,
    asked_file,
    file_links,
    part,
    parts_of,
    parts_response,
    query_with,
)
from core.web.filtersets import FacetedFilterSet
from core.web.tables import Table, properties


def site(_request) -> dict:
    """What every template knows. `data_version` has the version's number and time."""
    return {
        "site_title": settings.SITE_TITLE,
        "compared_zones_max": settings.COMPARED_ZONES_MAX,
        "data_version": SimpleLazyObject(versions.current),
    }


def page_of(paginator: Paginator, request: HttpRequest) -> tuple[Page, list[str]]:
    """The requested page; or the first one, and what is wrong."""
    asked = request.GET.get("page", "1")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        with suppress(EmptyPage):
            return paginator.page(int(asked)), []
    problem = gettext("There is no page “%(page)s”: the list has %(count)s pages.") % {
        "page": printable(asked),
        "count": paginator.num_pages,
    }
    return paginator.page(1), [problem]


def page_links(page: Page, query: QueryDict) -> list[tuple[str, str]]:
    """(number or …, query string) for the first, last and neighbouring pages."""
    return [
        (str(number), f"?{query_with(query, page=number)}" if isinstance(number, int) else "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


class WithProblems:
    """Mixin: a view whose context has `problems` with the address; they give status 400."""

    def render_to_response(self, context, **options):
        status = context.get("status") or (400 if context["problems"] else 200)
        return super().render_to_response(context, status=status, **options)


class WithFile(WithProblems):
    """Mixin: a page that is a file as well, made by `file()`.

    `parameters`: those that it knows, besides a file's; `problems`: what is wrong with them.
    """

    formats: tuple[str, ...] = FORMATS
    parameters: Collection[str] = ()
    problems: Sequence[str] = ()

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters, self.formats)
        if self.asked.format == FEED and (answer := known(request)):
            return answer
        if self.asked.is_file and not self.problems:
            return self.file()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, problems=(), **kwargs):
        return super().get_context_data(
            problems=[*self.asked.problems, *self.problems, *problems],
            ignored=self.asked.ignored,
            files=self.files(),
            **kwargs,
        )

    def files(self) -> list[dict]:
        return file_links(self.request)


class FacetedListView(WithFile, TemplateView):
    """A filtered list. Subclasses name its filterset, table and template.

    `for_page()` of the model adds what rows show. Queries: keys, rows with prefetches, one or two
    per facet. Its file has all rows, its feed their changes.
    """

    formats = (*FORMATS, FEED)
    filterset_class: type[FacetedFilterSet]
    table: Table
    model = classproperty(lambda cls: cls.table.model)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        rows = self.model.objects.public()
        self.filters = self.filterset_class(request.GET, queryset=rows, request=request)
        self.parameters = ["page", *self.filters.filters]
        self.problems = self.filters.problems()

    def file(self):
        """CSV, XLSX or JSON of every row, or the feed. A few queries, and a few per 500 rows."""
        if self.asked.format == FEED:
            return feed_response(self.request, self._followed())
        title, rows = str(self.table.title), part(self.table, self.filters.rows())
        return parts_response(self.request, self.asked, self.table.name, title, [rows])

    def _followed(self) -> Followed:
        title, words = (
            self.list_name,
            self._filter_words(self.filters.badges(self.filters.facets())),
        )
        if words:
            title = gettext("%(list)s (%(filters)s)") % {"list": title, "filters": words}
        # Under no filter the deleted ones too, which no filter finds.
        records = self.filters.qs.order_by() if self.filters.active else self.model
        return Followed(title, self._address(), (records,))

    @property
    def list_name(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)

    def _filter_words(self, badges: list[dict]) -> str:
        return gettext("; ").join(
            gettext("%(filter)s: %(value)s") % {"filter": one["label"], "value": one["value"]}
            for one in badges
        )

    def get_context_data(self, **kwargs):
        filters = self.filters
        context = super().get_context_data(filters=filters, **kwargs)
        if self.problems:
            return context
        facets = filters.facets()
        badges = filters.badges(facets)
        page, wrong = page_of(Paginator(_Rows(filters), settings.PAGE_SIZE), self.request)
        total = page.paginator.count
        context.update(
            facets=facets,
            badges=badges,
            filter_words=self._filter_words(badges),
            list_name=self.list_name,
            feed=feed_address(self._address()),
            total=total,
            suggestions=filters.suggestions() if not total else [],
        )
        if wrong:
            status = 400 if self.asked.problems else 404
            return {**context, "problems": context["problems"] + wrong, "status": status}
        context.update(
            page=page,
            rows=page.object_list,
            page_links=page_links(page, self.request.GET),
            headings=filters.headings(),
            canonical=self._canonical(page.number),
        )
        return context

    def _canonical(self, number: int) -> str:
        """The canonical URL; in another order than the default it is the first page."""
        if number > 1 and self.filters.chosen_sort == next(iter(self.filters.sorts)):
            return self._address(f"page={number}")
        return self._address()

    def _address(self, *more: str) -> str:
        """The URL of the list under its filters, in the default order."""
        parts = [one for one in (self.filters.canonical_query(), *more) if one]
        return f"{self.request.path}?{'&'.join(parts)}" if parts else self.request.path


class _Rows:
    """The rows of a list, read page by page: keys, then their data."""

    def __init__(self, filters: FacetedFilterSet):
        self.filters = filters

    def __len__(self) -> int:
        return len(self.filters.keys)

    def __getitem__(self, place: slice) -> list:
        keys, rows = self.filters.page(place), self.filters.queryset
        with reads.only_of_keys((rows.model, key) for key in keys):
            by_key = rows.for_page(keys).in_bulk()
        return [by_key[key] for key in keys if key in by_key]


class RecordDetail(WithFile, DetailView):
    """A record's page. Drafts are shown only with the view permission, and marked.

    `for_detail(user)` of the model prefetches what it shows. Its file has the record and the
    parts of other apps, public data only.
    """

    table: Table
    model = classproperty(lambda cls: cls.table.model)

    def get(self, request, *args, **kwargs):
        """The page is made here, where it is known whose rows it reads."""
        with reads.aside():
            found = list(self.model.objects.filter(slug=self.kwargs["slug"]))
            about = [one for record in found for one in self.about(record)]
        reads.note((record._meta.db_table, "id", record.pk) for record in [*found, *about])
        with reads.only_of(*about):
            response = super().get(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def about(self, record) -> Iterable[Model]:
        """The records of whose rows the page tells, and of no others in these tables."""
        return [record]

    def file(self):
        """CSV, XLSX or JSON. Two queries, and those of the parts."""
        record = self.get_object()
        name = f"{record._meta.model_name}-{record.slug}"
        parts = [self.itself(record), *parts_of(record)]
        return parts_response(self.request, self.asked, name, str(record), parts)

    def itself(self, record) -> Part:
        return part(self.table, self.model.objects.public().filter(pk=record.pk))

    def get_queryset(self):
        is_taken = self.asked.is_file or self.asked.is_document
        user = None if is_taken else self.request.user
        return self.model.objects.visible_to(user).for_detail(user)

    def get_context_data(self, **kwargs):
        shown = properties(self.table, self.object)
        return super().get_context_data(properties=shown, **kwargs)

    def files(self):
        may_view_it = may_view(self.request.user, self.model)
        if may_view_it and not self.model.objects.public().filter(pk=self.object.pk).exists():
            return []
        return super().files()
