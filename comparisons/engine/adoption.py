"""The adoption matrix: which zone has which kind of reform, at which stage, by which measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparisons.engine.facts import BlankState, ZoneColumn
from comparisons.engine.sharing import SharedRow
from reforms.models import Reform

# Furthest first: a cell shows the furthest of its measures.
STAGES = ("in-force", "pilot", "planned", "ended")
MEASURES_LISTED = 4  # of a cell on a page, at most; the rest is counted and linked


@dataclass(frozen=True)
class AdoptionCell:
    """The measures of one kind in one zone, furthest first; empty: not reported."""

    column: ZoneColumn
    measures: Sequence[Reform]

    @property
    def state(self) -> BlankState:
        return BlankState.REPORTED if self.measures else BlankState.NOT_REPORTED

    @property
    def stage(self) -> str:
        return self.measures[0].stage if self.measures else ""

    @property
    def sources_read(self) -> tuple[str, ...]:
        return self.column.sources_read

    @property
    def facts(self) -> Sequence[Reform]:
        return self.measures

    @property
    def listed(self) -> Sequence[Reform]:
        return self.measures[:MEASURES_LISTED]

    @property
    def unlisted(self) -> int:
        return len(self.measures) - len(self.listed)


@dataclass(frozen=True)
class AdoptionRow(SharedRow):
    """A type or group of reforms across the columns."""

    kind: Any
    cells: tuple[AdoptionCell, ...]

    @property
    def key(self) -> str:
        return f"type-{self.kind.slug}"

    def has(self, cell: AdoptionCell) -> bool:
        return bool(cell.measures)

    @property
    def is_same(self) -> bool:
        """Whether all that report it are at one stage."""
        return self.is_shared and len({cell.stage for cell in self.cells if cell.stage}) == 1


def adoption_row(
    kind, columns: Sequence[ZoneColumn], measures: Mapping[str, Iterable[Reform]]
) -> AdoptionRow:
    return AdoptionRow(
        kind, tuple(AdoptionCell(c, furthest_first(measures.get(c.key, ()))) for c in columns)
    )


def furthest_first(measures: Iterable[Reform]) -> list[Reform]:
    return sorted(measures, key=lambda m: (STAGES.index(m.stage), m.slug))
