"""The workbook: linked records of every kind in one file, to edit and import again."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.fields import EdtfField
from core.records.batches import in_chunks
from core.records.plain import editable_fields
from core.web import xlsx
from intake.tables.cells import YES_NO
from intake.tables.columns import Column, columns_of
from intake.tables.exporting import Records, plain_records, sheet_of, sheet_title
from intake.tables.kinds import COLUMNS_SHEET, LISTS_SHEET, kinds

ROOM = 100  # rows that can be added before drop-down lists miss them
ADVICE = gettext_noop(
    "The slug tells which record a row is about: a known one is changed, a new one added, and "
    "none is ever deleted. An empty cell empties its field; a column that is taken out stays "
    "as it is. The revision tells whether a record was changed since this file was made: leave "
    "it alone. Cells take values, not formulas."
)
Selection = dict[type[models.Model], set[int] | None]  # None: all of that kind


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
            _add_referred(selection, model, field)
    return selection


def _relations(model: type[models.Model]) -> list[models.Field]:
    return [f for f in editable_fields(model) if f.is_relation and f.related_model in kinds()]


def _values(model: type[models.Model], lookup: str, keys: Iterable[int], column: str) -> set:
    found = set()
    for some in in_chunks(sorted(keys)):
        rows = model._base_manager.filter(**{f"{lookup}__in": some})
        found.update(rows.values_list(column, flat=True))
    return found - {None}


def _add_referred(selection, model: type[models.Model], field: models.Field) -> None:
    """Of totals also the totals above them."""
    new = selection[model]
    while new:
        related = _values(model, "pk", new, field.name)
        new = related - selection[model] if field.related_model is model else set()
        selection[field.related_model] |= related


def records(selection: Selection, model: type[models.Model]) -> Records:
    keys = selection[model]
    if keys is None:
        yield from plain_records(model._base_manager.all())
        return
    for slugs in in_chunks(sorted(_values(model, "pk", keys, "slug"))):
        yield from plain_records(model._base_manager.filter(slug__in=slugs))


def workbook(selection: Selection) -> Iterator[bytes]:
    return xlsx.workbook(_sheets(selection))


def _sheets(selection: Selection) -> Iterator[xlsx.Sheet]:
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
            choices[place] = xlsx.list_range(str(LISTS_SHEET), number, len(words) + 1), True
        elif related and related is not model and not column.field.many_to_many:
            keys = selection[related]
            number = related._base_manager.count() if keys is None else len(keys)
            last = number + 1 + ROOM
            choices[place] = xlsx.list_range(sheet_title(related), 1, last), False
    return sheet_of(model, records(selection, model), lists=choices)


def _explanations() -> xlsx.Sheet:
    texts = [_("sheet"), _("column"), _("code"), _("needed")]
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts += [_("column"), _("what goes in"), _("values")]
    return xlsx.Sheet(
        title=str(COLUMNS_SHEET),
        header=texts,
        rows=_explanation_rows(),
        widths=[18, 22, 18, 10, *[22, 50, 40] * len(settings.LANGUAGES)],
        is_prose=True,
    )


def _explanation_rows() -> Iterator[list]:
    advice = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            advice += [None, _(ADVICE), None]
    yield [None, None, None, None, *advice]
    for model in kinds():
        for column in columns_of(model):
            yield [
                sheet_title(model),
                column.label,
                column.name,
                str(YES_NO[True]) if column.is_needed else None,
                *_in_every_language(column),
            ]


def _in_every_language(column: Column) -> list:
    cells = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            explained = f"{_what_goes_in(column)} {column.field.help_text}".strip()
            accepted = "\n".join(f"{code}: {name}" for code, name in column.choices)
            cells += [column.labels[language], explained, accepted or None]
    return cells


def _what_goes_in(column: Column) -> str:
    field = column.field
    if field.is_relation:
        words = {"sheet": sheet_title(field.related_model)}
        if field.many_to_many:
            return _("Slugs from the sheet “%(sheet)s”, separated by semicolons.") % words
        return _("A slug from the sheet “%(sheet)s”.") % words
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
