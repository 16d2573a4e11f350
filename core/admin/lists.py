"""Lists of records that stay quick however many there are: counting, sorting, searching."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import InvalidPage, Paginator
from django.db import DataError, models
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.admin.filters import chooser_media
from core.admin.searching import has_word, keys_of, words_of

MOST = 10_000  # records that a list counts, sorts by any column and goes through
SEARCH_LENGTH = 100  # SQLite refuses the query that thousands of words would make


class BoundedPaginator(Paginator):
    """Pages of the first MOST records of a selection of `whole`.

    What is selected is read once, as keys in no order: in search of few records an index in the
    list's order would be walked to its end. Columns and joins are read for one page only.
    """

    def __init__(self, *args, whole: QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.whole = whole

    @cached_property
    def keys(self) -> list[int]:
        """In no order; one too many where there are more than MOST."""
        return list(keys_of(self.object_list.order_by())[: MOST + 1])

    @property
    def is_long(self) -> bool:
        return len(self.keys) > MOST

    @cached_property
    def count(self) -> int:
        return min(len(self.keys), MOST)

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(keys_of(self._in_order())[start : min(start + self.per_page, MOST)])
        return self._get_page(self.rows(keys), number, self)

    def rows(self, keys) -> QuerySet:
        """These records in the list's order, with all that it shows, but without its conditions."""
        query = self.object_list.query
        rows = self.whole.filter(pk__in=keys)
        if query.order_by:  # else the order of the model, which no argument would take away
            rows = rows.order_by(*query.order_by)
        rows.query.select_related = query.select_related
        return rows

    def _in_order(self) -> QuerySet:
        is_known = is_selection(self.object_list) and not self.is_long
        return self.rows(self.keys) if is_known else self.object_list


def is_selection(rows: QuerySet) -> bool:
    return bool(rows.query.where)


def is_indexed(model: type[models.Model], order) -> bool:
    """Whether an index has the rows in this order, perhaps that of another record's."""
    *relations, name = order.lstrip("-").split("__") if isinstance(order, str) else [""]
    try:
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if field.is_relation:
        return False  # in the order of what it refers to
    first = [index.fields[0] for index in model._meta.indexes if not index.condition]
    return field.unique or field.db_index or name in first


class SearchForm(ChangeListSearchForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(
            required=False, strip=False, max_length=SEARCH_LENGTH
        )


class RecordList(ChangeList):
    """A list whose cost is bounded: `is_long` if there are more records than it counts.

    Such a list can be sorted where an index has the order, and counts no choices of filters.
    """

    search_form_class = SearchForm
    is_long, most = False, f"{MOST:,}"

    def get_results(self, request):
        pages = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.is_long = pages.is_long
        whole = pages
        if is_selection(self.queryset):
            every = self.root_queryset.order_by("pk")
            whole = self.model_admin.get_paginator(request, every, self.list_per_page)
        if self.is_long:
            pages.object_list = self.queryset = self._sorted_by_index(request)
        if whole.is_long:
            self.add_facets = self.is_facets_optional = False
        self.paginator, self.result_count = pages, pages.count
        self.show_full_result_count = not whole.is_long
        # Django's page compares them to know whether to say how many were found.
        self.full_result_count = pages.count if self.is_long else whole.count
        self.show_admin_actions = whole.count > 0
        self.can_show_all = not self.is_long and pages.count <= self.list_max_show_all
        self.multi_page = pages.count > self.list_per_page
        if self.show_all and self.can_show_all:
            self.result_list = pages.rows(pages.keys)
            return
        try:
            number = self.page_num if self.multi_page else 1
            self.result_list = pages.page(number).object_list
        except InvalidPage as error:
            raise IncorrectLookupParameters from error

    def _sorted_by_index(self, request) -> QuerySet:
        self.sortable_by = [
            name
            for name in self.list_display
            if is_indexed(self.model, self.get_ordering_field(name))
        ]
        order = self.queryset.query.order_by
        if is_indexed(self.model, order[0]):
            return self.queryset
        if self.params.get(ORDER_VAR):
            refusal = _(
                "The list has more than %(most)s records: narrow it by a filter or a search to "
                "sort it by this column."
            )
            messages.warning(request, refusal % {"most": self.most})
        usual = self._get_default_ordering()
        is_usual = usual and is_indexed(self.model, usual[0])
        return self.queryset.order_by(*(usual if is_usual else ["-pk"]))


class ListAdmin(admin.ModelAdmin):
    """The list of one model, at any size, searched by words.

    `searched_last`: own columns without an index of words, for words found in no other place.
    """

    list_per_page = 50
    searched_last: tuple[str, ...] = ()

    def get_changelist(self, request, **kwargs):
        return RecordList

    def get_changelist_instance(self, request):
        """The list; invalid parameters redirect to the whole list with a message."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as error:
            problem = _("The address asked for a page or a filter that does not exist.")
            messages.error(request, problem)
            raise IncorrectLookupParameters(error) from error

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        if queryset.model is not self.model:  # a record's history
            return super().get_paginator(request, queryset, per_page, *args, **kwargs)
        whole = self.get_queryset(request)
        return BoundedPaginator(queryset, per_page, *args, whole=whole, **kwargs)

    def changelist_view(self, request, extra_context=None):
        media = {"media": self.media + chooser_media()}
        return super().changelist_view(request, media | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        """Records that have each word in one of the columns. A few queries a word."""
        term = search_term.replace("\0", "")[:SEARCH_LENGTH]
        paths = self.get_search_fields(request)
        for word in words_of(term):
            queryset = queryset.filter(has_word(self.model, word, paths, self.searched_last))
        return queryset, False
