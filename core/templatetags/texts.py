"""What every template may use: texts in the reader's language, partial dates, addresses."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from core import edtf
from core.models import in_readers_language
from core.text import split_terms

register = template.Library()


def reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.filter
def tr(record, field: str):
    """A text of a record in the reader's language, marked when it is in the other one."""
    text = in_readers_language(record, field)
    if not text or reads_chinese() or text == getattr(record, f"{field}_en"):
        return text
    return chinese(text)


@register.filter
def chinese(text: str):
    """Marks Chinese text on an English page, for fonts and screen readers."""
    if not text or reads_chinese():
        return text
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def partial_date(text: str) -> str:
    """An EDTF text in words; blank says that the source does not state it."""
    return edtf.parse(text).describe(get_language() or "") if text else gettext("not stated")


@register.filter
def terms(text: str) -> list[str]:
    return split_terms(text)


@register.simple_tag(takes_context=True)
def here_in(context, language: str) -> str:
    """The address of this page in another language, with the same filters."""
    request = context["request"]
    current = get_language() or ""
    path = request.get_full_path()
    if path.startswith(f"/{current}/"):
        return f"/{language}/{path.removeprefix(f'/{current}/')}"
    return f"/{language}/"
