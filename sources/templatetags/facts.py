"""Drafts and quotations of facts, on their pages."""

from django import template
from django.urls import reverse

from sources.drafts import drafts_above
from sources.evidence.access import sources_with_text

register = template.Library()


@register.inclusion_tag("_partials/draft.html")
def draft_banner(record):
    """Whether only staff see this page, and what it waits for. No queries on a public page."""
    return {"record": record, "above": drafts_above(record)}


@register.simple_tag(takes_context=True)
def place_in_article(context, fact) -> str:
    """The URL of a fact's quotation, or "" without access. One query a page."""
    request = getattr(context, "request", None)  # inclusion tags pass it as an attribute
    if request is None or not fact.quote or fact.source_id not in sources_with_text(request):
        return ""
    return f"{reverse('articles:text', args=[fact.source.slug])}?fact={fact.fact_key}#quote"
