"""From the database to plain facts: everything a comparison of zones needs, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comparisons.adoption import AdoptionRow, adoption_rows
from comparisons.adoption import Measure as ReformMeasure
from comparisons.facts import Citation, Column, Figure, Measure
from comparisons.rows import Row, make_row
from comparisons.typed import TypeComparison, TypedMeasure, compare_measures
from core.text import normalise
from reforms.models import Reform, ReformGroup, ReformType
from zones.choices import Topic
from zones.models import Metric, Observation, Zone


@dataclass(frozen=True)
class FigureSection:
    """The rows of one topic, each with the metric it belongs to."""

    topic: str
    label: str
    rows: tuple[tuple[Metric, Row], ...]


@dataclass(frozen=True)
class AdoptionSection:
    """The rows of one reform group, each with its type."""

    group: ReformGroup
    rows: tuple[tuple[ReformType, AdoptionRow], ...]


@dataclass(frozen=True)
class ZoneComparison:
    """Zones side by side, with the records that the pages link to, by key."""

    zones: tuple[Zone, ...]
    columns: tuple[Column, ...]
    adoption: tuple[AdoptionSection, ...]
    figures: tuple[FigureSection, ...]
    reforms: Mapping[str, Reform]


def zones_by_slug(slugs: Sequence[str]) -> list[Zone]:
    """The zones of those slugs, in that order; unknown ones are left out. Two queries."""
    found = {zone.slug: zone for zone in Zone.objects.public().filter(slug__in=slugs).for_detail()}
    return [found[slug] for slug in slugs if slug in found]


def find_zones(text: str, limit: int = 8) -> list[Zone]:
    """Zones by Chinese or English name, pinyin with or without spaces, or initials. One query."""
    words = normalise(text).split()
    zones = Zone.objects.public().select_related("province").with_reform_count()
    for word in words:
        zones = zones.filter(search_text__holds=word)
    return list(zones.order_by("-reform_count", "pinyin", "slug")[:limit]) if words else []


def compare_zones(zones: Sequence[Zone]) -> ZoneComparison:
    """The whole comparison. Six queries, whatever the number of facts."""
    columns = tuple(column_of(zone) for zone in zones)
    reforms = list(
        Reform.objects.public()
        .filter(zone__in=zones)
        .select_related("source", "zone")
        .prefetch_related("types")
    )
    observations = (
        Observation.objects.public()
        .filter(zone__in=zones)
        .select_related("zone", "metric", "source", "reform", "part_of")
    )
    return ZoneComparison(
        zones=tuple(zones),
        columns=columns,
        adoption=_adoption(columns, reforms),
        figures=_figures(columns, observations),
        reforms={reform.slug: reform for reform in reforms},
    )


def column_of(zone: Zone) -> Column:
    """A zone as a column. Its `sources_read` must be prefetched."""
    return Column(zone.slug, zone.tier, tuple(source.slug for source in zone.sources_read.all()))


def measure_of(metric: Metric) -> Measure:
    return Measure(metric.slug, metric.unit, metric.quantity, metric.direction, metric.applies_to)


def figure_of(observation: Observation) -> Figure:
    """A plain figure. Its metric, source, reform and total must be at hand."""
    source = observation.source
    return Figure(
        key=observation.slug,
        value=observation.value,
        unit=observation.unit,
        canonical=observation.canonical_value,
        bound=observation.bound,
        period=observation.period,
        basis=observation.basis,
        status=observation.status,
        scope=observation.scope,
        scope_en=observation.scope_en,
        value_text=observation.value_text,
        value_text_en=observation.value_text_en,
        rank=observation.rank,
        rank_reason=observation.rank_reason,
        rank_reason_en=observation.rank_reason_en,
        note=observation.note,
        note_en=observation.note_en,
        part_of=observation.part_of.slug if observation.part_of else "",
        reform=observation.reform.slug if observation.reform else "",
        citation=Citation(
            source.slug,
            source.title,
            source.title_en,
            observation.locator,
            observation.quote,
            observation.is_broken_off,
        ),
    )


def _adoption(columns, reforms) -> tuple[AdoptionSection, ...]:
    measures: dict[tuple[str, str], list[ReformMeasure]] = {}
    kinds = set()
    for reform in reforms:
        for reform_type in reform.types.all():
            kinds.add(reform_type.slug)
            measure = ReformMeasure(reform.slug, reform.stage)
            measures.setdefault((reform.zone.slug, reform_type.slug), []).append(measure)
    sections: dict[ReformGroup, list] = {}
    for reform_type in ReformType.objects.filter(slug__in=kinds).select_related("group"):
        [row] = adoption_rows([reform_type.slug], columns, measures)
        sections.setdefault(reform_type.group, []).append((reform_type, row))
    return tuple(AdoptionSection(group, tuple(rows)) for group, rows in sections.items())


def _figures(columns, observations) -> tuple[FigureSection, ...]:
    by_metric: dict[Metric, dict[str, list[Figure]]] = {}
    for observation in observations:
        by_zone = by_metric.setdefault(observation.metric, {})
        by_zone.setdefault(observation.zone.slug, []).append(figure_of(observation))
    sections = []
    for topic in Topic:
        metrics = sorted((m for m in by_metric if m.topic == topic), key=lambda m: m.slug)
        rows = tuple((m, make_row(measure_of(m), columns, by_metric[m])) for m in metrics)
        if rows:
            # What several zones report comes first.
            ordered = tuple(sorted(rows, key=lambda pair: -len(pair[1].picked)))
            sections.append(FigureSection(topic.value, str(topic.label), ordered))
    return tuple(sections)


@dataclass(frozen=True)
class TypeAcrossZones:
    """One type of reform across zones, with the records that the page links to."""

    zones: Mapping[str, Zone]
    reforms: Mapping[str, Reform]
    metrics: Mapping[str, Metric]
    comparison: TypeComparison


def compare_type(reform_type: ReformType) -> TypeAcrossZones:
    """The type across every zone of which reforms were read. Six queries."""
    zones = Zone.objects.public().with_reforms().for_detail().order_by("pinyin", "slug")
    by_slug = {zone.slug: zone for zone in zones}
    reforms = list(reform_type.reforms.public().select_related("zone", "source").order_by("slug"))
    outcomes = (
        Observation.objects.public()
        .filter(reform__in=reforms)
        .select_related("metric", "source", "reform", "part_of")
    )
    figures: dict[str, list[Figure]] = {}
    metrics: dict[str, Metric] = {}
    metric_of = {}
    for observation in outcomes.order_by("metric__topic", "metric__slug", "slug"):
        figures.setdefault(observation.reform.slug, []).append(figure_of(observation))
        metrics[observation.metric.slug] = observation.metric
        metric_of[observation.slug] = observation.metric.slug
    measures = [
        TypedMeasure(
            reform.slug,
            reform.zone.slug,
            reform.stage,
            reform.started,
            tuple(figures.get(reform.slug, ())),
        )
        for reform in reforms
    ]
    columns = [column_of(zone) for zone in by_slug.values()]
    plain = [measure_of(metric) for metric in metrics.values()]
    comparison = compare_measures(columns, measures, plain, metric_of)
    return TypeAcrossZones(by_slug, {r.slug: r for r in reforms}, metrics, comparison)
