"""What all templates use: texts by language, partial dates, URLs, and the head of a page."""

import html
import json
import re

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core.language import edtf
from core.language.places import place_for_files, place_in_english
from core.language.text import reads_chinese, split_terms
from core.records.models import in_readers_language
from core.web.addresses import absolute, in_language

register = template.Library()

CHINESE = r"\u3400-\u9fff"
# Chinese with its punctuation; the group makes `split` keep it.
CHINESE_RUN = re.compile(
    rf"([{CHINESE}\uff08\u300a\uff3b](?:[{CHINESE}0-9A-Za-z·“”‘’ \u3000-\u303f\uff00-\uffef]*"
    rf"[{CHINESE}\uff09\u300b\uff3d\u3001\u3002])?)"
)


@register.filter
def tr(record, field: str):
    """A text of a record in the reader's language; Chinese on an English page is marked."""
    return chinese(in_readers_language(record, field))


@register.filter
def chinese(text: str):
    """Mark Chinese parts of a text on an English page, for fonts and screen readers."""
    if not text or reads_chinese():
        return text
    parts = CHINESE_RUN.split(text)
    if len(parts) == 1:
        return text
    marked = ('<span lang="zh-Hans">{}</span>' if n % 2 else "{}" for n in range(len(parts)))
    return format_html("".join(marked), *parts)


@register.filter
def terms(text: str) -> str:
    """A list field as the reader's language separates lists."""
    return gettext(", ").join(split_terms(text))


@register.filter
def partial_date(text: str) -> str:
    """An EDTF text in words; a blank one as "not stated"."""
    return edtf.parse(text).describe() if text else gettext("not stated")


@register.filter
def place(locator: str) -> str:
    """A place in a source, in the reader's language."""
    return place_for_files(locator) if reads_chinese() else chinese(place_in_english(locator))


@register.filter
def grouped(number: int) -> str:
    """A count with thousands separators: 2,548."""
    return f"{number:,}"


@register.simple_tag(takes_context=True)
def here_in(context, language: str) -> str:
    """This page in another language, with the same filters."""
    path = context["request"].get_full_path()
    there = in_language(path, language)
    return there if there != path else f"/{language}/"


@register.filter
def history_url(record) -> str:
    return reverse("record-history", args=[record._meta.label_lower, record.slug])


# hreflang and Open Graph codes.
CODES = {"zh-hans": ("zh-Hans", "zh_CN"), "en": ("en", "en_GB")}


# As in Django's json_script: no text can close the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(data: dict) -> SafeString:
    """JSON-LD with schema.org terms, in a script element. Not executed, so the CSP allows it."""
    document = {"@context": "https://schema.org", **data}
    text = json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def plain(content) -> str:
    """Text of a template fragment or record name, without markup and line breaks."""
    text = str(content)
    if hasattr(text, "__html__"):
        text = html.unescape(strip_tags(text))
    return " ".join(text.split())


@register.simple_block_tag
def page_title(content):
    """The page's title, for the window and link previews."""
    return format_html(
        '<title>{0}</title>\n  <meta property="og:title" content="{0}">', plain(content)
    )


@register.simple_block_tag
def page_description(content):
    return format_html(
        '<meta name="description" content="{0}">\n  <meta property="og:description" content="{0}">',
        plain(content),
    )


def canonical_path(context) -> str:
    """The canonical path: the view's `canonical`, or the path without query."""
    return context.get("canonical") or context["request"].path


@register.inclusion_tag("_partials/head_addresses.html", takes_context=True)
def page_addresses(context):
    """Canonical and alternate-language URLs."""
    request, path, current = context["request"], canonical_path(context), get_language()
    addresses = {
        code: absolute(request, in_language(path, code)) for code, _name in settings.LANGUAGES
    }
    return {
        "canonical": absolute(request, path),
        "alternates": [(CODES[code][0], address) for code, address in addresses.items()],
        "any_language": absolute(request, in_language(path, "")),
        "locale": CODES[current][1],
        "other_locales": [CODES[code][1] for code in addresses if code != current],
        "site_title": settings.SITE_TITLE,
    }


@register.simple_tag(takes_context=True)
def breadcrumbs(context, here: str, *names_and_addresses):
    """Breadcrumbs, also as JSON-LD: name, address, name, address … of parent pages, then `here`."""
    above = list(zip(names_and_addresses[::2], names_and_addresses[1::2], strict=True))
    steps = enumerate([*above, (here, canonical_path(context))], start=1)
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": plain(name),
            "item": absolute(context["request"], path),
        }
        for place, (name, path) in steps
    ]
    return format_html(
        '<p class="crumbs">{}</p>{}',
        format_html_join(" › ", '<a href="{1}">{0}</a>', above),
        linked_data({"@type": "BreadcrumbList", "itemListElement": items}),
    )
