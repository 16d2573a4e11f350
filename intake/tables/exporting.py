"""Records as streamed files for editing and import: codes in CSV and JSON, words in XLSX.

The workbook has linked records of every kind in one file.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import zip_longest

from django.conf import settings
from django.db import models
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.fields import EdtfField, UnitField
from core.formfields import UnitNameField
from core.records.batches import CHUNK, in_chunks
from core.records.plain import editable_fields, fetched, plain
from core.web import xlsx
from core.web.files import JSON_TYPE, csv_response, harmless, pieces, xlsx_response
from intake.tables.cells import YES_NO
from intake.tables.columns import REVISION, Column, columns_of
from intake.tables.kinds import COLUMNS_SHEET, LISTS_SHEET, kinds

WIDEST, NARROWEST = 44, 12
ROOM = 100  # rows that can be added before drop-down lists miss them
ADVICE = gettext_noop(
    "The slug tells which record a row is about: a known one is changed, a new one added, and "
    "none is ever deleted. An empty cell empties its field; a column that is taken out stays "
    "as it is. The revision tells whether a record was changed since this file was made: leave "
    "it alone. Cells take values, not formulas."
)
Selection = dict[type[models.Model], set[int] | None]  # None: all of that kind
Records = Iterable[tuple[dict, int]]  # plain form, revision


def plain_records(queryset: models.QuerySet) -> Records:
    """A query, and one for each many-to-many relation and CHUNK of records."""
    rows = fetched(queryset).order_by("slug").iterator(chunk_size=CHUNK)
    return ((plain(record), record.revision) for record in rows)


def sheet_title(model: type[models.Model]) -> str:
    return str(capfirst(model._meta.verbose_name_plural))[: xlsx.TITLE_LENGTH]


def csv_file(name: str, model: type[models.Model], records: Records) -> HttpResponseBase:
    """The header has codes."""
    columns = columns_of(model)
    rows = (
        [*(column.written(record[column.name], in_words=False) for column in columns), revision]
        for record, revision in records
    )
    return csv_response(name, [*(column.name for column in columns), REVISION], rows)


def json_file(name: str, _model: type[models.Model], records: Records) -> HttpResponseBase:
    """A list of objects in plain form, one a line."""

    def lines() -> Iterator[str]:
        before = "[\n"
        for record, revision in records:
            yield before + json.dumps({**record, REVISION: revision}, ensure_ascii=False)
            before = ",\n"
        yield "\n]\n" if before == ",\n" else "[]\n"

    response = StreamingHttpResponse(pieces(lines()), content_type=JSON_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def xlsx_file(name: str, model: type[models.Model], records: Records) -> HttpResponseBase:
    return xlsx_response(name, [sheet_of(model, records)])


FORMATS = {"csv": csv_file, "xlsx": xlsx_file, "json": json_file}


def sheet_of(model: type[models.Model], records: Records, **options) -> xlsx.Sheet:
    columns = columns_of(model)
    return xlsx.Sheet(
        title=sheet_title(model),
        header=[*(column.label for column in columns), str(capfirst(_("revision")))],
        rows=(
            [*(_cell(column, record[column.name]) for column in columns), revision]
            for record, revision in records
        ),
        widths=[*map(_width, columns), NARROWEST],
        numbers={place for place, column in enumerate(columns) if column.is_number},
        **options,
    )


def _cell(column: Column, value):
    cell = column.written(value, in_words=True)
    is_decimal = isinstance(cell, str) and column.is_number
    return Decimal(cell) if is_decimal else harmless(cell)


def _width(column: Column) -> float:
    field = column.field
    usual = 30 if field.is_relation or isinstance(field, models.TextField) else 14
    if isinstance(field, models.CharField) and not column.choices:
        usual = (field.max_length or 0) / 5
    with override("zh-hans"):
        return max(NARROWEST, min(WIDEST, usual), 2 * len(column.label))


def everything() -> Selection:
    return dict.fromkeys(kinds())


def part(chosen: models.QuerySet) -> Selection:
    """The chosen records, what belongs to them, and what these refer to.

    A few queries for each kind of record and CHUNK of records.
    """
    selection: dict[type[models.Model], set[int]] = {model: set() for model in kinds()}
    selection[chosen.model] = set(chosen.order_by().values_list("pk", flat=True))
    for model in kinds():  # records come after what they refer to
        for field in _relations(model):
            if not field.many_to_many and field.related_model is not model:
                owners = selection[field.related_model]
                selection[model] |= _values(model, field.name, owners, "pk")
    for model in reversed(kinds()):
        for field in _relations(model):
            new = selection[model]
            while new:  # of totals also the totals above them
                related = _values(model, "pk", new, field.name)
                new = related - selection[model] if field.related_model is model else set()
                selection[field.related_model] |= related
    return selection


def _relations(model: type[models.Model]) -> list[models.Field]:
    return [f for f in editable_fields(model) if f.is_relation and f.related_model in kinds()]


def _values(model: type[models.Model], lookup: str, keys: Iterable[int], column: str) -> set:
    found = set()
    for some in in_chunks(sorted(keys)):
        rows = model._base_manager.filter(**{f"{lookup}__in": some})
        found.update(rows.values_list(column, flat=True))
    return found - {None}


def records(selection: Selection, model: type[models.Model]) -> Records:
    keys = selection[model]
    if keys is None:
        yield from plain_records(model._base_manager.all())
        return
    for slugs in in_chunks(sorted(_values(model, "pk", keys, "slug"))):
        yield from plain_records(model._base_manager.filter(slug__in=slugs))


def sheets(selection: Selection) -> Iterator[xlsx.Sheet]:
    """The sheets of a workbook."""
    lists = _lists()
    yield _explanations()
    for model in kinds():
        yield _record_sheet(selection, model, lists)
    yield xlsx.Sheet(
        title=str(LISTS_SHEET),
        header=[str(place) for place in range(1, len(lists) + 1)],
        rows=zip_longest(*lists),
        widths=[24] * len(lists),
    )


def _offered(column: Column) -> tuple[str, ...]:
    is_yes_no = isinstance(column.field, models.BooleanField)
    return tuple(str(w) for w in (YES_NO if is_yes_no else dict(column.choices)).values())


def _lists() -> list[tuple[str, ...]]:
    offered = (_offered(column) for model in kinds() for column in columns_of(model))
    return list(dict.fromkeys(words for words in offered if words))


def _record_sheet(selection: Selection, model: type[models.Model], lists) -> xlsx.Sheet:
    choices = {}
    for place, column in enumerate(columns_of(model)):
        words, related = _offered(column), column.field.related_model
        if words:
            number = lists.index(words) + 1
            is_all = not isinstance(column.field, UnitField)  # other units can be composed
            choices[place] = xlsx.list_range(str(LISTS_SHEET), number, len(words) + 1), is_all
        elif related and related is not model and not column.field.many_to_many:
            keys = selection[related]
            number = related._base_manager.count() if keys is None else len(keys)
            last = number + 1 + ROOM
            choices[place] = xlsx.list_range(sheet_title(related), 1, last), False
    return sheet_of(model, records(selection, model), lists=choices)


def _explanations() -> xlsx.Sheet:
    header = [_("sheet"), _("column"), _("code"), _("needed")]
    rows = [[None, None, None, None, *_each_language(lambda: [None, _(ADVICE), None])]]
    for model in kinds():
        for column in columns_of(model):
            is_needed = str(YES_NO[True]) if column.is_needed else None
            explained = _each_language(partial(_explained, column))
            rows.append([sheet_title(model), column.label, column.name, is_needed, *explained])
    return xlsx.Sheet(
        title=str(COLUMNS_SHEET),
        header=header + _each_language(lambda: [_("column"), _("what goes in"), _("values")]),
        rows=rows,
        widths=[18, 22, 18, 10, *[22, 50, 40] * len(settings.LANGUAGES)],
        is_prose=True,
    )


def _each_language(cells: Callable[[], list]) -> list:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += cells()
    return found


def _explained(column: Column) -> list:
    accepted = "\n".join(f"{code}: {name}" for code, name in column.choices)
    what = f"{_what_goes_in(column)} {column.field.help_text}".strip()
    return [column.label, what, accepted or None]


def _what_goes_in(column: Column) -> str:
    field = column.field
    if field.is_relation:
        words = {"sheet": sheet_title(field.related_model)}
        if field.many_to_many:
            return _("Slugs from the sheet “%(sheet)s”, separated by semicolons.") % words
        if column.name == "scope":
            return _("A slug from the sheet “%(sheet)s”, or a name that it has there.") % words
        return _("A slug from the sheet “%(sheet)s”.") % words
    if isinstance(field, UnitField):
        return str(UnitNameField.hint)
    if column.choices:
        return _("One of the values at the right; codes and names in both languages will do.")
    if isinstance(field, models.BooleanField):
        return _("Yes or no.")
    if isinstance(field, EdtfField):
        return _("A date, as exactly as the source gives it.")
    if isinstance(field, models.IntegerField):
        return _("A whole number.")
    if isinstance(field, models.DecimalField):
        return _("A number.")
    if field.max_length:
        return _("Text, at most %(length)s characters.") % {"length": field.max_length}
    return _("Text.")
