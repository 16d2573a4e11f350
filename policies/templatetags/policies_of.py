"""Policies on pages of lower apps, and the zones of a policy's province."""

from django import template

from core.web.counts import public_counts
from policies.models import Policy
from zones.models import Zone

register = template.Library()

ZONES_NAMED = 12


@register.simple_tag
def policies_of_zone(zone):
    """The policies of the zone's province. One query."""
    return Policy.objects.public().filter(province=zone.province).for_source_page()


@register.inclusion_tag("policies/_zones_of_policy.html")
def zones_of_policy(policy):
    """How many zones its province has, and those with recorded reforms. One query."""
    zones = Zone.objects.public().with_reforms().filter(province=policy.province)
    return {
        "province": policy.province,
        "count": public_counts(Zone, "province").get(policy.province_id, 0),
        "zones": zones.order_by("pinyin", "slug")[:ZONES_NAMED],
    }
