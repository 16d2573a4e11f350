"""Reforms on pages of lower apps."""

from django import template

from reforms.portfolio import portfolio

register = template.Library()

SHOWN_AT_MOST = 100


@register.inclusion_tag("reforms/_portfolio.html", takes_context=True)
def reforms_of_zone(context, zone):
    """A zone's reforms by type, and those not reported; staff see drafts. Five queries."""
    reforms = list(zone.reforms.visible_to(context["request"].user).for_zone_page())
    return {"zone": zone, "groups": portfolio(reforms), "count": len(reforms)}


@register.inclusion_tag("reforms/_reforms_from_source.html")
def reforms_from_source(source):
    """The reforms that a source reports, by zone; a long list is cut. Two queries."""
    reforms = source.reform_set.public().select_related("zone").order_by("zone__pinyin", "slug")
    return {
        "source": source,
        "reforms": reforms[:SHOWN_AT_MOST],
        "total": source.reform_count,
        "shown_at_most": SHOWN_AT_MOST,
    }
