"""Rows of a preview, for display."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from history.models import ImportRun
from history.wording import FieldChange, field_changes
from intake.choices import RowAction
from intake.models import StagedRow
from intake.tables.kinds import kind_named


@dataclass(frozen=True)
class RowFilter:
    code: str
    label: str
    rows: QuerySet[StagedRow]
    count: int


def row_filters(run: ImportRun) -> list[RowFilter]:
    """The filters of a preview, most urgent first. Two queries."""

    def of_action(action: RowAction, count: int) -> RowFilter:
        return RowFilter(action, str(action.label), run.rows.filter(action=action), count)

    def with_any(code: str, field: str, label: str) -> RowFilter:
        rows = run.rows.exclude(action=RowAction.ERROR).filter(**{f"{field}__isnull": False})
        return RowFilter(code, label, rows, rows.count())

    return [
        of_action(RowAction.ERROR, run.error_count),
        with_any("emptied", "emptied", _("with fields that become empty")),
        with_any("doubtful", "doubts", _("doubtful")),
        of_action(RowAction.UPDATE, run.updated_count),
        of_action(RowAction.CREATE, run.created_count),
        of_action(RowAction.UNCHANGED, run.unchanged_count),
    ]


@dataclass(frozen=True)
class ShownCell:
    """A field before and after; `raw` is the file's cell where the value differs from it."""

    change: FieldChange
    raw: str
    is_merged: bool
    is_emptied: bool


@dataclass(frozen=True)
class ShownRow:
    """A row: cells, errors and doubts; `unread` has unreadable cells by column."""

    row: StagedRow
    kind: str
    cells: tuple[ShownCell, ...]
    errors: tuple[str, ...]
    doubts: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]


def shown_rows(rows: Iterable[StagedRow]) -> Iterator[ShownRow]:
    for row in rows:
        model = kind_named(row.kind)
        raw, merged, emptied = row.raw or {}, row.merged or (), row.emptied or ()
        changes = field_changes(model, row.before, row.after) if row.after else ()
        yield ShownRow(
            row,
            model._meta.verbose_name,
            tuple(
                ShownCell(one, raw.get(one.name, ""), one.name in merged, one.name in emptied)
                for one in changes
            ),
            tuple(row.located(*error) for error in row.errors),
            tuple(doubt["sentence"] for doubt in row.doubts or ()),
            tuple(_unread(row, model)),
        )


def _unread(row: StagedRow, model: type[Model]) -> Iterator[tuple[str, str]]:
    for name, raw in (row.raw or {}).items() if row.errors else ():
        if name not in (row.after or {}):
            yield str(model._meta.get_field(name).verbose_name), raw
