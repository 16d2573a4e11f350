"""What pages of lower apps show of policies."""

from django import template

register = template.Library()


@register.inclusion_tag("policies/_policies_from_source.html")
def policies_from_source(source):
    """The policies that a source reports. Three queries."""
    return {"policies": source.policy_set.for_list().order_by("province__code", "slug")}


@register.inclusion_tag("policies/_targets_of_metric.html")
def targets_of_metric(metric):
    """The policy targets set in terms of a metric. Three queries."""
    targets = metric.targets.select_related("policy__province", "source", "metric")
    return {"targets": targets.prefetch_related("follow_ups__source").order_by("slug")}
