"""The box that says how to cite a page."""

from django import template
from django.conf import settings
from django.utils import timezone

from core.citing import CitedPage, apa, bibtex, gb_t_7714
from sources.versions import current

register = template.Library()


@register.inclusion_tag("_partials/cite.html", takes_context=True)
def cite_this(context, title: str):
    """Citations of this page in three styles. One query, for the data version."""
    page = CitedPage(
        site=str(settings.SITE_TITLE),
        title=title,
        address=context["request"].build_absolute_uri(),
        version=current(),
        accessed=timezone.localdate(),
    )
    return {
        "styles": [("GB/T 7714", gb_t_7714(page)), ("APA", apa(page)), ("BibTeX", bibtex(page))]
    }
