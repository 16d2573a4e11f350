"""Missing or doubtful data, for `manage.py check_data`.

Error: contradiction or broken rule; warning: an editor can fill it in; note: a gap of the source.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from core.language.formatting import plain
from core.records.batches import in_batches
from core.records.doubts import Kind, Names
from core.records.gaps import texts_in_two_languages
from intake.tables.kinds import kinds
from policies.models import Policy
from reforms.models import Reform, ReformType
from sources.doubts import open_doubts
from sources.evidence.citations import cited_models
from zones.doubts import sums
from zones.figures import with_other_values
from zones.models import Observation, Zone

ERROR, WARNING, NOTE = "error", "warning", "note"
CONTRADICTIONS = {Kind.OUT_OF_RANGE, Kind.SHARE, Kind.PARTS}


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
    foreign = figures.filter(scope__isnull=False).exclude(scope__metric=F("metric"))
    yield from _each(ERROR, foreign, "its scope is of another metric")
    for model in kinds():
        yield from _doubts(model)
    yield from incomplete_parts()
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


def _doubts(model) -> Iterator[Problem]:
    """Each doubt once, though it may be asked of a total and of its parts."""
    known: Names = {}
    seen = set()
    for records in in_batches(model.objects.all()):
        for record, doubts in zip(records, open_doubts(records, known), strict=True):
            for doubt in doubts:
                level = ERROR if doubt.kind in CONTRADICTIONS else WARNING
                key = doubt.record or record.slug
                if (key, doubt.kind, doubt.about) not in seen:
                    yield Problem(level, f"{model._meta.label_lower} {key}", doubt.sentence)
                seen.add((key, doubt.kind, doubt.about))


def incomplete_parts() -> Iterator[Problem]:
    totals = Observation.objects.filter(parts__isnull=False).distinct()
    for total in sums(Observation, totals.values_list("pk", flat=True)).values():
        if total.together < total.whole - total.slack:
            message = f"its recorded parts are not the whole: {plain(total.together)} of "
            record = f"{Observation._meta.label_lower} {total.slug}"
            yield Problem(NOTE, record, message + plain(total.whole))


def undecided_disagreements() -> Iterator[Problem]:
    figures = Observation.objects
    for figure in with_other_values(figures.undecided(), among=figures.all()):
        others = ", ".join(other.slug for other in figure.other_values)
        yield _found(WARNING, figure, f"disagrees with {others}; rank one of them")
