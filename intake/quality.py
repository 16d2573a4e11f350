"""Missing or doubtful data, for `manage.py check_data`.

Error: contradiction or broken rule; warning: an editor can fill it in; note: a gap of the source.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q

from core.records.models import texts_in_two_languages
from intake.tables.kinds import kinds
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.doubts import open_doubts
from sources.evidence.citations import cited_models
from zones.choices import Bound, Quantity
from zones.figures import with_other_values
from zones.models import Observation, Zone
from zones.reported import ReportedValue, outside_range

ERROR, WARNING, NOTE = "error", "warning", "note"
# How far parts may miss their total when one of them is approximate.
TOLERANCE = Decimal("0.05")


@dataclass(frozen=True)
class Problem:
    level: str
    record: str
    message: str


def every_problem() -> Iterator[Problem]:
    """All findings. A fixed number of queries for each check."""
    figures = Observation.objects
    elsewhere = figures.filter(reform__isnull=False).exclude(zone=F("reform__zone"))
    yield from _each(ERROR, Reform.objects.filter(types=None), "has no type")
    yield from _each(ERROR, Policy.objects.filter(agencies=None), "has no issuing agency")
    yield from _each(ERROR, Policy.objects.filter(instruments=None), "has no instrument")
    yield from _each(ERROR, Zone.objects.filter(sources_read=None), "no source is listed as read")
    read = Zone.sources_read.through.objects.filter(
        zone=OuterRef("zone"), source=OuterRef("source")
    )
    for model in (Observation, Reform):
        unlisted = model.objects.filter(~Exists(read)).select_related("source")
        message = "its source {0.source.slug} is not listed as read for the zone"
        yield from _each(ERROR, unlisted, message)
    yield from _each(ERROR, elsewhere, "is the outcome of another zone's reform")
    for model in (Observation, Target):
        outside = model.objects.filter(outside_range()).select_related("metric")
        yield from _doubts(ERROR, outside)
    for model in kinds():
        if not issubclass(model, ReportedValue):
            yield from _doubts(WARNING, model.objects.all())
    for model in (Observation, Target):
        shares = model.objects.filter(metric__quantity=Quantity.SHARE, canonical_value__gt=100)
        yield from _each(ERROR, shares, "is a share of more than 100 %")
    yield from parts_and_totals()
    yield from undecided_disagreements()
    for model in cited_models():
        yield from _each(WARNING, model.objects.filter(locator=""), "has no place in its source")
    for model in kinds():
        for name in texts_in_two_languages(model):
            rows = model.objects.filter(~Q(**{name: ""}), **{f"{name}_en": ""})
            yield from _each(WARNING, rows, f"{name} has no English")
    yield from _each(WARNING, ReformType.objects.filter(reforms=None), "no reform is of this type")
    yield from _each(NOTE, figures.filter(period=""), "its source states no period")
    yearless = figures.filter(period__contains="XXXX")
    yield from _each(NOTE, yearless, "its source leaves the year out ({0.period})")


def _found(level: str, record, message: str) -> Problem:
    return Problem(level, f"{record._meta.label_lower} {record.slug}", message)


def _each(level: str, records: Iterable, message: str) -> Iterator[Problem]:
    return (_found(level, record, message.format(record)) for record in records)


def _doubts(level: str, records: Iterable) -> Iterator[Problem]:
    records = list(records)
    for record, doubts in zip(records, open_doubts(records), strict=True):
        for doubt in doubts:
            yield _found(level, record, doubt.sentence)


def parts_and_totals() -> Iterator[Problem]:
    totals = Observation.objects.filter(parts__isnull=False).distinct()
    for total in totals.prefetch_related("parts"):
        figures = total, *total.parts.all()
        if any(figure.canonical_value is None for figure in figures):
            continue
        whole, *parts = (figure.canonical_value for figure in figures)
        together = sum(parts)
        exact = all(figure.bound == Bound.EXACTLY for figure in figures)
        slack = 0 if exact else abs(whole) * TOLERANCE
        shown = f"{together.normalize():f} of {whole.normalize():f}"
        if together > whole + slack:
            yield _found(ERROR, total, f"its parts make more than the whole: {shown}")
        elif together < whole - slack:
            yield _found(NOTE, total, f"its recorded parts are not the whole: {shown}")


def undecided_disagreements() -> Iterator[Problem]:
    figures = Observation.objects
    for figure in with_other_values(figures.undecided(), among=figures.all()):
        others = ", ".join(other.slug for other in figure.other_values)
        yield _found(WARNING, figure, f"disagrees with {others}; rank one of them")
