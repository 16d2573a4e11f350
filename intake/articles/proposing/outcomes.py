"""The measure that a figure is an outcome of: the one told last before it, if that is near."""

from bisect import bisect_right
from collections.abc import Sequence

from intake.articles.proposing.proposals import ProposedFigure, ProposedReform

FAR = 90  # characters: a measure told longer ago is another matter


class Outcomes:
    def __init__(self, reforms: Sequence[ProposedReform]):
        self._reforms = reforms
        self._starts = [one.start for one in reforms]

    def of(self, figure: ProposedFigure, zone: str | None) -> int | None:
        """The place of that measure in the list; None if none of this zone is near."""
        place = bisect_right(self._starts, figure.end) - 1
        if place < 0:
            return None
        reform = self._reforms[place]
        is_near = figure.start - reform.end <= FAR
        return place if is_near and reform.zone in (zone, None) else None
