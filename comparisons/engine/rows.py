"""Aligned rows: each zone's figures of a metric, one of them picked. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from comparisons.engine.facts import BlankState, Figure, ZoneColumn
from comparisons.engine.picking import pick as most_comparable
from comparisons.engine.verdicts import (
    SHOWN,
    Reason,
    Verdict,
    sentences,
    set_reasons,
    verdict_of,
)
from zones.models import Metric

OTHERS_LISTED = 3  # of a cell on a page, at most
RANKS = {"preferred": 0, "normal": 1, "deprecated": 2}


@dataclass(frozen=True)
class Cell:
    """Every figure of one metric in one zone, best ranked first; or why it is blank.

    In its row it has the picked figure, and its place and share of the largest if it is ranked.
    """

    column: str
    state: BlankState
    figures: tuple[Figure, ...] = ()
    sources_read: tuple[str, ...] = ()
    picked: Figure | None = None
    rank: int | None = None
    share: Decimal | None = None

    @property
    def more(self) -> list[Figure]:
        return [figure for figure in self.figures if figure is not self.picked]

    @cached_property
    def same_thing(self) -> list[Figure]:
        """What other sources say of the picked figure's thing."""
        thing = self.picked.thing
        return [figure for figure in self.more if figure.thing == thing]

    @property
    def is_disputed(self) -> bool:
        return any(figure.canonical != self.picked.canonical for figure in self.same_thing)

    @cached_property
    def others(self) -> list[Figure]:
        thing = self.picked.thing
        return [figure for figure in self.more if figure.thing != thing]

    @property
    def lists_others(self) -> bool:
        return len(self.others) <= OTHERS_LISTED

    @property
    def listed(self) -> list[Figure]:
        """The figures on a page, where many others are only counted."""
        if not self.picked:
            return []
        return [self.picked, *self.same_thing, *(self.others if self.lists_others else ())]


@dataclass(frozen=True)
class Row:
    """One metric across the columns.

    `verdict` is None if fewer than two zones report it. Only if it allows ranking, cells have
    ranks and shares, and two of them the `ratio` of the larger to the smaller.
    """

    metric: Metric
    columns: tuple[ZoneColumn, ...]
    cells: tuple[Cell, ...]
    verdict: Verdict | None
    reasons: tuple[Reason, ...]
    ratio: Decimal | None

    @cached_property
    def picked(self) -> dict[str, Figure]:
        return {cell.column: cell.picked for cell in self.cells if cell.picked}

    @property
    def ranks(self) -> dict[str, int]:
        return {cell.column: cell.rank for cell in self.cells if cell.rank}

    @property
    def is_different(self) -> bool:
        said = {
            (cell.state, cell.picked and (cell.picked.canonical, cell.picked.value_text))
            for cell in self.cells
        }
        return len(said) > 1

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
        return str(SHOWN[self.verdict][1])

    @property
    def verdict_symbol(self) -> str:
        return SHOWN[self.verdict][0]


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
    cells = [make_cell(metric, c, figures.get(c.key, ())) for c in columns]
    picked = pick(cells)
    reasons = tuple(set_reasons(picked.items()))
    verdict = verdict_of(reasons) if len(picked) > 1 else None
    is_ranked = verdict is not None and verdict.allows_ranking
    values = {key: figure.canonical for key, figure in picked.items()} if is_ranked else {}
    ranks = ranking(values, lowest_first=metric.direction == "lower")
    shares = _shares(values) if values and metric.quantity != "rank" else {}
    within = (
        replace(cell, picked=picked.get(key), rank=ranks.get(key), share=shares.get(key))
        for cell in cells
        for key in [cell.column]
    )
    return Row(metric, tuple(columns), tuple(within), verdict, reasons, _ratio(values))


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
        bool(figure.scope or figure.detail),
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


def _ratio(values: Mapping[str, Decimal]) -> Decimal | None:
    if len(values) != 2:
        return None
    low, high = sorted(values.values())
    return high / low if low > 0 else None
