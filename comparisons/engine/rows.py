"""Aligned rows: each zone's figures of a metric, one of them picked. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from comparisons.engine.facts import BlankState, Figure, ZoneColumn
from comparisons.engine.picking import pick as most_comparable
from comparisons.engine.verdicts import (
    VERDICT_LABELS,
    VERDICT_SYMBOLS,
    Reason,
    Verdict,
    sentences,
    set_reasons,
    verdict_of,
)


class Metric(Protocol):
    """A metric; `applies_to` is the only tier of zones for which it makes sense."""

    slug: str
    unit: str
    quantity: str
    direction: str
    applies_to: str


RANKS = {"preferred": 0, "normal": 1, "deprecated": 2}


@dataclass(frozen=True)
class Cell:
    """Every figure of one metric in one zone, best ranked first; or why it is blank."""

    column: str
    state: BlankState
    figures: tuple[Figure, ...] = ()
    sources_read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """The difference of two exact, comparable values in the metric's unit."""

    high: str
    low: str
    amount: Decimal
    ratio: Decimal | None


class ComparedCell(NamedTuple):
    """A cell in its row: its picked figure, place and share of the largest."""

    cell: Cell
    picked: Figure | None
    rank: int | None
    share: Decimal | None

    @property
    def more(self) -> list[Figure]:
        return [figure for figure in self.cell.figures if figure != self.picked]


@dataclass(frozen=True)
class Row:
    """One metric across the columns.

    `verdict` is None if fewer than two zones report it. `ranks`, `shares` and `difference` are
    empty unless it allows ranking.
    """

    metric: Metric
    columns: tuple[ZoneColumn, ...]
    cells: tuple[Cell, ...]
    picked: Mapping[str, Figure]
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    difference: Difference | None = None

    @property
    def is_different(self) -> bool:
        said = {
            (cell.state, self.picked[cell.column].canonical, self.picked[cell.column].value_text)
            if cell.column in self.picked
            else (cell.state, None, "")
            for cell in self.cells
        }
        return len(said) > 1

    @property
    def compared(self) -> list[ComparedCell]:
        maps = (self.picked, self.ranks, self.shares)
        return [ComparedCell(cell, *(of.get(cell.column) for of in maps)) for cell in self.cells]

    @property
    def names(self) -> dict[str, str]:
        return {column.key: column.label for column in self.columns}

    @property
    def sentences(self) -> list[str]:
        """Why its figures may not simply be compared, in the reader's language."""
        return sentences(self.reasons, self.picked, self.names)

    @property
    def verdict_code(self) -> str | None:
        return None if self.verdict is None else self.verdict.code

    @property
    def verdict_label(self) -> str:
        return str(VERDICT_LABELS[self.verdict])

    @property
    def verdict_symbol(self) -> str:
        return VERDICT_SYMBOLS[self.verdict]


def make_cell(metric: Metric, column: ZoneColumn, figures: Sequence[Figure]) -> Cell:
    ordered = tuple(sorted(figures, key=_own_order))
    if ordered:
        every_none = all(figure.is_none for figure in ordered)
        state = BlankState.NONE if every_none else BlankState.REPORTED
    else:
        applies = not metric.applies_to or column.tier in (metric.applies_to, "not-stated")
        state = BlankState.NOT_REPORTED if applies else BlankState.NOT_APPLICABLE
    return Cell(column.key, state, ordered, column.sources_read)


def make_row(
    metric: Metric, columns: Sequence[ZoneColumn], figures: Mapping[str, Sequence[Figure]]
) -> Row:
    cells = tuple(make_cell(metric, c, figures.get(c.key, ())) for c in columns)
    picked = pick(cells)
    row = Row(metric, tuple(columns), cells, picked)
    if len(picked) < 2:
        return row
    reasons = tuple(set_reasons(picked.items()))
    row = replace(row, verdict=verdict_of(reasons), reasons=reasons)
    if not row.verdict.allows_ranking:
        return row
    values = {column: figure.canonical for column, figure in picked.items()}
    return replace(
        row,
        ranks=ranking(values, lowest_first=metric.direction == "lower"),
        shares=_shares(values) if metric.quantity != "rank" else {},
        difference=_difference(values) if len(values) == 2 else None,
    )


def pick(cells: Sequence[Cell]) -> dict[str, Figure]:
    return most_comparable({cell.column: _candidates(cell) for cell in cells if cell.figures})


def _candidates(cell: Cell) -> list[Figure]:
    """The best ranked value for each thing, totals before their parts."""
    firsts: dict[tuple, Figure] = {}
    for figure in cell.figures:
        firsts.setdefault(figure.thing, figure)
    return list(firsts.values())


def _own_order(figure: Figure) -> tuple:
    """Sort key in a cell: ranked, totals, with a number, latest period, key."""
    return (
        RANKS.get(figure.rank, 1),
        bool(figure.part_of),
        bool(figure.scope),
        figure.canonical is None,
        _latest_first(figure.period),
        figure.key,
    )


@lru_cache(maxsize=4096)
def _latest_first(period: str) -> tuple[int, ...]:
    return tuple(-ord(character) for character in period[-7:])


def ranking(values: Mapping[str, Decimal], *, lowest_first: bool) -> dict[str, int]:
    """Places from 1; equal values share one and the next is skipped (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=not lowest_first)
    return {column: ordered.index(value) + 1 for column, value in values.items()}


def _shares(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each value as a share of the largest; none if a value is negative."""
    largest = max(values.values())
    if largest <= 0 or min(values.values()) < 0:
        return {}
    return {column: value / largest for column, value in values.items()}


def _difference(values: Mapping[str, Decimal]) -> Difference:
    (low, low_value), (high, high_value) = sorted(
        values.items(), key=lambda item: (item[1], item[0])
    )
    ratio = high_value / low_value if low_value > 0 else None
    return Difference(high, low, high_value - low_value, ratio)
