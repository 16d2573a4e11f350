"""The box with the citations of a page."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from core.language.citing import CitedPage, apa, bibtex, gb_t_7714
from core.records.models import in_readers_language
from core.templatetags.texts import canonical_path, place, plain
from core.web.addresses import absolute

register = template.Library()


@register.inclusion_tag("_partials/cite.html", takes_context=True)
def cite_this(context, title, fact=None):
    """URL (`cited_path` or canonical) and citations of a page; of a fact its source. One query."""
    path = context.get("cited_path") or canonical_path(context)
    page = cited_page(context["request"], title, path, context["data_version"], fact)
    return {
        "address": page.address,
        "styles": [("GB/T 7714", gb_t_7714(page)), ("APA", apa(page)), ("BibTeX", bibtex(page))],
    }


def cited_page(request, title, path: str, version, fact=None) -> CitedPage:
    """What citations of a page say, in this version of the data; of a fact its source."""
    today = timezone.localdate()
    return CitedPage(
        site=str(settings.SITE_TITLE),
        title=plain(title),
        address=absolute(request, path),
        version=str(version) if version else "0",
        changed=timezone.localdate(version.changed) if version else today,
        accessed=today,
        source=reported_in(fact) if fact else "",
    )


def reported_in(fact) -> str:
    """Where a fact was read, as a sentence. Its source must be loaded."""
    source = fact.source
    named = [in_readers_language(source, "title"), in_readers_language(source, "publisher")]
    said = gettext(", ").join(text for text in [*named, plain(place(fact.locator))] if text)
    return gettext("Reported in: %(place)s.") % {"place": said}
