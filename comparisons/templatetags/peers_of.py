"""The zones nearest to a zone by their types of reform, for its page."""

from collections.abc import Mapping
from typing import NamedTuple

from django import template

from core.records.cache import cached
from core.web.counts import public_groups
from reforms.models import Reform, ReformType
from zones.models import Zone

register = template.Library()


class Peer(NamedTuple):
    """Another zone, the types that both report, and those that only the other reports."""

    zone: str
    shared: set[str]
    only_there: set[str]
    of: int  # types that either zone reports


@register.inclusion_tag("comparisons/_peers.html")
def peers_of_zone(zone):
    """The nearest zones by types of reform, and what only they report. Two queries if cached."""
    peers = nearest(zone.slug, cached("types by zone", _portfolios))
    missing = done_by_peers(peers)
    kinds = {kind for peer in peers for kind in peer.shared} | set(missing)
    zones = {z.slug: z for z in Zone.objects.filter(slug__in=[peer.zone for peer in peers])}
    types = {t.slug: t for t in ReformType.objects.filter(slug__in=kinds)}
    return {
        "zone": zone,
        "peers": [
            (zones[peer.zone], len(peer.shared), peer.of, [types[k] for k in sorted(peer.shared)])
            for peer in peers
        ],
        "missing": [
            (types[kind], [zones[slug] for slug in having]) for kind, having in missing.items()
        ],
    }


def nearest(zone: str, portfolios: Mapping[str, set[str]], limit: int = 5) -> list[Peer]:
    """The zones with the highest Jaccard index of types; none at zero, ties by key."""
    own = portfolios.get(zone, set())
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


def _portfolios() -> dict[str, set[str]]:
    portfolios: dict[str, set[str]] = {}
    for (zone, kind), n in public_groups(Reform, "zone__slug", "types__slug").items():
        if n and kind:
            portfolios.setdefault(zone, set()).add(kind)
    return portfolios
