"""The adoption matrix: which zone has which kind of reform, how far, and how many measures.

Pure functions over plain records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comparisons.engine.facts import BlankState, Column

# The furthest stage among several measures is what a cell shows.
STAGES = ("in-force", "pilot", "planned", "ended")


@dataclass(frozen=True)
class Measure:
    """A reform measure of a zone, as the matrix needs it."""

    key: str
    stage: str


@dataclass(frozen=True)
class AdoptionCell:
    """The measures of one kind in one zone; or not reported, and in which sources."""

    column: str
    state: BlankState
    measures: tuple[Measure, ...]
    stage: str
    sources_read: tuple[str, ...]


@dataclass(frozen=True)
class AdoptionRow:
    """One kind of reform across the columns."""

    kind: str
    cells: tuple[AdoptionCell, ...]

    @property
    def is_different(self) -> bool:
        """Whether some zones report it and others do not, or at another stage."""
        return len({(cell.state, cell.stage) for cell in self.cells}) > 1

    @property
    def reported_by(self) -> int:
        return sum(cell.state == BlankState.REPORTED for cell in self.cells)


def adoption_rows(
    kinds: Sequence[str],
    columns: Sequence[Column],
    measures: Mapping[tuple[str, str], Sequence[Measure]],
) -> list[AdoptionRow]:
    """A row for each kind, from the measures by (column key, kind)."""
    return [
        AdoptionRow(kind, tuple(_cell(c, measures.get((c.key, kind), ())) for c in columns))
        for kind in kinds
    ]


def _cell(column: Column, measures: Sequence[Measure]) -> AdoptionCell:
    if not measures:
        return AdoptionCell(column.key, BlankState.NOT_REPORTED, (), "", column.sources_read)
    ordered = tuple(sorted(measures, key=lambda m: (STAGES.index(m.stage), m.key)))
    stage = ordered[0].stage
    return AdoptionCell(column.key, BlankState.REPORTED, ordered, stage, column.sources_read)
