"""What pages of lower apps show of reforms."""

from django import template

from reforms.portfolio import portfolio

register = template.Library()


@register.inclusion_tag("reforms/_portfolio.html", takes_context=True)
def reforms_of_zone(context, zone):
    """The reforms of a zone by group and type, and what is not reported. Five queries.

    Staff see drafts among them, as everywhere on the page of one record.
    """
    reforms = list(zone.reforms.visible_to(context["request"].user).for_zone_page())
    return {"zone": zone, "groups": portfolio(reforms), "count": len(reforms)}


@register.inclusion_tag("reforms/_reforms_from_source.html")
def reforms_from_source(source):
    """The reforms that a source reports, by zone. Three queries."""
    return {"reforms": source.reform_set.public().for_list().order_by("zone__pinyin", "slug")}
