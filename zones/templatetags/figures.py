"""Template filters of a figure: its value for the reader and as printed, and what limits it."""

from html import escape

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.language import edtf, formatting
from core.language.text import reads_chinese
from core.records.models import in_readers_language
from core.templatetags import texts
from zones.choices import (
    Basis,
    Bound,
    GrowthBase,
    Prices,
    Rank,
    Realisation,
    Release,
    Status,
)

register = template.Library()

CHOICES = {
    "status": Status,
    "basis": Basis,
    "growth_base": GrowthBase,
    "prices": Prices,
    "realisation": Realisation,
    "release": Release,
    "rank": Rank,
}


@register.filter
def value(figure) -> str:
    """With its bound or range, and of a ranking the number ranked: "about 100,000 m²"."""
    if figure.value is None:
        return in_readers_language(figure, "value_text")
    text = formatting.quantity(*_numbers(figure))
    scope = getattr(figure, "scope", None)
    if figure.unit == "rank" and scope and scope.out_of:
        text = gettext("%(rank)s of %(n)s") % {"rank": text, "n": scope.out_of}
    if figure.bound == Bound.EXACTLY:
        return text
    return formatting.spaced(Bound(figure.bound).label, text)


def _numbers(figure) -> tuple:
    """Value, unit and the upper end of a range; targets of policies have none."""
    return figure.value, figure.unit, getattr(figure, "value_high", None)


def as_printed(figure) -> str:
    """The value in the source's notation; blank if it reads the same."""
    if reads_chinese():
        return ""
    if figure.value is None:
        return figure.value_text
    printed = formatting.printed(*_numbers(figure))
    shown = formatting.quantity(*_numbers(figure)).replace(" ", "")
    if figure.bound == Bound.ABOUT:
        return f"约{printed}"
    # Wordings of a bound like "at least" differ by source: the quotation has them.
    return "" if printed == shown or figure.bound != Bound.EXACTLY else printed


@register.filter
def figure_value(figure) -> SafeString:
    """The value and one conversion, as printed when pointed at; its own page has all three.

    A template takes ten times as long.
    """
    title = ""
    if printed := as_printed(figure):
        words = gettext("Printed: %(words)s") % {"words": printed}
        title = f' title="{escape(words)}"'
    html = f'<span class="value"{title}>{escape(value(figure))}</span>'
    area = "" if figure.value is None else formatting.conversion(*_numbers(figure))
    if area:
        html += f' <span class="value__converted">{escape(area)}</span>'
    return SafeString(html)


@register.filter
def figure_in_full(figure) -> SafeString:
    """The value, converted and as printed."""
    html = figure_value(figure)
    if printed := as_printed(figure):
        html += format_html(' <span class="value__printed" lang="zh-Hans">{}</span>', printed)
    return html


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
    return "" if code in (Basis.NOT_STATED, Rank.NORMAL) else str(CHOICES[column](code).label)


def conditions(figure) -> list[str]:
    """What limits a figure besides period, scope and detail; nothing for what is not stated."""
    said = [label(figure, "status"), label(figure, "basis"), *_growth_and_prices(figure)]
    said += [label(figure, "realisation"), label(figure, "release")]
    return [one for one in said if one]


def _growth_and_prices(figure) -> tuple[str, str]:
    year = edtf.parse(figure.base_period).describe() if figure.base_period else ""
    growth = {
        GrowthBase.YEAR_BEFORE: gettext("year on year"),
        GrowthBase.PERIOD_BEFORE: gettext("on the period before"),
        GrowthBase.NAMED_PERIOD: gettext("compared with %(year)s") % {"year": year},
    }.get(figure.growth_base, "")
    if year and figure.growth_base != GrowthBase.NAMED_PERIOD:
        return growth, gettext("at constant prices of %(year)s") % {"year": year}
    return growth, label(figure, "prices")


@register.filter
def scope_words(scope) -> SafeString:
    """Its name; of a ranking also by whom and which edition, unless the name says so."""
    name = in_readers_language(scope, "name")
    said = [in_readers_language(scope, "assessor"), scope.edition]
    more = [one for one in said if one and one not in f"{scope.name} {name}"]
    return conditional_escape(texts.chinese(" · ".join([name, *more])))


@register.filter
def figure_conditions(figure) -> SafeString:
    """All that limits a figure besides its period, as HTML."""
    words = [escape(one) for one in conditions(figure)]
    if rank := label(figure, "rank"):
        words.append(f"{escape(rank)} ({conditional_escape(texts.tr(figure, 'rank_reason'))})")
    html = f'<span class="conditions">{" · ".join(words)}</span>'
    narrower = [scope_words(figure.scope)] if figure.scope else []
    if figure.detail:
        narrower.append(conditional_escape(texts.tr(figure, "detail")))
    return SafeString(html + "".join(f' <span class="scope">{one}</span>' for one in narrower))
