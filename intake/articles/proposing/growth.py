"""Rates of growth, tied to the totals that they are of."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.units import UNITS
from intake.articles.proposing.known import Known
from intake.articles.proposing.proposals import ProposedFigure

FAR = 40  # characters between a total and its rate
OF_RATES = ("ratio", "points")
NO_TOTALS = (*OF_RATES, "rank", "place", "time", "months", "working-time", "score")


def tied(figure: ProposedFigure, before: Sequence[ProposedFigure], known: Known) -> ProposedFigure:
    """收入1604.9亿元，增长15.5%: the rate is of that total, and its metric the total's growth."""
    place = len(before) - 1
    total = before[place] if before else None
    if total is None or figure.start - total.end > FAR or not _is_total(total):
        return figure
    growth = f"{total.metric}-growth"
    if growth not in known.metric:
        return replace(figure, total=place)
    others = (slug for slug in figure.metrics if slug != growth)
    scope = _same_scope(total, growth, known)
    return replace(figure, total=place, metrics=(growth, *others)[:3], scope=scope)


def _is_total(figure: ProposedFigure) -> bool:
    return figure.unit in UNITS and UNITS[figure.unit].dimension not in NO_TOTALS


def _same_scope(total: ProposedFigure, growth: str, known: Known) -> str | None:
    """The scope of the growth's metric that is called as the total's."""
    names = {name for one in known.scopes if one.slug == total.scope for name in one.names}
    alike = (one.slug for one in known.scopes if one.metric == growth and names & set(one.names))
    return next(alike, None)
