"""A zone's peers, for its page."""

from django import template

from comparisons.engine.peers import done_by_peers, nearest
from core.records.cache import cached
from core.web.counts import public_groups
from reforms.models import Reform, ReformType
from zones.models import Zone

register = template.Library()


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


def _portfolios() -> dict[str, frozenset[str]]:
    portfolios: dict[str, set[str]] = {}
    for (zone, kind), n in public_groups(Reform, "zone__slug", "types__slug").items():
        if n and kind:
            portfolios.setdefault(zone, set()).add(kind)
    return {zone: frozenset(kinds) for zone, kinds in portfolios.items()}
