"""A record's public columns as properties of its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext

from core.fields import EdtfField, UnitField
from core.language import edtf
from core.language.text import split_terms
from core.language.units import UNITS
from core.records.models import in_readers_language
from core.web.tables import Column, Kind, Table


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
    if value in (None, ""):
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
