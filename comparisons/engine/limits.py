"""The limits of a figure in words that fit after “the figure is”. Pure functions."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comparisons.engine.facts import Figure
from comparisons.engine.periods import is_known, time_of
from comparisons.engine.terms import KINDS
from core.language import edtf
from core.language.units import UNITS
from core.records.models import in_readers_language
from zones.choices import (
    Basis,
    Bound,
    GrowthBase,
    Prices,
    Realisation,
    Release,
    ScopeAspect,
    Status,
)
from zones.extent import ExtentChange
from zones.templatetags.figures import value


def shown(attribute: str, figure: Figure) -> str:
    """What the figure says of an attribute of the rules."""
    return SHOWN[attribute](figure)


def _value(figure: Figure) -> str:
    if figure.value is None:
        return _("in words (%(words)s)") % {"words": in_readers_language(figure, "value_text")}
    return _("numeric")


def _status(figure: Figure) -> str:
    return {
        Status.ACTUAL: pgettext("of a figure", "actual"),
        Status.TARGET: _("aimed at"),
        Status.COMMITMENT: _("pledged"),
        Status.FORECAST: pgettext("of a figure", "forecast"),
    }[figure.status]


def _time(figure: Figure) -> str:
    """Its basis with its period: what kind of time, and which."""
    kind = KINDS.get(figure.basis)
    period = _period(figure)
    if kind == "flow":
        if figure.basis == Basis.YEAR_TO_DATE and figure.period and "-" not in figure.period:
            words = _("for the year to date (%(period)s), up to a month that is not stated")
            return words % {"period": period}
        if figure.period == "XXXX":
            return _("for one year, not stated which")
        if not period:
            return _("for a period that is not stated")
        return _("for %(period)s") % {"period": period}
    if kind == "cumulative":
        if not period:
            return _("cumulative, its start not stated")
        if ".." in figure.period:
            return _("cumulative %(period)s") % {"period": period}
        if "/" not in figure.period:
            return _("cumulative up to %(period)s, its start not stated") % {"period": period}
        return _("cumulative over %(period)s") % {"period": period}
    if kind == "stock":
        if not period or figure.period == "XXXX":
            return _("as of a date that is not stated")
        return _("as of %(period)s") % {"period": period}
    if kind == "rule":
        return _("set by a standing rule (%(period)s)") % {"period": period or _("not dated")}
    if not period:
        return _("of no stated period or basis")
    return _("of %(period)s, its basis not stated") % {"period": period}


def _period(figure: Figure) -> str:
    """In words; of the year to date at August these are January to August."""
    if figure.basis == Basis.YEAR_TO_DATE and "/" not in figure.period:
        time = time_of(figure.period, figure.basis)
        if is_known(time.last) and len(figure.period) >= 7:
            return edtf.parse(f"{time.first:%Y-%m}/{figure.period}").describe()
    return edtf.parse(figure.period).describe() if figure.period else ""


def _scope(figure: Figure) -> str:
    scope = figure.scope
    if not scope:
        return _("as the metric defines it")
    words = {"scope": in_readers_language(scope, "name")}
    if scope.aspect == ScopeAspect.RANKING:
        return _("from “%(scope)s”") % words
    return _("for “%(scope)s”") % words


def _detail(figure: Figure) -> str:
    if not figure.detail:
        return _("not narrowed down")
    return _("only for “%(detail)s”") % {"detail": in_readers_language(figure, "detail")}


def _unit(figure: Figure) -> str:
    return _("in %(unit)s") % {"unit": UNITS[figure.unit].name} if figure.unit else _("in words")


def _growth_base(figure: Figure) -> str:
    period = edtf.parse(figure.base_period).describe() if figure.base_period else ""
    if figure.growth_base == GrowthBase.NAMED_PERIOD:
        return _("growth on %(period)s") % {"period": period}
    return {
        GrowthBase.YEAR_BEFORE: _("growth on the year before"),
        GrowthBase.PERIOD_BEFORE: _("growth on the period before"),
        GrowthBase.NOT_STATED: _("growth on a base that is not stated"),
    }[figure.growth_base]


def _base_period(figure: Figure) -> str:
    if figure.growth_base == GrowthBase.NAMED_PERIOD:
        return _growth_base(figure)
    if not figure.base_period:
        return _("on a base year that is not stated")
    return _("in prices of %(period)s") % {"period": edtf.parse(figure.base_period).describe()}


def _prices(figure: Figure) -> str:
    return {
        Prices.CURRENT: _("in current prices"),
        Prices.CONSTANT: _("in constant prices"),
        Prices.NOT_STATED: _("in prices that are not stated"),
    }[figure.prices]


def _realisation(figure: Figure) -> str:
    return {
        Realisation.PLANNED: pgettext("of a figure", "planned"),
        Realisation.APPROVED: pgettext("of a figure", "approved"),
        Realisation.CONTRACTED: pgettext("of a figure", "contracted"),
        Realisation.PAID: pgettext("of a figure", "paid in or actually used"),
        Realisation.BUILT: pgettext("of a figure", "built or completed"),
        Realisation.NOT_STATED: _("without a word on how far it has come true"),
    }[figure.realisation]


def _release(figure: Figure) -> str:
    return {
        Release.PRELIMINARY: pgettext("of a figure", "preliminary"),
        Release.REVISED: pgettext("of a figure", "revised"),
        Release.FINAL: pgettext("of a figure", "final"),
        Release.NOT_STATED: _("not marked as preliminary or revised"),
    }[figure.release]


def _bound(figure: Figure) -> str:
    if figure.value is None:
        return _value(figure)
    words = {"value": value(figure)}
    if figure.value_high is not None:
        return _("in the range %(value)s") % words
    return _("exact") if figure.bound == Bound.EXACTLY else words["value"]


def _territory(figure: Figure) -> str:
    """What the zone had not yet, or still had, by the day of the first such change."""
    grown = [change for change in figure.changed if not change.is_split]
    split = [change for change in figure.changed if change.is_split]
    said = [_before(grown)] if grown else []
    if split:
        said.append(_("from before %(date)s, still with %(zones)s") % _words_of(split))
    return _("; ").join(said) or _("of a zone without a later change of its extent on record")


def _before(grown: list[ExtentChange]) -> str:
    words = _words_of(grown)
    if not words["zones"]:
        return _("from before %(date)s, when the zone was extended") % words
    return _("from before %(date)s, without %(zones)s") % words


def _words_of(changes: list[ExtentChange]) -> dict[str, str]:
    names = [in_readers_language(one, "name") for one in changes if one.name]
    return {"date": edtf.parse(changes[0].date).describe(), "zones": _(", ").join(names)}


SHOWN = {
    "value": _value,
    "status": _status,
    "basis": _time,
    "period": _time,
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
