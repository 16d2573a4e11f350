"""Reforms on pages of lower apps."""

from django import template

from reforms.portfolio import portfolio

register = template.Library()


@register.inclusion_tag("reforms/_portfolio.html", takes_context=True)
def reforms_of_zone(context, zone):
    """A zone's reforms by type, and those not reported; staff see drafts. Five queries."""
    reforms = list(zone.reforms.visible_to(context["request"].user).for_zone_page())
    return {
        "zone": zone,
        "groups": portfolio(reforms),
        "unclassified": [reform for reform in reforms if not reform.types.all()],
        "count": len(reforms),
    }
