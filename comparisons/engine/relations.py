"""How two figures differ: the code of each rule of `rules.py`. Pure functions."""

from functools import lru_cache

from comparisons.engine.periods import is_known
from comparisons.engine.rules import RULE, RULES
from comparisons.engine.terms import IN_THING, Terms
from comparisons.engine.verdicts import Rule
from zones.choices import Prices, Realisation, Release, ScopeAspect

PLACE = {rule: place for place, rule in enumerate(RULES)}
WORKING_AND_CALENDAR = {"working-time", "time", "months"}


@lru_cache(maxsize=1 << 15)
def rules_between(a: Terms, b: Terms) -> tuple[Rule, ...]:
    """The rules that apply to two figures, the gravest first; none if they may be ranked."""
    wanted = ALWAYS if a[MAY_BE_EQUAL] == b[MAY_BE_EQUAL] else RELATIONS
    found = [
        RULE[attribute, kind] for attribute, relation in wanted.items() if (kind := relation(a, b))
    ]
    if len(found) > 1:
        found.sort(key=lambda rule: (-rule.verdict, PLACE[rule]))
    return tuple(found)


@lru_cache(maxsize=1 << 13)
def compares_with_its_like(terms: Terms) -> bool:
    """Whether figures of these terms may be ranked among themselves."""
    return not rules_between(terms, terms)


def _value(a: Terms, b: Terms) -> str | None:
    return None if a.is_number and b.is_number else "in-words"


def _status(a: Terms, b: Terms) -> str | None:
    return "differs" if a.status != b.status else None


def _basis(a: Terms, b: Terms) -> str | None:
    if None in (a.kind, b.kind):
        return "none-stated" if a.kind == b.kind else "one-not-stated"
    if a.kind == b.kind:
        return None
    kinds = {a.kind, b.kind}
    if "rule" in kinds:
        return "rule"
    if "cumulative" in kinds:
        return "cumulative-flow" if "flow" in kinds else "cumulative-stock"
    return "stock-flow"


def _period(a: Terms, b: Terms) -> str | None:
    kinds = {a.kind, b.kind}
    if len(kinds - {None}) > 1:
        return None  # the bases differ: more need not be said
    one, other = a.time, b.time
    if "cumulative" in kinds and (kind := _totals(a, b)):
        return kind
    is_of_flows = kinds <= {"flow", None}
    if is_of_flows and one.length and other.length and one.length != other.length:
        return "length"
    certainties = {one.certainty, other.certainty}
    if "not-stated" in certainties:
        return "none-stated" if len(certainties) == 1 else "one-not-stated"
    for uncertain in ("open", "approximate"):
        if uncertain in certainties:
            return uncertain
    if one == other:
        return None
    if kinds & {"stock", "rule"}:
        return "date"
    return "gap" if one.length and other.length and is_of_flows else "differs"


def _totals(a: Terms, b: Terms) -> str | None:
    """How two cumulative figures differ whose starts are certain."""
    one, other = a.time, b.time
    if a.kind != b.kind or "approximate" in (one.certainty, other.certainty):
        return None
    if not (is_known(one.first) and is_known(other.first)):
        return None
    if one.first != other.first:
        return "start"
    both_end = is_known(one.last) and is_known(other.last)
    return "end" if both_end and one.last != other.last else None


def _scope(a: Terms, b: Terms) -> str | None:
    one, other = a.scope, b.scope
    if one == other:
        return None
    if one and other and (one.key in other.ancestors or other.key in one.ancestors):
        return "part-of"
    aspects = {scope.aspect for scope in (one, other) if scope}
    if len(aspects) > 1:
        return "differs"
    if ScopeAspect.RANKING not in aspects or None in (one, other):
        return aspects.pop()
    for kind, column in (("assessor", "assessor"), ("edition", "edition"), ("out-of", "out_of")):
        values = {getattr(one, column), getattr(other, column)}
        if len(values) == 2 and all(values):
            return kind
    return "ranking"


def _detail(a: Terms, b: Terms) -> str | None:
    return "differs" if a.detail != b.detail else None


def _unit(a: Terms, b: Terms) -> str | None:
    """Only of different dimensions: a scale is no term."""
    if a.measured == b.measured or not (a.is_number and b.is_number):
        return None
    pairs = zip(a.measured.split("/"), b.measured.split("/"), strict=False)
    apart = {part for pair in pairs if len(set(pair)) > 1 for part in pair}
    if all(part.startswith("money-") for part in apart):
        return "currency"
    if apart == {"ratio", "points"}:
        return "points"
    if apart <= WORKING_AND_CALENDAR:
        return "days"
    return "counted" if all(part.startswith("count") for part in apart) else "dimension"


def _growth_base(a: Terms, b: Terms) -> str | None:
    return _stated(a.growth_base, b.growth_base)


def _base_period(a: Terms, b: Terms) -> str | None:
    if a.growth_base != b.growth_base or a.prices != b.prices:
        return None  # these say enough
    return _stated(a.base, b.base)


def _prices(a: Terms, b: Terms) -> str | None:
    if kind := _stated(a.prices, b.prices):
        return kind
    is_money = "money-" in a.measured and a.measured == b.measured
    if not is_money or a.kind != b.kind or a.prices == Prices.CONSTANT:
        return None
    years = {time.last.year for time in (a.time, b.time) if is_known(time.last)}
    return "other-years" if len(years) > 1 else None


def _realisation(a: Terms, b: Terms) -> str | None:
    kind = _stated(a.realisation, b.realisation)
    if kind != "differs":
        return kind
    of_money = {Realisation.CONTRACTED, Realisation.PAID}
    return "contracted-paid" if {a.realisation, b.realisation} == of_money else "stages"


def _release(a: Terms, b: Terms) -> str | None:
    if a.release == b.release:
        return None
    preliminary = Release.PRELIMINARY
    return "preliminary" if preliminary in (a.release, b.release) else "revised"


def _bound(a: Terms, b: Terms) -> str | None:
    found = {a.exactness, b.exactness} - {"exact"}
    return ("bound" if "bound" in found else "range") if found else None


def _territory(a: Terms, b: Terms) -> str | None:
    return "changed-since" if a.has_changed or b.has_changed else None


def _stated(one, other) -> str | None:
    """How attributes differ that need not be stated at all."""
    if one == other:
        return None
    return "one-not-stated" if None in (one, other) else "differs"


RELATIONS = {
    "value": _value,
    "status": _status,
    "basis": _basis,
    "period": _period,
    "scope": _scope,
    "detail": _detail,
    "unit": _unit,
    "growth_base": _growth_base,
    "base_period": _base_period,
    "prices": _prices,
    "realisation": _realisation,
    "release": _release,
    "bound": _bound,
    "territory": _territory,
}
# What there is to say of figures that are equal in all but time, kind, number, exactness, extent.
ALWAYS_ASKED = ("value", "basis", "period", "prices", "bound", "territory")
ALWAYS = {name: RELATIONS[name] for name in ALWAYS_ASKED}
MAY_BE_EQUAL = slice(Terms._fields.index("status"), IN_THING)
