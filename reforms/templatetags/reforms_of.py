"""Reforms on pages of lower apps."""

import re
from collections import Counter

from django import template
from django.utils.translation import gettext, ngettext

from core.language import edtf
from core.language.text import reads_chinese
from reforms.choices import Stage
from reforms.portfolio import portfolio

register = template.Library()

A_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")  # or a month or year, all certain


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


@register.simple_tag(takes_context=True)
def reforms_counted(context, zone) -> str:
    """How many measures a zone has, and under which group most of them; "" for none. One query."""
    reforms = zone.reforms.visible_to(context["request"].user)
    rows = reforms.order_by().values_list("pk", "types__group__name", "types__group__name_en")
    groups, every = Counter(), set()
    for key, *names in rows.distinct():
        every.add(key)
        groups[tuple(names)] += names[0] is not None
    if not every:
        return ""
    told = ngettext("%(n)s measure", "%(n)s measures", len(every)) % {"n": len(every)}
    (names, most), *others = groups.most_common(2)
    if not most or (others and others[0][1] == most):
        return told
    name = names[0] if reads_chinese() else names[1] or names[0]
    words = {"measures": told, "n": most, "group": name}
    if most == len(every):
        return gettext("%(measures)s, all under %(group)s") % words
    return gettext("%(measures)s, %(n)s under %(group)s") % words


@register.filter
def since(reform) -> str:
    """When it began; of a measure under way whose start no source states, by when it had begun.

    Its source must be loaded.
    """
    if reform.started:
        return edtf.parse(reform.started).describe()
    if reform.stage == Stage.PLANNED:
        return gettext("not started when reported")
    if A_DAY.fullmatch(reform.source.issued):
        issued = edtf.parse(reform.source.issued).describe()
        return gettext("by %(date)s at the latest") % {"date": issued}
    return gettext("not stated")
