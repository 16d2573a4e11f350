"""Which recorded facts a proposal repeats or contradicts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from core.language.text import name_key
from intake.articles.proposing.proposals import (
    Proposals,
    ProposedFigure,
    ProposedPolicy,
    ProposedReform,
    Recorded,
)
from policies.models import Policy
from reforms.models import Reform
from zones.models import Observation

SHORTEST = 4  # signs of a title that is found in another
LIMITS = ("scope__slug", "period", "status")


def with_recorded(found: Proposals) -> Proposals:
    """The proposals with what is recorded of the same. Four queries, drafts are among them."""
    return replace(
        found,
        figures=tuple(_figures(found.figures)),
        reforms=tuple(_reforms(found.reforms)),
        policies=tuple(_policies(found.policies)),
    )


def _figures(proposed: Iterable[ProposedFigure]) -> list[ProposedFigure]:
    """A figure of the same zone, metric, scope, period and status."""
    proposed = list(proposed)
    zones = {one.zone for one in proposed if one.zone and one.metric}
    metrics = {one.metric for one in proposed if one.zone and one.metric}
    rows = defaultdict(list)
    if zones:
        recorded = Observation.objects.filter(zone__slug__in=zones, metric__slug__in=metrics)
        columns = ("zone__slug", "metric__slug", *LIMITS)
        recorded = recorded.order_by("slug").values_list("slug", "canonical_value", *columns)
        for slug, value, *thing in recorded:
            rows[tuple(thing)].append((slug, value))
    return [replace(one, recorded=_same_figures(one, rows)) for one in proposed]


def _same_figures(one: ProposedFigure, rows) -> tuple[Recorded, ...]:
    same = rows.get((one.zone, one.metric, one.scope, one.period, one.status or "actual"), ())
    return tuple(
        Recorded("zones.observation", slug, value is not None and value == one.canonical_value)
        for slug, value in same
    )


def _reforms(proposed: Iterable[ProposedReform]) -> list[ProposedReform]:
    """A measure of the same zone and type; one of no type, if its title is in the other's."""
    proposed = list(proposed)
    rows = defaultdict(list)
    if zones := {one.zone for one in proposed if one.zone}:
        recorded = Reform.objects.filter(zone__slug__in=zones).prefetch_related("types")
        for one in recorded.select_related("zone").order_by("slug"):
            types = {each.slug for each in one.types.all()}
            rows[one.zone.slug].append((one.slug, types, name_key(one.title)))
    return [replace(one, recorded=_same_reforms(one, rows[one.zone])) for one in proposed]


def _same_reforms(one: ProposedReform, rows) -> tuple[Recorded, ...]:
    title = name_key(one.title)
    return tuple(
        Recorded("reforms.reform", slug, says_same=True)
        for slug, types, other in rows
        if types & set(one.types)
        or (not one.types and len(title) >= SHORTEST and (title in other or other in title))
    )


def _policies(proposed: Iterable[ProposedPolicy]) -> list[ProposedPolicy]:
    """A rule of the same title; it says the same if its dates and stage do."""
    proposed = list(proposed)
    rows = defaultdict(list)
    if proposed:
        provinces = {one.province for one in proposed}
        recorded = Policy.objects.filter(province__slug__in=provinces).order_by("slug")
        for slug, title, issued, effective, stage in recorded.values_list(
            "slug", "title", "issued", "effective", "stage"
        ):
            rows[name_key(title)].append((slug, issued, effective, stage))
    return [
        replace(
            one,
            recorded=tuple(
                Recorded("policies.policy", slug, says_same=_agrees(one, *values))
                for slug, *values in rows[name_key(one.title)]
            ),
        )
        for one in proposed
    ]


def _agrees(one: ProposedPolicy, issued: str, effective: str, stage: str) -> bool:
    """Nothing that both say differs."""
    pairs = ((one.issued, issued), (one.effective, effective), (one.stage, stage))
    return all(ours == theirs for ours, theirs in pairs if ours and theirs)
