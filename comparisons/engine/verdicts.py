"""The rules that decide whether two figures of one metric may be compared, and their words.

All other code reads `RULES`. A new attribute also needs a field in `Terms` and `_shown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparisons.engine.facts import Figure
from core.language import edtf
from core.language.units import UNITS
from core.records.models import in_readers_language
from zones.choices import Basis, Bound, Status


class Verdict(IntEnum):
    """From best to worst; several pairs get their worst verdict."""

    COMPARABLE = 0
    CONVERTIBLE = 1
    CAUTION = 2
    NOT_COMPARABLE = 3

    @property
    def code(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def allows_ranking(self) -> bool:
        return self <= Verdict.CONVERTIBLE


# Their symbols and words; None: only one zone reports.
SHOWN = {
    Verdict.COMPARABLE: ("=", gettext_lazy("comparable")),
    Verdict.CONVERTIBLE: ("≈", gettext_lazy("convertible")),
    Verdict.CAUTION: ("!", gettext_lazy("with caution")),
    Verdict.NOT_COMPARABLE: ("≠", gettext_lazy("not comparable")),
    None: ("·", gettext_lazy("one zone only")),
}


class Terms(NamedTuple):
    """The attributes of a figure that decide comparability; None means not stated."""

    value: bool  # whether it is a number
    status: str
    scope: str
    detail: str
    basis: str | None
    period: str | None
    bound: bool  # whether it is exact
    unit: str | None


def terms_of(figure: Figure) -> Terms:
    is_dated = figure.period and "XXXX" not in figure.period  # year not stated
    return Terms(
        figure.canonical is not None,
        figure.status,
        figure.scope_key,
        figure.detail,
        None if figure.basis in ("", Basis.NOT_STATED) else figure.basis,
        figure.period if is_dated else None,
        figure.bound == Bound.EXACTLY,
        figure.unit or None,
    )


# The kinds of rules: whether one applies to an attribute of two figures.
KINDS = {
    "in-words": lambda a, b: not (a and b),
    "inexact": lambda a, b: not (a and b),
    "differs": lambda a, b: None not in (a, b) and a != b,
    "one-not-stated": lambda a, b: (a is None) != (b is None),
    "none-stated": lambda a, b: a is None and b is None,
}


@dataclass(frozen=True, eq=False)
class Rule:
    """How an attribute of two figures differs, and the verdict and words that follow."""

    attribute: str
    kind: str
    verdict: Verdict
    headline: Promise

    def applies(self, a: Terms, b: Terms) -> bool:
        return KINDS[self.kind](getattr(a, self.attribute), getattr(b, self.attribute))


COMPARABLE, CONVERTIBLE, CAUTION, NOT_COMPARABLE = Verdict
RULES = (
    Rule("value", "in-words", NOT_COMPARABLE, gettext_lazy("A source gives words, not a number")),
    Rule("status", "differs", NOT_COMPARABLE, gettext_lazy("Different kinds of statement")),
    Rule("scope", "differs", NOT_COMPARABLE, gettext_lazy("Different scopes")),
    Rule("detail", "differs", NOT_COMPARABLE, gettext_lazy("Different details")),
    Rule("basis", "differs", NOT_COMPARABLE, gettext_lazy("Different bases")),
    Rule("basis", "one-not-stated", CAUTION, gettext_lazy("The basis is not stated everywhere")),
    Rule("basis", "none-stated", CAUTION, gettext_lazy("The basis is not stated")),
    Rule("period", "differs", CAUTION, gettext_lazy("Different periods")),
    Rule("period", "one-not-stated", CAUTION, gettext_lazy("The year is not stated everywhere")),
    Rule("period", "none-stated", CAUTION, gettext_lazy("The year is not stated")),
    Rule("bound", "inexact", CAUTION, gettext_lazy("Not every value is exact")),
    Rule("unit", "differs", CONVERTIBLE, gettext_lazy("Different units, converted")),
)


@lru_cache(maxsize=1 << 14)
def rules_between(a: Terms, b: Terms) -> tuple[Rule, ...]:
    """The rules that apply to two figures; none means comparable."""
    return tuple(rule for rule in RULES if rule.applies(a, b))


class Reason(NamedTuple):
    """A rule that applies to the figures of two columns, ordered by key."""

    rule: Rule
    columns: tuple[str, str]
    values: tuple[str, str]  # as recorded


def pair_reasons(first: tuple[str, Figure], second: tuple[str, Figure]) -> list[Reason]:
    """The reasons between two (column key, figure)."""
    (a_key, a), (b_key, b) = sorted((first, second), key=lambda item: item[0])
    return [
        Reason(rule, (a_key, b_key), (_recorded(rule, a), _recorded(rule, b)))
        for rule in rules_between(terms_of(a), terms_of(b))
    ]


def _recorded(rule: Rule, figure: Figure) -> str:
    columns = {"value": "value_text", "scope": "scope_key"}
    return getattr(figure, columns.get(rule.attribute, rule.attribute))


def set_reasons(picked: Iterable[tuple[str, Figure]]) -> list[Reason]:
    """The reasons between all pairs of (column key, figure), worst first, in any column order."""
    pairs = combinations(sorted(picked, key=lambda item: item[0]), 2)
    reasons = [reason for first, second in pairs for reason in pair_reasons(first, second)]
    return sorted(
        reasons, key=lambda r: (-r.rule.verdict, r.rule.attribute, r.rule.kind, r.columns)
    )


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """The worst verdict among the reasons; comparable if there are none."""
    return max((reason.rule.verdict for reason in reasons), default=Verdict.COMPARABLE)


def sentences(
    reasons: Sequence[Reason], picked: Mapping[str, Figure], names: Mapping[str, str]
) -> list[str]:
    """The reasons of a row, worst first, one sentence for each attribute; `names` by column."""
    gravest: dict[str, Rule] = {}
    for rule in sorted({r.rule for r in reasons}, key=lambda r: (-r.verdict, RULES.index(r))):
        gravest.setdefault(rule.attribute, rule)
    return [_sentence(rule, picked, names) for rule in gravest.values()]


def _sentence(rule: Rule, picked: Mapping[str, Figure], names: Mapping[str, str]) -> str:
    by_value: dict[str, list[str]] = {}
    for column, figure in picked.items():
        by_value.setdefault(_shown(rule.attribute, figure), []).append(names[column])
    listed = _("; ").join(
        _("%(zones)s: %(value)s") % {"zones": _(", ").join(zones), "value": value}
        for value, zones in by_value.items()
    )
    return _("%(headline)s (%(listed)s).") % {"headline": rule.headline, "listed": listed}


CODES = {"status": Status, "basis": Basis, "bound": Bound}


def _shown(attribute: str, figure: Figure) -> str:
    match attribute:
        case "value":
            return in_readers_language(figure, "value_text") or _("a number")
        case "scope":
            scope = figure.scope
            return in_readers_language(scope, "name") if scope else _("no narrower scope stated")
        case "detail":
            return in_readers_language(figure, "detail") or _("not narrowed down")
        case "period":
            return edtf.parse(figure.period).describe() if figure.period else _("not stated")
        case "unit":
            return UNITS[figure.unit].name
    return str(CODES[attribute](getattr(figure, attribute)).label)
