"""The adoption matrix: which zone has which kind of reform, at which stage, by which measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from comparisons.engine.facts import BlankState, ZoneColumn

# Furthest first: a cell shows the furthest of its measures.
STAGES = ("in-force", "pilot", "planned", "ended")
MEASURES_LISTED = 4  # of a cell on a page, at most; the rest is counted and linked


class Staged(Protocol):
    """A reform of a zone: its measure of some kind, with its stage."""

    slug: str
    stage: str


@dataclass(frozen=True)
class AdoptionCell:
    """The measures of one kind in one zone, furthest first; empty: not reported."""

    column: str
    state: BlankState
    measures: tuple[Staged, ...]
    stage: str
    sources_read: tuple[str, ...]

    @property
    def listed(self) -> tuple[Staged, ...]:
        return self.measures[:MEASURES_LISTED]


@dataclass(frozen=True)
class AdoptionRow:
    """A type or group of reforms across the columns."""

    kind: Any
    cells: tuple[AdoptionCell, ...]

    @property
    def is_different(self) -> bool:
        return len({(cell.state, cell.stage) for cell in self.cells}) > 1

    @property
    def reported_by(self) -> int:
        return sum(cell.state == BlankState.REPORTED for cell in self.cells)


def adoption_row(
    kind, columns: Sequence[ZoneColumn], measures: Mapping[str, Iterable[Staged]]
) -> AdoptionRow:
    return AdoptionRow(kind, tuple(_cell(c, measures.get(c.key, ())) for c in columns))


def furthest_first(measures: Iterable[Staged]) -> list[Staged]:
    return sorted(measures, key=lambda m: (STAGES.index(m.stage), m.slug))


def _cell(column: ZoneColumn, measures: Iterable[Staged]) -> AdoptionCell:
    ordered = tuple(furthest_first(measures))
    state = BlankState.REPORTED if ordered else BlankState.NOT_REPORTED
    stage = ordered[0].stage if ordered else ""
    return AdoptionCell(column.key, state, ordered, stage, column.sources_read)
