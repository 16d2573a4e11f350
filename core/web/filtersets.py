"""Base FilterSet of pages, files and API: facets, search, sorting, badges."""

from collections.abc import Iterable
from itertools import chain

import django_filters
from django import forms
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from core.records.indexes import keys_of
from core.records.live import indexes
from core.records.rows import MOST_SORTED, PlaceOfChoice, Rows, is_descending, turned
from core.web.facets import Facet

# What the two directions of an order are called, the ascending one first.
IN_ORDER = ("", _("in reverse order"))
BY_DAY = (_("oldest first"), _("newest first"))
BY_SIZE = (_("smallest first"), _("largest first"))
BY_COUNT = (_("fewest first"), _("most first"))


class Sort:
    """A sort option: the column's name, and a unique order with nulls last.

    `levels`: what its first columns sort by, as paths that `Rows.page` knows. `turning`: how many
    of its columns the other direction turns round; the rest only settles ties.
    """

    def __init__(
        self,
        name: str | Promise,
        *order: str | OrderBy,
        levels: tuple[str, ...] = (),
        ways: tuple[str | Promise, str | Promise] = IN_ORDER,
        turning: int = 1,
    ):
        self.name, self.order, self.levels = name, order, levels
        self.ways, self.turning = ways, turning

    @property
    def is_descending(self) -> bool:
        return is_descending(self.order[0])

    @property
    def label(self) -> str | Promise:
        way = self.ways[self.is_descending]
        return format_lazy(_("{column}, {way}"), column=self.name, way=way) if way else self.name

    def turned(self) -> "Sort":
        """The same in the other direction, nulls last."""
        order = [*map(turned, self.order[: self.turning]), *self.order[self.turning :]]
        return Sort(self.name, *order, levels=self.levels, ways=self.ways, turning=self.turning)


def both_ways(**sorts: Sort) -> dict[str, Sort]:
    """Each order by its key, and by "-key" the other way round."""
    pairs = (((key, one), (f"-{key}", one.turned())) for key, one in sorts.items())
    return dict(chain.from_iterable(pairs))


def blanks_last(column: str) -> OrderBy:
    """The order of a column that may be null; "-column" for descending."""
    return OrderBy(F(column.removeprefix("-")), column.startswith("-"), nulls_last=True)


def by_choice(column: str, values: Iterable[str]) -> OrderBy:
    """The order of these values of a column, all others last."""
    return OrderBy(PlaceOfChoice(column, tuple(values)), nulls_last=True)


class FacetedFilterSet(django_filters.FilterSet):
    """A FilterSet with counted Facets. The first of `sorts` is the default."""

    sorts: dict[str, Sort] = {}  # made by `both_ways`

    @classmethod
    def get_filters(cls):
        sort = django_filters.ChoiceFilter(
            label=_("Sort by"),
            choices=[(key, sort.label) for key, sort in cls.sorts.items()],
            empty_label=None,
            error_messages={"invalid_choice": _("This list has no such order.")},
            method=lambda queryset, _name, _value: queryset,  # `rows` sorts
        )
        return {**super().get_filters(), "sort": sort}

    @cached_property
    def cleaned(self) -> dict:
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def order(self) -> tuple:
        return self.sorts[self.chosen_sort].order

    @property
    def chosen_sort(self) -> str:
        return self.cleaned.get("sort") or next(iter(self.sorts))

    def headings(self) -> dict[str, dict]:
        """By key of an order, what the heading of its column is: a link, and how it is sorted."""
        headings = {}
        for key in [key for key in self.sorts if not key.startswith("-")]:
            is_chosen = self.chosen_sort.removeprefix("-") == key
            other = f"-{key}" if self.chosen_sort == key else key
            query = self.data.copy()
            query.pop("page", None)
            query["sort"] = other
            headings[key] = {
                "url": f"?{query.urlencode()}",
                "title": self.sorts[other].label,
                "is_sorted": is_chosen,
                "is_descending": self.sorts[self.chosen_sort].is_descending,
            }
        return headings

    def rows(self):
        """What a list shows, in the chosen order."""
        return self.qs.for_list().order_by(*self.order)

    @cached_property
    def active(self) -> dict:
        """Active filters by name, without the sort."""
        cleaned = self.cleaned.items()
        return {k: v for k, v in cleaned if k != "sort" and v not in (None, "", [])}

    @cached_property
    def index(self) -> Rows:
        return Rows(indexes(), self.queryset.model)

    @cached_property
    def keys(self) -> BitMap:
        """The keys of the public records under all filters."""
        return self.keys_without("")

    def keys_without(self, name: str) -> BitMap:
        """The same under all filters but one."""
        found = [keys for other, keys in self._found.items() if other != name]
        return BitMap.intersection(self.index.public, *found)

    @cached_property
    def _found(self) -> dict[str, BitMap]:
        """What each active filter finds among all records. A few queries for what is typed."""
        found = {}
        for name, value in self.active.items():
            one = self.filters[name]
            if hasattr(one, "keys"):
                found[name] = one.keys(self.index, value)
            else:
                found[name] = keys_of(one.filter(self.queryset.model._default_manager.all(), value))
        return found

    def page(self, place: slice) -> list[int]:
        """The keys at these places of the list, in the chosen order. Two queries at most."""
        sort = self.sorts[self.chosen_sort]
        if sort.levels:
            found = self.index.page(self.keys, sort.order, sort.levels, place)
            if found is not None:
                return found
        rows, total = self.rows(), len(self.keys)
        if total <= MOST_SORTED:
            rows = self.queryset.filter(pk__in=[*self.keys]).for_list().order_by(*self.order)
        keys = rows.prefetch_related(None).values_list("pk", flat=True)
        if place.start <= total - place.stop:
            return list(keys[place])
        return list(keys.reverse()[max(total - place.stop, 0) : total - place.start])[::-1]

    def facets(self) -> list[dict]:
        """Every facet with counts of public records. One or two queries for each with records."""
        views = []
        for name, facet in self.filters.items():
            if isinstance(facet, Facet):
                selected = self.active.get(name, [])
                keys = self.keys_without(name) if selected else self.keys
                views.append(
                    {
                        "name": name,
                        "label": facet.label,
                        "options": facet.options(self.index, keys, selected),
                        "is_open": facet.is_open or bool(selected),
                    }
                )
        return views

    def plain_fields(self) -> list[forms.BoundField]:
        """Filters that are typed, such as an area's bounds."""
        special = ("q", "sort")
        return [
            self.form[name]
            for name, one in self.filters.items()
            if name not in special and not isinstance(one, Facet)
        ]

    def badges(self, facets: list[dict]) -> list[dict]:
        """Every active value of a filter, with the URL without it."""
        labels = {(f["name"], one): label for f in facets for one, label, *_rest in f["options"]}
        return [
            {
                "label": self.filters[name].label,
                "value": labels.get((name, one), str(one)),
                "url": self.address_without(name, one if isinstance(value, list) else None),
            }
            for name, value in self.active.items()
            for one in (value if isinstance(value, list) else [value])
        ]

    def suggestions(self) -> list[dict]:
        """For an empty list: filters whose removal gives records."""
        found = [
            {"label": self.filters[name].label, "url": self.address_without(name), "count": count}
            for name in self.active
            if (count := len(self.keys_without(name)))
        ]
        return sorted(found, key=lambda suggestion: -suggestion["count"])

    def address_without(self, name: str, value: str | None = None) -> str:
        """The query string without a filter, or without one of its values."""
        data = self.data.copy()
        left = [v for v in data.getlist(name) if value is not None and v != value]
        data.setlist(name, left)
        data.pop("page", None)
        return f"?{data.urlencode()}"

    def canonical_query(self) -> str:
        """The active filters in a fixed order, without the sort: one URL per selection."""
        query = QueryDict(mutable=True)
        for name in self.filters:
            if name in self.active:
                value = self.active[name]
                values = sorted(value) if isinstance(value, list) else [str(value)]
                query.setlist(name, values)
        return query.urlencode()

    def problems(self) -> list[str]:
        return [
            f"{self.filters[name].label}: {error}" if name in self.filters else str(error)
            for name, errors in self.form.errors.items()
            for error in errors
        ]
