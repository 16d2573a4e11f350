"""Banner on drafts, for staff."""

from django import template

from sources.drafts import drafts_above

register = template.Library()


@register.inclusion_tag("_partials/draft.html")
def draft_banner(record):
    """Whether only staff see this page, and what it waits for. No queries on a public page."""
    return {"record": record, "above": drafts_above(record)}
