"""The zone that a passage is about: the one named or referred to last before it."""

from bisect import bisect_right
from collections.abc import Sequence

from intake.articles.proposing.proposals import SUBJECT, ProposedZone


class InForce:
    """Answers for any place of the original, from the spans of the zones that are written about."""

    def __init__(self, zones: Sequence[ProposedZone]):
        named = [
            (start, zone)
            for zone in zones
            if zone.role == SUBJECT
            for start, _end in ((zone.start, zone.end), *zone.others)
        ]
        self._named = sorted(named, key=lambda pair: pair[0])

    def at(self, place: int) -> ProposedZone | None:
        """The zone in force; before the first name that zone, None without zones."""
        if not self._named:
            return None
        after = bisect_right(self._named, place, key=lambda pair: pair[0])
        return self._named[max(after - 1, 0)][1]


def key_of(zone: ProposedZone | None) -> str | None:
    """How a figure or a measure names its zone: the record's slug, or the name as printed."""
    return zone and (zone.slug or zone.name)
