"""Aligned rows: each zone's figures of a metric, one of them picked. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from comparisons.engine.cells import Cell, best_of_each_thing, make_cell, value_of
from comparisons.engine.facts import Figure, ZoneColumn
from comparisons.engine.groups import Certain, certain_order, largest_group, ranking, shares
from comparisons.engine.picking import pick as most_comparable
from comparisons.engine.reasons import Reason, set_reasons, verdict_of
from comparisons.engine.sentences import sentences_of
from comparisons.engine.sharing import SharedRow
from comparisons.engine.verdicts import SHOWN, Verdict
from zones.models import Metric

PARTLY = "partly"


@dataclass(frozen=True)
class Row(SharedRow):
    """One metric across the columns.

    `verdict` is that of the worst pair; None if fewer than two zones report it. `group` are the
    columns of the largest group that is comparable among itself: these cells have ranks and
    shares, and two of them the `ratio` of the larger to the smaller. `certain` is the order
    that holds in spite of bounds.
    """

    metric: Metric
    columns: tuple[ZoneColumn, ...]
    cells: tuple[Cell, ...]
    verdict: Verdict | None
    reasons: tuple[Reason, ...]
    group: tuple[str, ...]
    certain: tuple[Certain, ...]
    ratio: Decimal | None

    @cached_property
    def picked(self) -> dict[str, Figure]:
        return {cell.column: cell.picked for cell in self.cells if cell.picked}

    @property
    def ranks(self) -> dict[str, int]:
        return {cell.column: cell.rank for cell in self.cells if cell.rank}

    @property
    def key(self) -> str:
        return f"metric-{self.metric.slug}"

    def has(self, cell: Cell) -> bool:
        return cell.picked is not None

    @property
    def is_same(self) -> bool:
        """Whether all values are equal and may be compared: 5 in two different years differ."""
        if self.verdict is None or not self.verdict.allows_ranking:
            return False
        return len({value_of(figure) for figure in self.picked.values()}) == 1

    @property
    def names(self) -> dict[str, str]:
        return {column.key: column.label for column in self.columns}

    @property
    def sentences(self) -> list[str]:
        """Who compares with whom, what is certain, and why the rest may not simply be compared."""
        return sentences_of(self)

    @property
    def verdict_code(self) -> str | None:
        return None if self.verdict is None else self.verdict.code

    @property
    def verdict_label(self) -> str:
        return str(SHOWN[self.verdict][1])

    @property
    def is_partly_comparable(self) -> bool:
        """Whether some of its figures are comparable among themselves, but not all."""
        return 0 < len(self.group) < len(self.picked)

    @property
    def code(self) -> str:
        """Of the row on a page: that of its verdict, "partly" or "single"."""
        return PARTLY if self.is_partly_comparable else self.verdict_code or "single"

    @property
    def label(self) -> str:
        if not self.is_partly_comparable:
            return self.verdict_label
        numbers = {"n": len(self.group), "m": len(self.picked)}
        return _("comparable: %(n)s of %(m)s") % numbers

    @property
    def symbol(self) -> str:
        return "≃" if self.is_partly_comparable else SHOWN[self.verdict][0]


def make_row(
    metric: Metric, columns: Sequence[ZoneColumn], figures: Mapping[str, Sequence[Figure]]
) -> Row:
    cells = [make_cell(metric, c, figures.get(c.key, ())) for c in columns]
    picked = pick(cells)
    reasons = tuple(set_reasons(picked.items()))
    verdict = verdict_of(reasons) if len(picked) > 1 else None
    group = largest_group(picked)
    values = {key: picked[key].canonical for key in group}
    ranks = ranking(values, lowest_first=metric.direction == "lower")
    drawn = shares(values) if metric.quantity != "rank" else {}
    within = tuple(
        replace(cell, picked=picked.get(key), rank=ranks.get(key), share=drawn.get(key))
        for cell in cells
        for key in [cell.column]
    )
    certain = certain_order(picked)
    return Row(
        metric, tuple(columns), within, verdict, reasons, group, certain, ratio_of(values.values())
    )


def pick(cells: Sequence[Cell]) -> dict[str, Figure]:
    """One figure for each cell that has any: the best ranked for its thing."""
    return most_comparable(
        {cell.column: best_of_each_thing(cell.figures) for cell in cells if cell.figures}
    )


def ratio_of(values: Sequence[Decimal]) -> Decimal | None:
    """The larger of two values as a multiple of the smaller."""
    if len(values) != 2:
        return None
    low, high = sorted(values)
    return high / low if low > 0 else None
