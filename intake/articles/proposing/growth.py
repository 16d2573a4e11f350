"""Rates of growth, tied to the totals that they are of."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.units import UNITS
from intake.articles.proposing.figure import canonical_of
from intake.articles.proposing.known import Known
from intake.articles.proposing.proposals import ProposedFigure
from zones.choices import Quantity

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
    canonical = canonical_of(figure.value, figure.unit, known.metric[growth].unit)
    metrics = (growth, *others)[:3]
    return replace(figure, total=place, metrics=metrics, scope=scope, canonical_value=canonical)


def fallen(figure: ProposedFigure, known: Known) -> ProposedFigure:
    """下降3% is a growth of -3 %; of a metric that is itself a reduction it stays 3 %."""
    is_growth = figure.metric and known.metric[figure.metric].quantity == Quantity.GROWTH
    if not is_growth or figure.value is None:
        return figure
    canonical = figure.canonical_value and -abs(figure.canonical_value)
    return replace(figure, value=-abs(figure.value), canonical_value=canonical)


def _is_total(figure: ProposedFigure) -> bool:
    return figure.unit in UNITS and UNITS[figure.unit].dimension not in NO_TOTALS


def _same_scope(total: ProposedFigure, growth: str, known: Known) -> str | None:
    """The scope of the growth's metric that is called as the total's."""
    names = {name for one in known.scopes if one.slug == total.scope for name in one.names}
    alike = (one.slug for one in known.scopes if one.metric == growth and names & set(one.names))
    return next(alike, None)
