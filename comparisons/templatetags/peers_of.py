"""The zones nearest to a zone by their types of reform, for its page."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from heapq import nlargest
from typing import NamedTuple

from django import template

from core.records.batches import in_chunks
from core.web.counts import public_pairs
from reforms.models import Reform, ReformType
from zones.models import Zone

register = template.Library()


class Peer(NamedTuple):
    """Another zone, the types that both report, and those that only the other reports."""

    zone: Hashable
    shared: set[str]
    only_there: set[str]
    of: int  # types that either zone reports


@register.simple_tag
def peers_of_zone(zone):
    """The nearest zones by types of reform, and what only they report. Three queries."""
    types = {one.pk: one for one in ReformType.objects.all()}
    groups = public_pairs(Reform, "types", "zone")
    having = {types[key].slug: zones for key, zones in groups.items() if key in types}
    types = {one.slug: one for one in types.values()}
    peers = nearest(zone.pk, having, slugs_of)
    missing = done_by_peers(peers)
    zones = Zone.objects.in_bulk([peer.zone for peer in peers])
    return {
        "peers": [
            (zones[peer.zone], len(peer.shared), peer.of, [types[k] for k in sorted(peer.shared)])
            for peer in peers
        ],
        "missing": [
            (types[kind], [zones[key] for key in reporting]) for kind, reporting in missing.items()
        ],
    }


def slugs_of(zones: Iterable[int]) -> dict[int, str]:
    rows = Zone.objects.order_by()
    return {
        key: slug
        for keys in in_chunks(zones)
        for key, slug in rows.filter(pk__in=keys).values_list("pk", "slug")
    }


def nearest(
    zone: Hashable,
    having: Mapping[str, Collection[Hashable]],
    names_of: Callable[[Iterable], Mapping] = lambda zones: {one: one for one in zones},
    limit: int = 5,
) -> list[Peer]:
    """The zones with the highest Jaccard index of types; none at zero, ties by name.

    `having`: the zones that report each type.
    """
    own = {kind for kind, zones in having.items() if zone in zones}
    shared, sizes = Counter(), Counter()
    for kind in own:
        shared.update(having[kind])
    del shared[zone]
    if not shared:
        return []
    for zones in having.values():
        sizes.update(zones)
    of = {other: len(own) + sizes[other] - n for other, n in shared.items()}
    share = {other: n / of[other] for other, n in shared.items()}
    least = nlargest(limit, share.values())[-1]
    names = names_of([other for other, one in share.items() if one >= least])
    first = sorted(names, key=lambda other: (-share[other], names[other]))[:limit]
    theirs = {other: {kind for kind, zones in having.items() if other in zones} for other in first}
    return [Peer(other, own & theirs[other], theirs[other] - own, of[other]) for other in first]


def done_by_peers(peers: list[Peer]) -> dict[str, list[Hashable]]:
    """Types that peers report and the zone does not, most frequent first, with those peers."""
    missing: dict[str, list[Hashable]] = {}
    for peer in peers:
        for kind in peer.only_there:
            missing.setdefault(kind, []).append(peer.zone)
    return dict(sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])))
