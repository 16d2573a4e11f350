"""The attributes of a figure that decide comparability, in one normal form. Pure functions."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import cached_property  # that of functools takes a lock

from comparisons.engine.periods import Time, time_of
from core.language.text import name_key
from core.language.units import UNITS
from zones.choices import Basis, Bound, Release
from zones.scopes import ScopeTerm

NOT_STATED = "not-stated"
KINDS = {
    Basis.OVER_PERIOD: "flow",
    Basis.YEAR_TO_DATE: "flow",
    Basis.CUMULATIVE: "cumulative",
    Basis.AT_POINT: "stock",
    Basis.STANDING_RULE: "rule",
}
APART = {"person", "person-time", "household"}  # counters that count something of their own


class TermsColumns(NamedTuple):
    """The fields before `is_number` say what is measured; None means not stated."""

    time: Time
    kind: str | None  # flow, cumulative, stock, rule
    status: str
    scope: ScopeTerm | None
    detail: str
    growth_base: str | None
    base: tuple | None  # first and last day of the base period
    prices: str | None
    realisation: str | None
    release: str
    measured: str  # the dimension of the unit
    is_number: bool
    exactness: str  # exact, bound, range
    has_changed: bool  # the zone has, since the figure's time


IN_THING = TermsColumns._fields.index("is_number")


class Terms(TermsColumns):
    """What decides comparability, all but the scale of the unit.

    Two figures may be ranked together if their terms are equal and `rules_between` finds nothing
    against figures of such terms.
    """

    @cached_property
    def thing(self) -> tuple:
        """Key of what is measured."""
        return self[:IN_THING]

    @cached_property
    def latest_first(self) -> tuple[bool, int]:
        """Sorts the latest stated time before earlier ones, those not stated last."""
        return not self.time.is_stated, -self.time.last.toordinal() if self.time.last else 0


@lru_cache(maxsize=1 << 13)
def terms_of(limits: tuple, unit: str, *, is_number, is_range, has_changed) -> Terms:
    """The terms of a figure; cached, as a page has thousands with few distinct limits.

    `limits` are its columns from `bound` to `release`.
    """
    bound, period, basis, status, scope, detail, growth_base, base_period, *stated = limits
    prices, realisation, release = stated
    is_exact = bound == Bound.EXACTLY
    return Terms(
        time_of(period, basis),
        KINDS.get(basis),
        status,
        scope,
        detail and (name_key(detail) or detail),
        _stated(growth_base),
        time_of(base_period, "")[:2] if base_period else None,
        _stated(prices),
        _stated(realisation),
        Release.FINAL.value if release == NOT_STATED else release,
        measured(unit),
        is_number,
        "range" if is_range else "exact" if is_exact else "bound",
        has_changed,
    )


def _stated(code: str) -> str | None:
    return None if code == NOT_STATED else code


@lru_cache(maxsize=1 << 10)
def measured(unit: str) -> str:
    """The dimension of a unit; people, visits and households are not one dimension."""
    one = UNITS[unit]
    if one.parts:
        return "/".join(map(measured, one.parts))
    base = one.scale_of or one.code
    return f"{one.dimension}-{base}" if base in APART else one.dimension
