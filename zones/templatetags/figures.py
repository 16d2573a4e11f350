"""Template filters of a figure: its value for the reader, and as printed."""

from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.language import edtf, formatting
from core.language.text import reads_chinese
from core.records.models import in_readers_language
from zones.choices import Basis, Bound, Rank, Status

register = template.Library()


@register.filter
def value(figure) -> str:
    """With its bound: "about 100,000 m²"."""
    if figure.value is None:
        return in_readers_language(figure, "value_text")
    text = formatting.quantity(figure.value, figure.unit)
    if figure.bound == Bound.EXACTLY:
        return text
    return formatting.spaced(Bound(figure.bound).label, text)


def as_printed(figure) -> str:
    """The value in the source's notation; blank if it reads the same."""
    if reads_chinese():
        return ""
    if figure.value is None:
        return figure.value_text
    printed = formatting.printed(figure.value, figure.unit)
    shown = formatting.quantity(figure.value, figure.unit).replace(" ", "")
    if figure.bound == Bound.ABOUT:
        return f"约{printed}"
    # Wordings of a bound like "at least" differ by source: the quotation has them.
    return "" if printed == shown or figure.bound != Bound.EXACTLY else printed


@register.filter
def figure_value(figure) -> SafeString:
    """The value, converted and as printed. A template takes ten times as long."""
    html = f'<span class="value">{escape(value(figure))}</span>'
    area = "" if figure.value is None else formatting.conversion(figure.value, figure.unit)
    if area:
        html += f' <span class="value__converted">{escape(area)}</span>'
    if printed := as_printed(figure):
        html += f' <span class="value__printed" lang="zh-Hans">{escape(printed)}</span>'
    return SafeString(html)


@register.filter
def hectares(area) -> str:
    return "" if area is None else formatting.quantity(area, "ha")


@register.filter
def period_label(figure) -> str:
    """The period in words, or that none is stated."""
    if not figure.period:
        return gettext("period not stated")
    return edtf.parse(figure.period).describe()


@register.filter
def label(figure, column: str) -> str:
    """The word for its status, basis or rank; blank for what goes without saying."""
    code = getattr(figure, column)
    choices = {"status": Status, "basis": Basis, "rank": Rank}[column]
    return "" if code in (Basis.NOT_STATED, Rank.NORMAL) else choices(code).label
