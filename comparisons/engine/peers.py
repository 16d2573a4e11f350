"""Zones that are near each other by their types of reform. Pure functions over sets."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """Another zone, the types that both report, and those that only the other reports."""

    zone: str
    shared: frozenset[str]
    only_there: frozenset[str]
    of: int  # types that either zone reports


def nearest(zone: str, portfolios: Mapping[str, frozenset[str]], limit: int = 5) -> list[Peer]:
    """The zones with the highest Jaccard index of types; none at zero, ties by key."""
    own = portfolios.get(zone, frozenset())
    peers = [
        Peer(other, own & types, types - own, len(own | types))
        for other, types in portfolios.items()
        if other != zone and own & types
    ]
    return sorted(peers, key=lambda p: (-len(p.shared) / p.of, p.zone))[:limit]


def done_by_peers(peers: list[Peer]) -> dict[str, list[str]]:
    """Types that peers report and the zone does not, most frequent first, with those peers."""
    missing: dict[str, list[str]] = {}
    for peer in peers:
        for kind in peer.only_there:
            missing.setdefault(kind, []).append(peer.zone)
    return dict(sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])))
