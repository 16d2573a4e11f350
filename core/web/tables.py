"""Public columns of a model, described once for lists, pages and the data set."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from operator import attrgetter

from django.contrib.admin.utils import get_fields_from_path
from django.db import connections, models, router
from django.db.models.expressions import Combinable
from django.db.models.fields.related import RelatedField
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, UnitField
from core.language import edtf
from core.language.text import reads_chinese, split_terms
from core.language.units import UNITS
from core.records.batches import CHUNK, batched
from core.records.models import in_readers_language
from core.records.plain import name_column

Text = str | Promise
Value = str | int | Decimal | bool | datetime.date | list | None
# Gives the values of some columns by the key of the record.
Lookup = Callable[[Sequence[int]], dict[int, list[Value]]]
Row = Sequence[Value]


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

    The path may be an expression; `lookup` gives values by key for columns without one; `convert`
    computes them. `is_own` columns belong to the record: the data set has only these, files of
    lists the joined ones too. A `heading` shows the column on pages and in comparisons, in the
    reader's language.
    """

    name: str
    label: Text
    kind: Kind = Kind.TEXT
    path: str | Combinable = ""
    field: models.Field | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    is_list: bool = False
    is_own: bool = False
    about: Text = ""  # description, if the name does not say it
    blank: Text = ""  # meaning of an empty cell; "" if there is none
    heading: Text = ""  # label on pages; "" if not shown
    unsaid: Text = ""  # text on pages for a blank; "" leaves the column out
    silent: str = ""  # the code that pages leave out as they do a blank
    partial: str = ""  # template on pages, if words are not enough
    is_terms: bool = False  # several terms, separated by 、
    in_citation: bool = False  # part of the citation
    lookup: Lookup | None = None
    convert: Callable[[Value], Value] | None = None

    @property
    def related(self) -> type[models.Model] | None:
        """The model whose key it holds, for keys of other records."""
        return self.field.related_model if self.field is not None else None

    def in_words(self) -> Callable[[str], str | None]:
        """Gives the word of a code in the language of this moment, whenever it is called."""
        if self.kind == Kind.UNIT:
            symbol = attrgetter("symbol" if reads_chinese() else "symbol_en")
            return lambda code: symbol(UNITS[code]) if code else ""
        return {code: str(label) for code, label in self.choices}.get


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


# A column in the making: the columns for a model.
Given = Callable[[type[models.Model]], Iterable[Column]]


def column(path: str, /, *, is_alone: bool = False, **options) -> Given:
    """A column, with its related ones (English, first and last day, name) unless `is_alone`."""
    return partial(_columns, path=path, is_alone=is_alone, options=options)


def table(model: type[models.Model], name: str, *columns: str | tuple | Given | Column) -> Table:
    """A table of columns: paths, (path, heading on pages), or results of `column`."""
    made: list[Column] = []
    for one in columns:
        if isinstance(one, Column):
            made.append(one)
            continue
        if isinstance(one, tuple):
            one = column(one[0], heading=one[1])
        made += column(one)(model) if isinstance(one, str) else one(model)
    return Table(model, name, tuple(made))


def _columns(
    model: type[models.Model], path: str, is_alone: bool, options: dict
) -> Iterator[Column]:
    first = _column(model, path, **options)
    yield first
    if is_alone:
        return
    if first.related is not None:
        if name := name_column(first.related):
            yield from (_column(model, f"{path}__{name}{end}") for end in ("", "_en"))
        return
    names = {field.name for field in first.field.model._meta.fields}
    for end in ("en", "earliest", "latest"):
        if f"{first.field.name}_{end}" in names:
            yield _column(model, f"{path}_{end}")


def _column(model: type[models.Model], path: str, /, **given) -> Column:
    steps = get_fields_from_path(model, path)
    field = steps[-1]
    kind, about = next(known for type_, *known in KINDS if isinstance(field, type_))
    choices = [(unit.code, unit.symbol) for unit in UNITS.values()]
    if kind != Kind.UNIT:
        choices = [(code, label) for code, label in field.flatchoices if code != ""]
    described = {
        "name": path.replace("__", "_"),
        "label": _label(steps),
        "kind": Kind.CODE if field.choices else kind,
        "path": f"{path}__slug" if field.is_relation else path,
        "field": field,
        "choices": tuple(choices),
        "is_list": any(step.many_to_many for step in steps),
        "is_own": len(steps) == 1,
        "about": about,
        "blank": _blank(field),
    }
    return Column(**described | given)


def in_words(field: models.Field, value) -> str:
    """The value of a column that is no relation, for the reader."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, UnitField):
        return UNITS[value].name
    return edtf.parse(value).describe() if isinstance(field, EdtfField) else str(value)


@dataclass(frozen=True)
class Said:
    """A value in words, with the URL of the related record."""

    text: str
    address: str = ""


def properties(table: Table, record: models.Model) -> Iterator[tuple[Column, list[Said]]]:
    """Columns with a heading and the record's values; blank ones only if they have a text.

    Relations must be prefetched.
    """
    for column in table.columns:
        if column.heading:
            values = [] if column.partial else [*said_of(column, record)]
            if values or column.unsaid or column.partial:
                yield column, values


def said_of(column: Column, record: models.Model) -> Iterator[Said]:
    """The record's values in the column. A related record must be prefetched."""
    name = column.field.name
    if column.field.many_to_many:
        yield from (_related(one) for one in getattr(record, name).all())
        return
    value = getattr(record, name)
    if value in (None, "", column.silent):
        return
    if column.field.is_relation:
        yield _related(value)
    elif column.kind == Kind.ADDRESS:
        yield Said(value, value)
    else:
        has_english = hasattr(record, f"{name}_en")
        text = in_readers_language(record, name) if has_english else in_words(column.field, value)
        yield from map(Said, split_terms(text) if column.is_terms else [text])


def _related(record: models.Model) -> Said:
    return Said(str(record), record.get_absolute_url())


def values(columns: Sequence[Column], queryset: models.QuerySet) -> Iterator[Row]:
    """Rows of values, in chunks. One query; per CHUNK one for each lookup and relation to many."""
    paths = {n: c.path for n, c in enumerate(columns) if not c.is_list and not c.lookup}
    read = list(dict.fromkeys(paths.values()))
    # Other columns hold the key until their lookup replaces it.
    places = [read.index(paths[n]) + 1 if n in paths else 0 for n in range(len(columns))]
    lookups = [*_lookups(queryset.model, columns)]
    converted = [(n, c.convert) for n, c in enumerate(columns) if c.convert]
    rows = queryset.prefetch_related(None).values_list("pk", *read).iterator(chunk_size=CHUNK)
    for chunk in batched(rows, CHUNK):
        found = list(zip(*chunk, strict=True))
        keys, made = found[0], [found[place] for place in places]
        for numbers, lookup, nothing in lookups:
            by_key = lookup(keys)
            there = zip(*(by_key.get(key, nothing) for key in keys), strict=True)
            for n, column in zip(numbers, there, strict=True):
                made[n] = column
        for n, convert in converted:
            made[n] = map(convert, made[n])
        yield from zip(*made, strict=True)


def converted(rows: Iterable[Row], changes: dict[int, Callable[[Value], Value]]) -> Iterator[Row]:
    """The rows with the cells of some columns changed; None stays.

    Column by column: a loop over the cells of each row takes twice as long.
    """
    for chunk in batched(rows, CHUNK) if changes else ():
        columns = list(zip(*chunk, strict=True))
        for place, change in changes.items():
            columns[place] = [None if c is None else change(c) for c in columns[place]]
        yield from zip(*columns, strict=True)
    if not changes:
        yield from rows


def _lookups(
    model: type[models.Model], columns: Sequence[Column]
) -> Iterator[tuple[list[int], Lookup, list]]:
    """Places of columns, their lookup, and their values where it finds none."""
    by_relation: dict[str, list[int]] = {}
    for n, column in enumerate(columns):
        if column.lookup:
            yield [n], column.lookup, [None]
        elif column.is_list:
            by_relation.setdefault(column.path.split("__", maxsplit=1)[0], []).append(n)
    for name, numbers in by_relation.items():
        paths = [columns[n].path.split("__", maxsplit=1)[1] for n in numbers]
        relation = model._meta.get_field(name)
        yield numbers, partial(_related_values, relation, paths, {}), [[] for _path in paths]


def _related_values(
    relation: models.ManyToManyField, paths: list[str], known: dict[int, tuple], keys: Sequence[int]
) -> dict[int, list[list]]:
    """By key the values of its related records, by slug. `known` remembers those records'."""
    pairs = _pairs(relation, keys)
    if new := {other for _key, other in pairs} - known.keys():
        others = relation.related_model._base_manager.filter(pk__in=new).order_by()
        known.update((pk, row) for pk, *row in others.values_list("pk", "slug", *paths))
    # Sorted here: SQLite would read all others in their order rather than sort these pairs.
    pairs.sort(key=lambda pair: known[pair[1]][0])
    found: dict[int, list[list]] = {}
    for key, other in pairs:
        lists = found.get(key) or found.setdefault(key, [[] for _path in paths])
        for values_there, value in zip(lists, known[other][1:], strict=True):
            values_there.append(value)
    return found


def _pairs(relation: models.ManyToManyField, keys: Sequence[int]) -> list[tuple[int, int]]:
    """Both keys of each pair. Raw SQL: a queryset takes longer to make than the pairs to read."""
    connection = connections[router.db_for_read(relation.remote_field.through)]
    names = relation.m2m_db_table(), relation.m2m_column_name(), relation.m2m_reverse_name()
    table, here, there = map(connection.ops.quote_name, names)
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {here}, {there} FROM {table} WHERE {here} IN ({marks})", keys)  # noqa: S608
        return cursor.fetchall()


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


# Types of fields, with their kind and what they hold if the name does not say it.
KINDS = [
    (RelatedField, Kind.KEY, _("The key of the other record.")),
    (UnitField, Kind.UNIT, _("The code of a unit in the table of units.")),
    (
        EdtfField,
        Kind.PARTIAL_DATE,
        _(
            "A partial date in EDTF (ISO 8601-2): 2019-03, 2018/2020, 2020/.. for “since 2020”, "
            "XXXX-06 for June of a year that the source does not state."
        ),
    ),
    (
        EdtfBoundField,
        Kind.DAY,
        _("Worked out from the partial date, for sorting and filtering."),
    ),
    (models.DateField, Kind.DAY, ""),
    (models.DecimalField, Kind.NUMBER, ""),
    (models.IntegerField, Kind.INTEGER, ""),
    (models.BooleanField, Kind.YES_NO, ""),
    (models.URLField, Kind.ADDRESS, ""),
    (models.SlugField, Kind.KEY, _("The key of the record, and the word in its address.")),
    (models.Field, Kind.TEXT, ""),
]


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
