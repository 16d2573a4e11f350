"""Public columns of a model, described once for lists, pages and the data set."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import islice
from operator import itemgetter

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, UnitField
from core.language.units import UNITS
from core.records.plain import CHUNK

Text = str | Promise
Value = str | int | Decimal | bool | datetime.date | list | None


class Kind(StrEnum):
    TEXT = "text"
    KEY = "key"  # a slug, its own or another record's
    CODE = "code"  # one of the column's choices
    UNIT = "unit"
    NUMBER = "number"
    INTEGER = "integer"
    YES_NO = "yes-no"
    DAY = "day"
    PARTIAL_DATE = "partial-date"
    ADDRESS = "address"


@dataclass(frozen=True)
class Column:
    """A path to a value ("zone__province__name"), with what the model field does not say.

    `lookup` gives values by key for columns without a path; `convert` computes them. `is_own`
    columns belong to the record: the data set has only these, files of lists the joined ones too.
    A `heading` shows the column on pages and in comparisons, in the reader's language.
    """

    name: str
    label: Text
    kind: Kind = Kind.TEXT
    path: str = ""
    field: models.Field | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    is_list: bool = False
    is_own: bool = False
    about: Text = ""  # description, if the name does not say it
    blank: Text = ""  # meaning of an empty cell; "" if there is none
    heading: Text = ""  # label on pages; "" if not shown
    unsaid: Text = ""  # text on pages for a blank; "" leaves the column out
    partial: str = ""  # template on pages, if words are not enough
    is_terms: bool = False  # several terms, separated by 、
    in_citation: bool = False  # part of the citation
    lookup: Callable[[list[int]], dict[int, Value]] | None = None
    convert: Callable[[Value], Value] | None = None

    @property
    def related(self) -> type[models.Model] | None:
        """The model whose key it holds, for keys of other records."""
        return self.field.related_model if self.field is not None else None

    def words(self) -> dict[str, str]:
        if self.kind == Kind.UNIT:
            return {unit.code: unit.name for unit in UNITS.values()}
        return {code: str(label) for code, label in self.choices}


@dataclass(frozen=True)
class Table:
    """The public columns of a model, with the name of their file."""

    model: type[models.Model]
    name: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> Text:
        return capfirst(self.model._meta.verbose_name_plural)

    @property
    def own_columns(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.is_own and not c.is_list)

    def plus(self, *columns: Column) -> "Table":
        names = [column.name for column in self.columns]
        place = names.index("source") if "source" in names else len(names)
        return replace(self, columns=(*self.columns[:place], *columns, *self.columns[place:]))


@dataclass(frozen=True)
class Given:
    """A column in the making: its path and options."""

    path: str
    options: dict
    is_alone: bool


def column(path: str, *, is_alone: bool = False, **options) -> Given:
    """A column, with its related ones (English, first and last day, name) unless `is_alone`."""
    return Given(path, options, is_alone)


def table(model: type[models.Model], name: str, *columns: str | tuple | Given | Column) -> Table:
    """A table of columns: paths, (path, heading on pages), or results of `column`."""
    made: list[Column] = []
    for one in columns:
        if isinstance(one, Column):
            made.append(one)
            continue
        if isinstance(one, tuple):
            one = column(one[0], heading=one[1])
        elif isinstance(one, str):
            one = column(one)
        made += _columns(model, one)
    return Table(model, name, tuple(made))


def _columns(model: type[models.Model], given: Given) -> Iterator[Column]:
    first = _column(model, given.path, **given.options)
    yield first
    if given.is_alone:
        return
    if first.related is not None:
        names = {field.name for field in first.related._meta.fields}
        text = "name" if "name" in names else "title"
        if text in names:
            yield from (_column(model, f"{given.path}__{end}") for end in (text, f"{text}_en"))
        return
    names = {field.name for field in first.field.model._meta.fields}
    for end in ("en", "earliest", "latest"):
        if f"{first.field.name}_{end}" in names:
            yield _column(model, f"{given.path}_{end}")


def _column(model: type[models.Model], path: str, **given) -> Column:
    steps, is_list, here = [], False, model
    for step in path.split("__"):
        field = here._meta.get_field(step)
        steps.append(field)
        is_list = is_list or bool(field.many_to_many)
        here = field.related_model
    full = f"{path}__slug" if field.is_relation else path
    described = {
        "name": path.replace("__", "_"),
        "label": _label(steps),
        "kind": _kind(field),
        "path": full,
        "field": field,
        "choices": _choices(field),
        "is_list": is_list,
        "is_own": len(steps) == 1,
        "about": _about(field),
        "blank": _blank(field),
    }
    return Column(**described | given)


def values(columns: Sequence[Column], queryset: models.QuerySet) -> Iterator[list[Value]]:
    """Rows as lists of values, in chunks. One query; per CHUNK one for each lookup and relation."""
    single = [(n, c.path) for n, c in enumerate(columns) if not c.is_list and not c.lookup]
    paths = list(dict.fromkeys(path for _n, path in single))
    places = {n: paths.index(path) + 1 for n, path in single}
    # A column without a path reads the key until its lookup replaces it.
    picked = itemgetter(*(places.get(n, 0) for n in range(len(columns))), 0)
    lookups = [*_many(queryset.model, columns)]
    lookups += [([n], _alone(c.lookup)) for n, c in enumerate(columns) if c.lookup]
    converted = [(n, c.convert) for n, c in enumerate(columns) if c.convert]
    blank = [(n, [] if c.is_list else None) for n, c in enumerate(columns) if n not in places]
    rows = queryset.prefetch_related(None).values_list("pk", *paths).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        keys = [row[0] for row in chunk]
        found = [(numbers, lookup(keys)) for numbers, lookup in lookups]
        for row in chunk:
            made = list(picked(row)[:-1])
            for n, nothing in blank:
                made[n] = nothing
            for numbers, by_key in found:
                for n, value in zip(numbers, by_key.get(row[0], ()), strict=False):
                    made[n] = value
            for n, convert in converted:
                made[n] = convert(made[n])
            yield made


# Keys of records to the values of some columns.
Lookup = Callable[[list[int]], dict[int, list]]


def _alone(lookup: Callable[[list[int]], dict[int, Value]]) -> Lookup:
    return lambda keys: {key: [value] for key, value in lookup(keys).items()}


def _many(
    model: type[models.Model], columns: Sequence[Column]
) -> Iterator[tuple[list[int], Lookup]]:
    """For each relation to many, the places of its columns and their lookup."""
    by_relation: dict[str, list[int]] = {}
    for n, column in enumerate(columns):
        if column.is_list and column.path:
            by_relation.setdefault(column.path.split("__", maxsplit=1)[0], []).append(n)
    for relation, numbers in by_relation.items():
        paths = [columns[n].path for n in numbers]
        yield numbers, partial(_related_values, model, relation, paths)


def _related_values(
    model: type[models.Model], relation: str, paths: list[str], keys: list[int]
) -> dict[int, list[list]]:
    rows = model._base_manager.filter(pk__in=keys, **{f"{relation}__isnull": False})
    found: dict[int, list[list]] = {}
    for key, *row in rows.order_by(f"{relation}__slug").values_list("pk", *paths):
        lists = found.setdefault(key, [[] for _path in paths])
        for values_there, value in zip(lists, row, strict=True):
            values_there.append(value)
    return found


def _label(steps: list[models.Field]) -> Text:
    *before, last = steps
    words = [field.verbose_name for field in before]
    if isinstance(last, EdtfBoundField):
        date = last.model._meta.get_field(last.of).verbose_name
        side = _("first day") if last.side == "earliest" else _("last day")
        words += [date, side]
    else:
        words.append(last.verbose_name)
    return capfirst(format_lazy(" · ".join("{}" for _word in words), *words))


KINDS = [
    (UnitField, Kind.UNIT),
    (EdtfField, Kind.PARTIAL_DATE),
    (models.DateField, Kind.DAY),
    (models.DecimalField, Kind.NUMBER),
    (models.IntegerField, Kind.INTEGER),
    (models.BooleanField, Kind.YES_NO),
    (models.URLField, Kind.ADDRESS),
    (models.SlugField, Kind.KEY),
]


def _kind(field: models.Field) -> Kind:
    if field.is_relation:
        return Kind.KEY
    if field.choices:
        return Kind.CODE
    return next((kind for type_, kind in KINDS if isinstance(field, type_)), Kind.TEXT)


def _choices(field: models.Field) -> tuple[tuple[str, Text], ...]:
    if isinstance(field, UnitField):
        return tuple((unit.code, unit.symbol) for unit in UNITS.values())
    if field.is_relation or not field.choices:
        return ()
    return tuple((code, label) for code, label in field.flatchoices if code != "")


def _about(field: models.Field) -> Text:
    if isinstance(field, EdtfField):
        return _(
            "A partial date in EDTF (ISO 8601-2): 2019-03, 2018/2020, 2020/.. for “since 2020”, "
            "XXXX-06 for June of a year that the source does not state."
        )
    if isinstance(field, EdtfBoundField):
        return _("Worked out from the partial date, for sorting and filtering.")
    if isinstance(field, UnitField):
        return _("The code of a unit in the table of units.")
    if field.is_relation:
        return _("The key of the other record.")
    if isinstance(field, models.SlugField):
        return _("The key of the record, and the word in its address.")
    return ""


def _blank(field: models.Field) -> Text:
    if field.many_to_many:
        return _("none") if field.blank else ""
    if not field.blank and not field.null:
        return ""
    if isinstance(field, EdtfField):
        return _("not stated in the source")
    if isinstance(field, EdtfBoundField):
        return _("not stated, its year unknown, or that end open")
    if field.name.endswith("_en"):
        return _("no English text; the Chinese one applies")
    return _("none") if field.is_relation else _("nothing recorded")
