"""Which zones are near a zone by what they reform. Pure functions over sets of types."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """Another zone, the types both report, and those that only the other reports."""

    zone: str
    shared: frozenset[str]
    only_there: frozenset[str]
    of: int  # how many types either of the two reports


def nearest(zone: str, portfolios: Mapping[str, frozenset[str]], limit: int = 5) -> list[Peer]:
    """The zones that share most, as a part of what either reports (Jaccard's index).

    Zones that share nothing are left out; equals stand in the order of their keys.
    """
    own = portfolios.get(zone, frozenset())
    peers = [
        Peer(other, own & types, types - own, len(own | types))
        for other, types in portfolios.items()
        if other != zone and own & types
    ]
    return sorted(peers, key=lambda p: (-len(p.shared) / p.of, p.zone))[:limit]


def done_by_peers(peers: list[Peer]) -> dict[str, list[str]]:
    """Types that peers report and the zone does not, with the peers, most frequent first."""
    missing: dict[str, list[str]] = {}
    for peer in peers:
        for kind in peer.only_there:
            missing.setdefault(kind, []).append(peer.zone)
    return dict(sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])))
