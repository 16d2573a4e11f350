"""Records as streamed files for editing and import; codes in CSV and JSON, words in XLSX."""

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.records.batches import CHUNK
from core.records.plain import fetched, plain
from core.web import xlsx
from core.web.files import BYTE_ORDER_MARK, csv_lines, harmless, pieces
from intake.tables.columns import REVISION, Column, columns_of

WIDEST, NARROWEST = 44, 12
Records = Iterable[tuple[dict, int]]  # plain form, revision


def plain_records(queryset: models.QuerySet) -> Records:
    """A query, and one for each many-to-many relation and CHUNK of records."""
    rows = fetched(queryset).order_by("slug").iterator(chunk_size=CHUNK)
    return ((plain(record), record.revision) for record in rows)


def sheet_title(model: type[models.Model]) -> str:
    return str(capfirst(model._meta.verbose_name_plural))[: xlsx.TITLE_LENGTH]


def as_csv(model: type[models.Model], records: Records) -> Iterator[str]:
    """UTF-8 with a byte-order mark; the header has codes."""
    columns = columns_of(model)
    rows = (
        [*(column.written(record[column.name], in_words=False) for column in columns), revision]
        for record, revision in records
    )
    yield BYTE_ORDER_MARK
    yield from pieces(csv_lines([*(column.name for column in columns), REVISION], rows))


def as_json(_model: type[models.Model], records: Records) -> Iterator[str]:
    """A list of objects in plain form, one a line."""

    def lines() -> Iterator[str]:
        before = "[\n"
        for record, revision in records:
            yield before + json.dumps({**record, REVISION: revision}, ensure_ascii=False)
            before = ",\n"
        yield "\n]\n" if before == ",\n" else "[]\n"

    yield from pieces(lines())


def as_xlsx(model: type[models.Model], records: Records) -> Iterator[bytes]:
    return xlsx.workbook([sheet_of(model, records)])


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
    return max(NARROWEST, min(WIDEST, usual), 2 * len(column.labels["zh-hans"]))


FORMATS: dict[str, tuple[str, Callable[..., Iterator]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (xlsx.CONTENT_TYPE, as_xlsx),
    "json": ("application/json; charset=utf-8", as_json),
}
