"""Filters with counts per value: values are joined by "or", facets by "and".

`filter` narrows a queryset, `keys` finds the same records by the indexes in memory, of which
facets are counted, each under all other filters.
"""

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import django_filters
from django import forms
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from core.language.text import in_simplified, normalise
from core.records.indexes import Indexes, keys_of
from core.records.lexicon import Lexicon
from core.records.live import indexes
from core.records.models import in_readers_language, public_path
from core.records.rows import Rows
from core.web.counts import having

NOT_STATED = "not-stated"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
INITIALS = re.compile("[a-z]{1,2}")  # which in texts must begin a word
MAX_VALUES = 60
MAX_SHOWN = 60  # values shown, the most frequent ones
SEARCH_LENGTH = 200
FEW = 600  # up to this many hits are passed to a query as keys


Option = tuple[str, str, int, bool]  # value, label, records, whether it is selected


class FacetField(forms.Field):
    widget = forms.SelectMultiple

    def __init__(self, *, facet: "Facet", **kwargs):
        self.facet = facet
        super().__init__(**kwargs)

    def to_python(self, value) -> list[str]:
        return list(dict.fromkeys(value or []))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MAX_VALUES:
            problem = gettext("Too many values: %(limit)s at most.")
            raise ValidationError(problem, params={"limit": MAX_VALUES})
        labels = self.facet.labels_of(value)
        for one in value:
            if one not in labels:
                problem = gettext(
                    "“%(value)s” is not known here. Accepted are, for instance: %(accepted)s."
                )
                accepted = ", ".join(self.facet.examples(one))
                raise ValidationError(
                    problem, params={"value": printable(one), "accepted": accepted}
                )


class Facet(django_filters.Filter):
    """A filter on the column or relation `field_name`.

    Subclasses define `labels_of(values)`, the labels of the known ones among the values, and
    `examples(value)`, a few valid values, similar ones first.
    """

    field_class = FacetField

    def __init__(self, *, is_open: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.is_open = is_open
        self.extra["facet"] = self

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": values})

    def filter(self, queryset, value):
        if not value:
            return queryset
        condition = self.condition(value) & public_path(queryset.model, self.field_name)
        return queryset.filter(condition)

    def keys(self, rows: Rows, value: list[str]) -> BitMap:
        """The records with one of these values, drafts included."""
        return rows.having(self.field_name, value)

    def counted(self, rows: Rows, keys: BitMap) -> Mapping[str, int]:
        """How many of these records have each value."""
        return rows.counted(self.field_name, keys)

    def options(self, rows: Rows, keys: BitMap, selected: Sequence[str] = ()) -> list[Option]:
        """The selected values, then the most frequent others in their order."""
        counts = Counter({value: n for value, n in self.counted(rows, keys).items() if value})
        shown = dict(counts.most_common(MAX_SHOWN))
        labels = self.labels_of([*shown, *(value for value in selected if value not in shown)])
        options = [(v, label, counts[v], v in selected) for v, label in labels.items()]
        return sorted(options, key=lambda option: not option[-1])


class ChoiceFacet(Facet):
    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.enumeration = choices

    def labels_of(self, values):
        return {code: str(label) for code, label in self.enumeration.choices if code in values}

    def examples(self, value):
        return nearest(value, self.enumeration.values)


class RelationFacet(Facet):
    """A facet on the relation at the path `field_name`; labels come from `label_field`."""

    def __init__(self, *, label_field: str = "name", **kwargs):
        super().__init__(**kwargs)
        self.label_field = label_field

    @property
    def related_model(self) -> type[Model]:
        return get_fields_from_path(self.model, self.field_name)[-1].related_model

    def _is_to_many(self) -> bool:
        relations = get_fields_from_path(self.model, self.field_name)
        return any(one.one_to_many or one.many_to_many for one in relations)

    def condition(self, values):
        return Q(**{f"{self.field_name}__slug__in": values})

    def filter(self, queryset, value):
        if not value or not self._is_to_many():
            return super().filter(queryset, value)
        rows = super().filter(queryset.model._default_manager.all(), value)
        return queryset.filter(pk__in=rows.order_by().values("pk"))

    def labels_of(self, values):
        slugs = [value for value in values if SLUG.fullmatch(value)]
        records = self.related_model.objects.public().filter(slug__in=slugs)
        return {r.slug: in_readers_language(r, self.label_field) for r in records}

    def keys(self, rows, value):
        return rows.having(self.field_name, self._keys_of(value).values())

    def _keys_of(self, slugs: Sequence[str]) -> dict[str, int]:
        return dict(self.related_model.objects.filter(slug__in=slugs).values_list("slug", "pk"))

    def options(self, rows, keys, selected=()):
        """Two queries, or one if none is selected."""
        counts = Counter({key: n for key, n in self.counted(rows, keys).items() if key})
        shown = dict(counts.most_common(MAX_SHOWN))
        shown |= dict.fromkeys(self._keys_of(selected).values()) if selected else {}
        records = self.related_model.objects.public().filter(pk__in=list(shown))
        options = [
            (r.slug, in_readers_language(r, self.label_field), counts[r.pk], r.slug in selected)
            for r in records
        ]
        return sorted(options, key=lambda option: not option[-1])

    def examples(self, value):
        slugs = self.related_model.objects.public().values_list("slug", flat=True)
        return nearest(value, list(slugs))


class YearFacet(Facet):
    """A facet on the year of a date column; `not-stated` for null."""

    def condition(self, values):
        condition = Q(pk__in=[])
        for value in values:
            if value == NOT_STATED:
                condition |= Q(**{f"{self.field_name}__isnull": True})
            else:  # a range of days can use the column's index
                condition |= Q(**{f"{self.field_name}__year": int(value)})
        return condition

    def labels_of(self, values):
        years = sorted({v for v in values if re.fullmatch(r"[12]\d{3}", v)}, reverse=True)
        labels = {year: year for year in years}
        if NOT_STATED in values:
            labels[NOT_STATED] = gettext("not stated")
        return labels

    def examples(self, value):
        return ["2019", "2020", NOT_STATED]

    def keys(self, rows, value):
        days = rows.counted(self.field_name, rows.public)
        return rows.having(self.field_name, [day for day in days if year_of(day) in value])

    def counted(self, rows, keys):
        years = Counter()
        for day, n in rows.counted(self.field_name, keys).items():
            years[year_of(day)] += n
        return years


class YesNo(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class PresenceFacet(ChoiceFacet):
    """A facet on whether public related records exist: `yes` or `no`."""

    def __init__(self, **kwargs):
        super().__init__(choices=YesNo, **kwargs)

    def filter(self, queryset, value):
        if not value or {"yes", "no"} <= set(value):
            return queryset
        present = having(queryset.model, self.field_name)
        return queryset.filter(present if "yes" in value else ~present)

    def examples(self, value):
        return YesNo.values

    def keys(self, rows, value):
        if {"yes", "no"} <= set(value):
            return rows.public
        present = rows.having(self.field_name, [1])
        return present if "yes" in value else rows.public - present

    def counted(self, rows, keys):
        present = len(keys & rows.having(self.field_name, [1]))
        return {key: n for key, n in (("yes", present), ("no", len(keys) - present)) if n}


class TextFilter(django_filters.CharFilter):
    def __init__(self, **kwargs):
        super().__init__(max_length=SEARCH_LENGTH, validators=[refuse_undecoded], **kwargs)


class SearchFilter(TextFilter):
    """Every word must occur in a search text, or in a column in Chinese or its English one.

    `lexicon`: or all of it is a record's name, a contraction of it, or its pinyin.
    """

    def __init__(self, *paths: str, label=None, lexicon: type[Lexicon] | None = None):
        super().__init__(label=label or _("Search"))
        self.lexicon = lexicon
        self.paths = [path for path in paths if path.endswith("search_text")]
        texts = [path for path in paths if path not in self.paths]
        self.paths += [f"{path}{end}" for path in texts for end in ("", "_en")]

    def filter(self, queryset, value):
        # A query per word and path: joins to many would multiply, and "or" would use no index.
        condition = Q()
        for word in words_of(value):
            found = [_with_word(queryset.model, path, word).values("pk") for path in self.paths]
            condition &= Q(pk__in=_few_or_all(found))
        if called := self._called(indexes(), queryset.model, value):
            condition |= Q(pk__in=[*called])
        return queryset.filter(condition)

    def keys(self, rows: Rows, value: str) -> BitMap:
        """The records with every word, drafts included. A query for each word and path."""
        found = [
            BitMap.union(*(self._with_word(rows, path, word) for path in self.paths))
            for word in words_of(value)
        ]
        called = self._called(rows.indexes, rows.model, value)
        return (BitMap.intersection(rows.public, *found) | called) & rows.public

    def _called(self, here: Indexes, model: type[Model], value: str) -> BitMap:
        """The records that are called so. No queries."""
        if not self.lexicon or not words_of(value):
            return BitMap()
        return here.of(self.lexicon, model).called(value)

    def _with_word(self, rows: Rows, path: str, word: str) -> BitMap:
        before, _, column = path.rpartition("__")
        steps = get_fields_from_path(rows.model, before) if before else []
        if any(one.one_to_many for one in steps):
            return keys_of(_with_word(rows.model, path, word))
        model = steps[-1].related_model if steps else rows.model
        found = keys_of(_with_word(model, column, word))
        return rows.having(before, found) if before else found


def words_of(value: str) -> list[str]:
    """The words of a search, each once, in simplified characters."""
    return list(dict.fromkeys(in_simplified(normalise(value or "")).split()))


def _with_word(model: type[Model], path: str, word: str) -> QuerySet:
    # Only search texts are normalised and indexed.
    lookup = "holds" if path.endswith("search_text") else "icontains"
    hit = Q(**{f"{path}__{lookup}": word})
    if INITIALS.fullmatch(word):  # lf is not in self-service
        hit = Q(**{f"{path}__{lookup}": f" {word}"}) | Q(**{f"{path}__istartswith": word})
    return model._default_manager.filter(hit & public_path(model, path)).order_by()


def _few_or_all(found: list) -> list[int] | QuerySet:
    """Keys if few, else subqueries: databases would scan the table for a rare word."""
    first, *others = found
    some = first.union(*others, all=True) if others else first
    keys = list(some.values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return sorted(set(keys))
    return first.union(*others) if others else first


def year_of(day: int) -> str:
    """The year of an ordinal day; 0 has none."""
    return str(datetime.date.fromordinal(day).year) if day else NOT_STATED


def refuse_undecoded(text: str) -> None:
    """Raises ValidationError for text that is not UTF-8."""
    if "\ufffd" in text:
        raise ValidationError(gettext("The text cannot be read: it is not in UTF-8."))


def nearest(value: str, known: list[str]) -> list[str]:
    """Known words similar to the value; the first few if none is."""
    return get_close_matches(value[:80], known, n=5, cutoff=0.3) or known[:5]


def printable(value: str) -> str:
    """Typed text for a message: short, no control characters."""
    clean = "".join(c if c.isprintable() else "�" for c in value)
    return clean if len(clean) <= 40 else f"{clean[:40]}…"
