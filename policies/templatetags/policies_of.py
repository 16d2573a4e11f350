"""Policies on pages of lower apps."""

from django import template

register = template.Library()


@register.inclusion_tag("policies/_policies_from_source.html")
def policies_from_source(source):
    """The policies that a source reports. Three queries."""
    return {"policies": source.policy_set.public().for_list().order_by("province__code", "slug")}


@register.inclusion_tag("policies/_targets_of_metric.html")
def targets_of_metric(metric):
    """The policy targets set in terms of a metric. Three queries."""
    targets = metric.targets.public().for_display().select_related("policy__province")
    return {"targets": targets.order_by("slug")}
