"""Parts of totals: 总投资9亿元，其中外资3亿元."""

from collections.abc import Sequence

from core.language.units import UNITS, convert
from intake.articles.proposing.figure import Place
from intake.articles.proposing.proposals import ProposedFigure

WORD = "其中"
FAR = 120  # characters between a total and its part
ANYTHING = "item"  # 个


def total_of(figure: ProposedFigure, before: Sequence[ProposedFigure], place: Place) -> int | None:
    """The place in `before` of the figure that this one is a part of; None if it is of none.

    It is the last of its kind before the word for a part in the sentence, and not less than its
    part.
    """
    told, word, since = place.before.rpartition(WORD)
    if not word or "；" in since:
        return None
    at = place.sentence[0] + len(told)
    first, _last = place.paragraph.span(at, at + len(word))
    for number in range(len(before) - 1, -1, -1):
        total = before[number]
        if figure.start - total.end > FAR:
            return None
        if total.end <= first and _is_whole_of(total, figure):
            return number
    return None


def _is_whole_of(total: ProposedFigure, part: ProposedFigure) -> bool:
    if total.zone != part.zone or None in (total.value, part.value):
        return False
    if not {total.unit, part.unit} <= UNITS.keys():
        return False
    one, other = UNITS[total.unit], UNITS[part.unit]
    counted = {total.unit.partition("-")[0], part.unit.partition("-")[0]} - {ANYTHING}
    if one.dimension != other.dimension or (one.family == "count" and len(counted) > 1):
        return False
    return one.family in SUMS and convert(part.value, part.unit, total.unit) <= total.value


SUMS = ("count", "money", "area")
