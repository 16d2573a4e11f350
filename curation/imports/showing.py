"""Rows of a preview as an editor reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from curation.imports.wording import where
from curation.models import StagedRow
from curation.tables.kinds import kind_named
from history.wording import FieldChange, field_changes


@dataclass(frozen=True)
class ShownRow:
    """One row: what it is about, its cells before and after, and its errors in words."""

    row: StagedRow
    kind: str
    fields: tuple[FieldChange, ...]
    errors: tuple[str, ...]


def shown_rows(rows: Iterable[StagedRow]) -> list[ShownRow]:
    """The rows with their cells in the reader's language. No queries of its own."""
    shown = []
    for row in rows:
        model = kind_named(row.kind)
        fields = field_changes(model, row.before, row.after) if row.after else ()
        errors = tuple(where(row, *error) for error in row.errors)
        shown.append(ShownRow(row, model._meta.verbose_name, tuple(fields), errors))
    return shown
