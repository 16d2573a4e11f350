"""A figure on a page: the value in the reader's convention, with the printed form beside it."""

from django import template
from django.utils.translation import get_language, gettext

from core.language import edtf, formatting
from core.records.models import in_readers_language
from core.templatetags.texts import reads_chinese
from zones.choices import Basis, Bound, Rank, Status

register = template.Library()


@register.filter
def value(figure) -> str:
    """The reported value as the reader writes it, with its bound: "about 100,000 m²"."""
    if figure.value is None:
        return in_readers_language(figure, "value_text")
    text = formatting.quantity(figure.value, figure.unit, get_language() or "")
    if figure.bound == Bound.EXACTLY:
        return text
    space = "" if reads_chinese() else " "
    return f"{Bound(figure.bound).label}{space}{text}"


@register.filter
def as_printed(figure) -> str:
    """The value in the source's own notation; blank where the reader already sees that."""
    if figure.value is None:
        return "" if reads_chinese() else figure.value_text
    if reads_chinese():
        return ""
    printed = formatting.printed(figure.value, figure.unit)
    shown = formatting.quantity(figure.value, figure.unit, "en").replace(" ", "")
    if figure.bound == Bound.ABOUT:
        return f"约{printed}"
    # How "at least" or "over" is worded differs from source to source: see the quotation.
    return "" if printed == shown or figure.bound != Bound.EXACTLY else printed


@register.filter
def converted(figure) -> str:
    """The value in hectares where it was reported in mu; blank otherwise."""
    if figure.value is None:
        return ""
    return formatting.conversion(figure.value, figure.unit, get_language() or "")


@register.filter
def hectares(area) -> str:
    """An area in hectares, for lists."""
    return "" if area is None else formatting.quantity(area, "ha", get_language() or "")


@register.filter
def period_label(figure) -> str:
    """The figure's period in words; says so where its source states none."""
    if not figure.period:
        return gettext("period not stated")
    return edtf.parse(figure.period).describe(get_language() or "")


@register.filter
def status_label(figure) -> str:
    return Status(figure.status).label


@register.filter
def basis_label(figure) -> str:
    return "" if figure.basis == Basis.NOT_STATED else Basis(figure.basis).label


@register.filter
def rank_label(figure) -> str:
    """Set only where two sources disagree."""
    return "" if figure.rank == Rank.NORMAL else Rank(figure.rank).label
