"""A table as it was found, read by its mapping: plain tables for staging. Wide becomes long."""

from intake.imports.staging import Sheet
from intake.mapping.figures import Figures
from intake.mapping.long_figures import LongFigures
from intake.mapping.mapping import Mapping
from intake.mapping.naming import Question
from intake.mapping.rows import Records
from intake.tables.table import Grid
from zones.models import Observation

__all__ = ["Question", "questions", "translated"]


def questions(grid: Grid, mapping: Mapping) -> list[Question]:
    """The names to ask about that the mapping has no answers for, at most MOST. Walks the grid."""
    records = _records(grid, mapping)
    for _row in records.rows():
        pass
    if records.has_figures:
        Figures(records).ask()
    return [*records.naming.asked.values()]


def translated(
    grid: Grid, mapping: Mapping, asked: dict[str, Question] | None = None
) -> list[Sheet]:
    """The sheets to be staged, in writing order; their rows are made while they are read.

    `asked` takes the questions that arise.

    Each walks the grid once: first the rows' records, then the figures of zones.
    """
    records = _records(grid, mapping)
    if asked is not None:
        records.naming.asked = asked
    sheets = [records.sheet()]
    if records.has_figures:
        sheets.append(Figures(records).sheet())
    return sheets


def _records(grid: Grid, mapping: Mapping) -> Records:
    return (LongFigures if mapping.model is Observation else Records)(grid, mapping)
