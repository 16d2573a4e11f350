"""Verdicts and reasons as sentences in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comparisons.engine.facts import Figure
from comparisons.engine.verdicts import Reason, Verdict
from core.language import edtf
from core.language.units import UNITS
from zones.choices import Basis, Bound, Status


def verdict_label(verdict: Verdict | None) -> str:
    """The verdict in a word or two; what is said where one zone alone reports."""
    return {
        None: _("one zone only"),
        Verdict.COMPARABLE: _("comparable"),
        Verdict.CONVERTIBLE: _("convertible"),
        Verdict.CAUTION: _("with caution"),
        Verdict.NOT_COMPARABLE: _("not comparable"),
    }[verdict]


VERDICT_SYMBOLS = {
    None: "·",
    Verdict.COMPARABLE: "=",
    Verdict.CONVERTIBLE: "≈",
    Verdict.CAUTION: "!",
    Verdict.NOT_COMPARABLE: "≠",
}


# Which kind of reason names an attribute when several pairs differ in several ways.
KINDS = ("in-words", "differs", "one-not-stated", "none-stated", "inexact")


@dataclass(frozen=True)
class Explanation:
    """One attribute that stands in the way: a sentence, and how much it weighs."""

    attribute: str
    verdict: Verdict
    sentence: str


def explanations(
    reasons: Sequence[Reason], picked: Mapping[str, Figure], names: Mapping[str, str]
) -> list[Explanation]:
    """The reasons of a row, one sentence for each attribute, the gravest first.

    `names` are the columns' names in the reader's language. Each sentence says what every
    column has, so that six zones do not make fifteen sentences.
    """
    gravest: dict[str, Reason] = {}
    for reason in sorted(reasons, key=lambda r: (-r.verdict, KINDS.index(r.kind))):
        gravest.setdefault(reason.attribute, reason)
    return [
        Explanation(attribute, reason.verdict, _sentence(reason, picked, names))
        for attribute, reason in gravest.items()
    ]


def _sentence(reason: Reason, picked: Mapping[str, Figure], names: Mapping[str, str]) -> str:
    headline = {
        ("value", "in-words"): _("A source gives words, not a number"),
        ("status", "differs"): _("Different kinds of statement"),
        ("scope", "differs"): _("Different scopes"),
        ("basis", "differs"): _("Different bases"),
        ("basis", "none-stated"): _("The basis is not stated"),
        ("basis", "one-not-stated"): _("The basis is not stated everywhere"),
        ("period", "differs"): _("Different periods"),
        ("period", "none-stated"): _("The year is not stated"),
        ("period", "one-not-stated"): _("The year is not stated everywhere"),
        ("bound", "inexact"): _("Not every value is exact"),
        ("unit", "differs"): _("Different units, converted"),
    }[reason.attribute, reason.kind]
    by_value: dict[str, list[str]] = {}
    for column, figure in picked.items():
        by_value.setdefault(_shown(reason.attribute, figure), []).append(names[column])
    listed = _("; ").join(
        _("%(zones)s: %(value)s") % {"zones": _(", ").join(zones), "value": value}
        for value, zones in by_value.items()
    )
    return _("%(headline)s (%(listed)s).") % {"headline": headline, "listed": listed}


def _shown(attribute: str, figure: Figure) -> str:
    language = get_language() or ""
    chinese = language.startswith("zh")
    if attribute == "value":
        text = figure.value_text if chinese else figure.value_text_en or figure.value_text
        return text or _("a number")
    if attribute == "status":
        return str(Status(figure.status).label)
    if attribute == "scope":
        scope = figure.scope if chinese else figure.scope_en or figure.scope
        return scope or _("no narrower scope stated")
    if attribute == "basis":
        return str(Basis(figure.basis).label)
    if attribute == "period":
        return edtf.parse(figure.period).describe(language) if figure.period else _("not stated")
    if attribute == "bound":
        return str(Bound(figure.bound).label)
    unit = UNITS[figure.unit]
    return unit.symbol if chinese else unit.symbol_en
