"""Figures on pages of lower apps."""

from django import template

register = template.Library()

SHOWN_AT_MOST = 100


@register.inclusion_tag("zones/_figures_from_source.html")
def figures_from_source(source):
    """The figures that a source reports, by zone; a long list is cut. One query."""
    figures = (
        source.observation_set.public()
        .for_display()
        .order_by("zone__pinyin", "metric__topic", "slug")
    )
    return {
        "observations": figures[:SHOWN_AT_MOST],
        "total": source.figure_count,
        "shown_at_most": SHOWN_AT_MOST,
    }
