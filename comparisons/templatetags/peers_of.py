"""A zone's peers, for its page."""

from django import template

from comparisons.peers import done_by_peers, nearest
from reforms.models import Reform, ReformType
from zones.models import Zone

register = template.Library()


@register.inclusion_tag("comparisons/_peers.html")
def peers_of_zone(zone):
    """The nearest zones by what they reform, and what only they report. Three queries."""
    with_types = Reform.objects.public().filter(types__isnull=False).order_by()
    pairs = with_types.values_list("zone__slug", "types__slug")
    portfolios: dict[str, set[str]] = {}
    for zone_slug, kind in pairs.distinct():
        portfolios.setdefault(zone_slug, set()).add(kind)
    peers = nearest(zone.slug, {key: frozenset(kinds) for key, kinds in portfolios.items()})
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
