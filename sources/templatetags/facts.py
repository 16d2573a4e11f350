"""Drafts and quotations of facts, on their pages."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from core.language.text import reads_chinese
from core.records.access import may_view
from history.models import Proposal
from sources.drafts import drafts_above
from sources.evidence.access import sources_with_text

register = template.Library()


@register.inclusion_tag("_partials/draft.html", takes_context=True)
def draft_banner(context, record):
    """Whether only staff see this page, what it waits for, and what is proposed to staff.

    No queries on a public page; for staff one.
    """
    user = context["request"].user
    proposals = Proposal.objects.open().about([record]) if may_view(user, Proposal) else []
    return {"record": record, "above": drafts_above(record), "proposals": proposals}


@register.simple_tag
def gloss(fact) -> str:
    """Our English title of a fact as the tooltip of its quotation, for readers of no Chinese."""
    ours = "" if reads_chinese() else getattr(fact, "title_en", "")
    if not ours:
        return ""
    return format_html(' title="{}"', gettext("In our words: %(words)s") % {"words": ours})


@register.simple_tag(takes_context=True)
def place_in_article(context, fact) -> str:
    """The URL of a fact's quotation, or "" without access. One query a page."""
    request = getattr(context, "request", None)  # inclusion tags pass it as an attribute
    if request is None or not fact.quote or fact.source_id not in sources_with_text(request):
        return ""
    return f"{reverse('articles:text', args=[fact.source.slug])}?fact={fact.fact_key}#quote"
