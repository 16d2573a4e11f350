"""Filters for all templates: texts by language, partial dates, URLs."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from core.language import edtf
from core.language.text import reads_chinese
from core.records.models import in_readers_language
from core.web.addresses import in_language

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
    marked = ('<span lang="zh-Hans">{}</span>' if n % 2 else "{}" for n in range(len(parts)))
    return format_html("".join(marked), *parts)


@register.filter
def partial_date(text: str) -> str:
    """An EDTF text in words; a blank one as "not stated"."""
    return edtf.parse(text).describe() if text else gettext("not stated")


@register.simple_tag(takes_context=True)
def here_in(context, language: str) -> str:
    """This page in another language, with the same filters."""
    path = context["request"].get_full_path()
    there = in_language(path, language)
    return there if there != path else f"/{language}/"


@register.filter
def history_url(record) -> str:
    return reverse("record-history", args=[record._meta.label_lower, record.slug])
