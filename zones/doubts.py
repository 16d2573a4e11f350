"""Doubts about reported numbers: their size, their period, their total, and duplicates."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from core.language import edtf
from core.language.formatting import plain, printed
from core.language.text import name_key
from core.language.units import UNITS, UnitMismatchError, canonical_unit
from core.records.doubts import Doubt, Kind
from zones.choices import Bound, Quantity, Status
from zones.querysets import ONE_THING

WHOLE = 100  # percent
MAY_BE_NEGATIVE = {Quantity.GROWTH, Quantity.REDUCTION}
# How far parts may exceed their total when one of them is approximate.
TOLERANCE = Decimal("0.05")


def canonical(figure, column: str = "canonical_value") -> Decimal | None:
    """The value in its canonical unit, also of a figure that is not saved yet."""
    try:
        return figure._meta.get_field(column).derive(figure)
    except UnitMismatchError:  # the metric's unit was changed: other records are still checked
        return None


def upper(figure) -> Decimal | None:
    """The upper end of a range; targets of policies have none."""
    has_range = hasattr(figure, "value_high")
    return canonical(figure, "canonical_high") if has_range else None


def about_values(records: Sequence[models.Model]) -> list[list[Doubt]]:
    """Values that cannot be, or hardly. No query if metrics are fetched."""
    found = []
    for record in records:
        value = canonical(record)
        # Neither the metric's range nor its 100 % applies to dollars and percentage points.
        is_measured = value is not None and record.canonical_unit == record.metric.unit
        ends = [value, upper(record)] if is_measured else []
        columns = ("value", "value_high", "unit", "metric")
        reasons = (
            (end, *reason)
            for end in ends
            if end is not None and (reason := _unlikely(end, record.metric))
        )
        first = next(reasons, None)
        found.append([Doubt(first[1], plain(first[0]), columns, first[2])] if first else [])
    return found


def _unlikely(value: Decimal, metric: models.Model) -> tuple[Kind, str] | None:
    """Where the metric has a limit of its own, that decides: a rate may exceed 100 %."""
    low, high = metric.plausible_min, metric.plausible_max
    words = {"value": printed(value, metric.unit), "metric": metric}
    if (low is not None and value < low) or (high is not None and value > high):
        words["low"] = "…" if low is None else printed(low, metric.unit)
        words["high"] = "…" if high is None else printed(high, metric.unit)
        sentence = _(
            "%(value)s is outside what is plausible for “%(metric)s” (%(low)s to %(high)s)."
        )
        return Kind.OUT_OF_RANGE, sentence % words
    if metric.quantity == Quantity.SHARE and high is None and value > WHOLE:
        return Kind.SHARE, _("%(value)s is more than the whole: a share is 100%% at most.") % words
    if metric.quantity not in MAY_BE_NEGATIVE and low is None and value < 0:
        sentence = _("%(value)s is less than nothing: “%(metric)s” cannot be negative.")
        return Kind.NEGATIVE, sentence % words
    return None


def about_figures(figures: Sequence[models.Model]) -> list[list[Doubt]]:
    """Doubts about figures of zones. Two queries if metrics and sources are fetched."""
    if not figures:
        return []
    kinds = about_values(figures), about_periods(figures), about_parts(figures), duplicates(figures)
    return [[doubt for doubts in row for doubt in doubts] for row in zip(*kinds, strict=True)]


def about_periods(figures: Sequence[models.Model]) -> list[list[Doubt]]:
    """Actual figures of a time after today, or after their source was issued."""
    today = timezone.localdate()
    return [[*_about_period(figure, today)] for figure in figures]


def _about_period(figure, today: date) -> Iterator[Doubt]:
    begins = edtf.parse(figure.period).earliest if figure.period else None
    if figure.status != Status.ACTUAL or begins is None:
        return
    issued = figure.source.issued
    appeared = edtf.parse(issued).latest if issued else None
    if begins > today:
        sentence = _("%(period)s is still to come, but the figure is called “%(status)s”.")
        kind, about, columns = Kind.FUTURE, figure.period, ("period", "status")
    elif appeared and begins > appeared:
        sentence = _(
            "%(period)s came after the source (%(issued)s), but the figure is called “%(status)s”."
        )
        kind, about = Kind.AFTER_ISSUE, f"{figure.period} · {issued}"
        columns = ("period", "status", "source")
    else:
        return
    words = {
        "period": edtf.parse(figure.period).describe(),
        "status": figure.get_status_display(),
        "issued": issued and edtf.parse(issued).describe(),
    }
    yield Doubt(kind, about, columns, sentence % words)


class Part(NamedTuple):
    """What a sum needs of a figure; `total` is the key of what it is a part of."""

    total: int | None
    slug: str
    value: Decimal | None
    bound: str
    unit: str


class Sum(NamedTuple):
    """A total beside what its parts make together, and how far they may miss it."""

    slug: str
    whole: Decimal
    together: Decimal
    slack: Decimal
    unit: str


def sums(model, totals: Iterable[int], figures: Iterable[models.Model] = ()) -> dict[int, Sum]:
    """The sum of each total that can be added up, by its key. One query, two if there are parts.

    `figures` count as they are here, not as they are stored.
    """
    columns = "slug", "canonical_value", "canonical_high", "bound", "unit", "metric__unit"
    rows = model._base_manager.order_by().values_list("pk", "part_of_id", *columns)
    parts = {key: _part(*values) for key, *values in rows.filter(part_of__in=set(totals))}
    changed = [one for one in figures if one.part_of_id or one.pk in parts]
    parts |= {figure.pk or object(): _as_it_is(figure) for figure in changed}
    by_total: dict[int, list[Part]] = {}
    for part in parts.values():
        if part.total:
            by_total.setdefault(part.total, []).append(part)
    if not by_total:
        return {}
    known = {key: _part(*values) for key, *values in rows.filter(pk__in=by_total)}
    known |= {figure.pk: _as_it_is(figure) for figure in figures if figure.pk in by_total}
    return {key: added for key in by_total if (added := _sum(known[key], by_total[key]))}


def _as_it_is(figure) -> Part:
    ends = canonical(figure), upper(figure)
    units = figure.unit, figure.metric.unit
    return _part(figure.part_of_id, figure.slug, *ends, figure.bound, *units)


def _part(total, slug, value, high, bound, unit, of_metric) -> Part:
    """A range has no value that could be added up."""
    kept_in = of_metric if value is None else canonical_unit(unit, of_metric)
    return Part(total, slug, value if high is None else None, bound, kept_in)


def _sum(total: Part, parts: list[Part]) -> Sum | None:
    if any(one.value is None or one.unit != total.unit for one in (total, *parts)):
        return None
    is_exact = all(one.bound == Bound.EXACTLY for one in (total, *parts))
    slack = Decimal(0) if is_exact else abs(total.value) * TOLERANCE
    together = sum(one.value for one in parts)
    return Sum(total.slug, total.value, together, slack, total.unit)


def about_parts(figures: Sequence[models.Model]) -> list[list[Doubt]]:
    """Totals that are less than their parts, asked of the total and of each part. One query."""
    totals = {key for figure in figures for key in (figure.pk, figure.part_of_id) if key}
    added = sums(type(figures[0]), totals, figures) if totals else {}
    return [
        [
            doubt
            for key in (figure.pk, figure.part_of_id)
            if key in added and (doubt := _too_much(added[key]))
        ]
        for figure in figures
    ]


def _too_much(added: Sum) -> Doubt | None:
    if added.together <= added.whole + added.slack:
        return None
    words = {
        "total": added.slug,
        "together": printed(added.together, added.unit),
        "whole": printed(added.whole, added.unit),
    }
    sentence = _("The parts of “%(total)s” make %(together)s, more than the whole, %(whole)s.")
    about = f"{plain(added.together)} > {plain(added.whole)}"
    columns = ("value", "unit", "part_of", "bound")
    return Doubt(Kind.PARTS, about, columns, sentence % words, record=added.slug)


class Twin(NamedTuple):
    """A figure that may be the same as another one, with what shows that it is not."""

    key: int
    slug: str
    total: int | None
    scope: int | None
    detail: str
    value: Decimal | None
    high: Decimal | None
    words: str
    unit: str


TWIN = (
    *("pk", "slug", "part_of_id", "scope_id", "detail"),
    *("canonical_value", "canonical_high", "value_text", "unit"),
)
PLACE = ("zone", "metric", "period")
ZONE_METRIC_PERIOD = Concat(
    *("zone_id", Value(" "), "metric_id", Value(" "), "period"), output_field=models.TextField()
)
ONE_PLACE = ("source_id", "zone_id", "metric_id", "period")
# Left out where one thing is entered twice, or written otherwise.
MAY_DIFFER = ("basis", "scope", "detail")
SAME = (*ONE_PLACE, *(one for one in ONE_THING if one not in (*PLACE, *MAY_DIFFER)))
folded = lru_cache(maxsize=10_000)(name_key)


def duplicates(figures: Sequence[models.Model]) -> list[list[Doubt]]:
    """Figures that the same source has under another key. One query.

    Of one scope, with details that differ in signs only; or of one value, where one of them has
    no scope or no detail.
    """
    wanted = {f"{name}__in": {getattr(figure, name) for figure in figures} for name in ONE_PLACE}
    rows = type(figures[0])._base_manager.order_by().filter(**wanted)
    # Of figures in any order the zones, metrics and periods cross to many more than these.
    places = {f"{one.zone_id} {one.metric_id} {one.period}" for one in figures}
    rows = rows.annotate(place=ZONE_METRIC_PERIOD).filter(place__in=places)
    by_scope: dict[tuple, list[Twin]] = {}
    by_value: dict[tuple, list[Twin]] = {}
    details = {folded(one.detail) for one in figures if one.detail}
    have_details = all(one.detail for one in figures)  # else any detail may agree
    for basis, *values in rows.values_list("basis", *SAME, *TWIN):
        twin = Twin(*values[len(SAME) :])
        if have_details and twin.detail and folded(twin.detail) not in details:
            continue  # of a place with many details most others are not asked about
        thing = tuple(values[: len(SAME)])
        by_scope.setdefault((thing, basis, twin.scope, folded(twin.detail)), []).append(twin)
        by_value.setdefault((thing, twin.value, twin.high, twin.words, _kind(twin)), []).append(
            twin
        )
    found = []
    for figure in figures:
        thing = tuple(getattr(figure, name) for name in SAME)
        value = canonical(figure), upper(figure), figure.value_text, _kind(figure)
        twins = [
            twin
            for twin in by_value.get((thing, *value), ())
            if _agree(figure.scope_id, twin.scope) and _agree(figure.detail, twin.detail)
        ]
        scope = figure.basis, figure.scope_id, folded(figure.detail)
        twins += by_scope.get((thing, *scope), ())
        found.append([_twin(figure, one) for one in dict.fromkeys(twins) if _is_other(figure, one)])
    return found


def _agree(one, other) -> bool:
    return one == other or not one or not other


def _kind(figure) -> str:
    """The dimension of its unit; "" of words."""
    return UNITS[figure.unit].dimension if figure.unit else ""


def _is_other(figure, twin: Twin) -> bool:
    """Whether it is neither the figure itself nor its total or part."""
    is_part = figure.pk is not None and twin.total == figure.pk
    return twin.key not in (figure.pk, figure.part_of_id) and not is_part


def _twin(figure, twin: Twin) -> Doubt:
    value = twin.words or printed(twin.value, canonical_unit(twin.unit, figure.metric.unit))
    words = {"slug": twin.slug, "value": value}
    sentence = _(
        "This source has “%(slug)s” (%(value)s) for the same zone, metric and period. Is this "
        "another figure?"
    )
    columns = ("value", "unit", "metric", "zone", "period", "status", "scope", "source")
    return Doubt(Kind.DUPLICATE, twin.slug, columns, sentence % words)
