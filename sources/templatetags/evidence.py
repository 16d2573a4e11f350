"""Links from facts and sources to the article's text, for users who may read it."""

from django import template
from django.urls import reverse

from sources.evidence.access import (
    keeps_articles,
    may_read_articles,
    sees_draft_facts,
    sources_with_text,
)
from sources.evidence.citations import fact_key
from sources.evidence.overview import overview
from sources.models import ArticleText

register = template.Library()


@register.simple_tag(takes_context=True)
def place_in_article(context, fact) -> str:
    """The URL of a fact's quotation, or "" without access. One query a page."""
    request = getattr(context, "request", None)  # inclusion tags pass it as an attribute
    if request is None or not fact.quote or fact.source_id not in sources_with_text(request):
        return ""
    return f"{reverse('articles:text', args=[fact.source.slug])}?fact={fact_key(fact)}#quote"


@register.inclusion_tag("sources/_evidence.html", takes_context=True)
def evidence_of_source(context, source):
    """The state of the source's citations. A dozen queries, only for readers of the text."""
    user = context.request.user
    if not may_read_articles(user):
        return {}
    text = ArticleText.objects.filter(source=source).first()
    checked = overview(source, text.text, with_drafts=sees_draft_facts(user)) if text else None
    return {"source": source, "overview": checked, "keeps_articles": keeps_articles(user)}
