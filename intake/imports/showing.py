"""Rows of a preview as an editor reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from history.models import ImportRun
from history.wording import FieldChange, field_changes
from intake.choices import RowAction
from intake.imports.wording import where
from intake.models import StagedRow
from intake.tables.kinds import kind_named

EMPTIED, DOUBTFUL = "emptied", "doubtful"


@dataclass(frozen=True)
class RowFilter:
    """Some of the rows of a preview, and how many they are."""

    code: str
    label: str
    rows: QuerySet[StagedRow]
    count: int


def row_filters(run: ImportRun) -> list[RowFilter]:
    """The rows of a preview by what has to be read first. Two queries."""
    emptied = run.rows.filter(emptied__isnull=False).exclude(action=RowAction.ERROR)
    doubtful = run.rows.filter(doubts__isnull=False).exclude(action=RowAction.ERROR)
    counts = {
        RowAction.ERROR: run.error_count,
        RowAction.UPDATE: run.updated_count,
        RowAction.CREATE: run.created_count,
        RowAction.UNCHANGED: run.unchanged_count,
    }
    by_action = {
        one: RowFilter(one, str(one.label), run.rows.filter(action=one), count)
        for one, count in counts.items()
    }
    return [
        by_action.pop(RowAction.ERROR),
        RowFilter(EMPTIED, _("with fields that become empty"), emptied, emptied.count()),
        RowFilter(DOUBTFUL, _("doubtful"), doubtful, doubtful.count()),
        *by_action.values(),
    ]


@dataclass(frozen=True)
class ShownCell:
    """One field of a row: as it is, as it will be, and the cell of the file that says so.

    `raw` is the cell where it was read into something else than its own text, else "".
    """

    change: FieldChange
    raw: str
    is_merged: bool
    is_emptied: bool


@dataclass(frozen=True)
class ShownRow:
    """One row: what it is about, its cells, and in words its errors and what is doubtful.

    `unread` has the cells, by column, that could not be read.
    """

    row: StagedRow
    kind: str
    cells: tuple[ShownCell, ...]
    errors: tuple[str, ...]
    doubts: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]


def shown_rows(rows: Iterable[StagedRow]) -> list[ShownRow]:
    """The rows with their cells in the reader's language. No queries of its own."""
    shown = []
    for row in rows:
        model = kind_named(row.kind)
        changes = field_changes(model, row.before, row.after) if row.after else ()
        shown.append(
            ShownRow(
                row,
                model._meta.verbose_name,
                tuple(_cell(row, change) for change in changes),
                tuple(where(row, *error) for error in row.errors),
                tuple(doubt["sentence"] for doubt in row.doubts or ()),
                tuple(_unread(row, model)),
            )
        )
    return shown


def _cell(row: StagedRow, change: FieldChange) -> ShownCell:
    raw, name = row.raw or {}, change.name
    merged, emptied = row.merged or (), row.emptied or ()
    return ShownCell(change, raw.get(name, ""), name in merged, name in emptied)


def _unread(row: StagedRow, model: type[Model]) -> Iterator[tuple[str, str]]:
    """The cells of a row with errors of which no value was read."""
    for name, raw in (row.raw or {}).items() if row.errors else ():
        if name not in (row.after or {}):
            yield str(model._meta.get_field(name).verbose_name), raw
