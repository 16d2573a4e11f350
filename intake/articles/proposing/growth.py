"""Rates of growth, tied to the totals that they are of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.language.units import UNITS
from intake.articles.proposing.proposals import ProposedFigure

FAR = 40  # characters between a total and its rate
OF_RATES = ("ratio", "points")


def with_totals(figures: Sequence[ProposedFigure]) -> Iterator[ProposedFigure]:
    """收入1604.9亿元，增长15.5%: the second is the growth of the first."""
    for place, figure in enumerate(figures):
        total = figures[place - 1] if place else None
        if total and _is_growth(figure) and _is_total(total) and figure.start - total.end <= FAR:
            figure = replace(figure, total=place - 1)
        yield figure


def _is_growth(figure: ProposedFigure) -> bool:
    return figure.unit in UNITS and UNITS[figure.unit].dimension in OF_RATES


def _is_total(figure: ProposedFigure) -> bool:
    return figure.unit in UNITS and UNITS[figure.unit].dimension not in OF_RATES
