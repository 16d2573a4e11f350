"""From the database to plain facts: everything a comparison of zones needs, in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from comparisons.engine.adoption import AdoptionRow, adoption_rows
from comparisons.engine.adoption import Measure as ReformMeasure
from comparisons.engine.facts import Citation, Column, Figure, Measure
from comparisons.engine.profile import ProfileRow
from comparisons.engine.rows import Row, make_row
from comparisons.evidence import Evidence, Note, citation_of
from comparisons.profile import profile_rows
from comparisons.typed import TypeComparison, TypedMeasure, compare_measures
from core.language.text import normalise
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import CitedModel, Source
from zones.choices import Topic
from zones.models import Metric, Observation, Zone

SOURCE_FIELDS = ("slug", "title", "title_en")
CITED = ("locator", "quote", "is_broken_off")
# In the order in which `Figure` has them.
FIGURE_COLUMNS = (
    "slug",
    "value",
    "unit",
    "canonical_value",
    "bound",
    "period",
    "basis",
    "status",
    "scope",
    "scope_en",
    "value_text",
    "value_text_en",
    "rank",
    "rank_reason",
    "rank_reason_en",
    "note",
    "note_en",
    Coalesce("part_of__slug", Value("")),
)
# What a measure shows, whoever lists it.
MEASURE_FIELDS = ("slug", "title", "title_en", "stage", "started", "zone", "source", *CITED)


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
    profile: tuple[ProfileRow, ...]
    adoption: tuple[AdoptionSection, ...]
    figures: tuple[FigureSection, ...]
    reforms: Mapping[str, Reform]

    def every_place(self) -> list[Note]:
        """For a file: the evidence of all its rows, of what a page only counts too."""
        evidence = Evidence()
        for row in self.profile:
            evidence.add(cell.citation for cell in row.cells if cell.values)
        for section in self.adoption:
            for _type, row in section.rows:
                measures = (measure for cell in row.cells for measure in cell.measures)
                evidence.add(citation_of(self.reforms[measure.key]) for measure in measures)
        for section in self.figures:
            for _metric, row in section.rows:
                evidence.add(figure.citation for cell in row.cells for figure in cell.figures)
        return evidence.notes()


def zones_by_slug(slugs: Sequence[str]) -> list[Zone]:
    """The zones of those slugs, in that order; unknown ones are left out. Two queries."""
    zones = Zone.objects.public().filter(slug__in=slugs)
    found = {zone.slug: zone for zone in with_sources_read(zones)}
    return [found[slug] for slug in slugs if slug in found]


def with_sources_read(zones: QuerySet[Zone]) -> QuerySet[Zone]:
    """With province, source and the names of the sources read: what a column says. Two queries."""
    sources = Prefetch("sources_read", Source.objects.only(*SOURCE_FIELDS))
    return zones.select_related("province", "source").prefetch_related(sources)


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
    keys = {zone.pk: zone.slug for zone in zones}
    reforms = Reform.objects.public().filter(zone__in=zones).order_by().only(*MEASURE_FIELDS)
    by_key = {reform.pk: reform for reform in reforms}
    observations = Observation.objects.public().filter(zone__in=zones)
    figures = read_figures(observations, "metric", "zone", cited_too=by_key.values())
    return ZoneComparison(
        zones=tuple(zones),
        columns=columns,
        profile=profile_rows(zones),
        adoption=_adoption(columns, by_key, keys),
        figures=_figures(columns, figures, keys),
        reforms={reform.slug: reform for reform in by_key.values()},
    )


def column_of(zone: Zone) -> Column:
    """A zone as a column. Its `sources_read` must be prefetched."""
    return Column(zone.slug, zone.tier, tuple(source.slug for source in zone.sources_read.all()))


def measure_of(metric: Metric) -> Measure:
    return Measure(metric.slug, metric.unit, metric.quantity, metric.direction, metric.applies_to)


def read_figures(
    observations: QuerySet[Observation], *by: str, cited_too: Iterable[CitedModel] = ()
) -> list[tuple]:
    """Plain figures, each after the columns that are named in `by`. Two queries.

    The texts of a source are read once, not with each of its figures; `cited_too` are given
    their sources from the same query.
    """
    columns = (*by, "source", *CITED, *FIGURE_COLUMNS)
    rows = list(observations.order_by().values_list(*columns))
    at, cited_too = len(by), list(cited_too)
    wanted = {row[at] for row in rows} | {record.source_id for record in cited_too}
    sources = Source.objects.only(*SOURCE_FIELDS).in_bulk(wanted)
    for record in cited_too:
        record.source = sources[record.source_id]
    texts = {key: (one.slug, one.title, one.title_en) for key, one in sources.items()}
    after = at + 1 + len(CITED)
    return [
        (*row[:at], Figure(*row[after:], Citation(*texts[row[at]], *row[at + 1 : after])))
        for row in rows
    ]


def _adoption(columns, reforms: Mapping[int, Reform], zones: Mapping[int, str]):
    measures: dict[tuple[str, str], list[ReformMeasure]] = {}
    pairs = Reform.types.through.objects.filter(reform__zone__in=zones)
    by_type: dict[int, list[Reform]] = {}
    for reform, reform_type in pairs.values_list("reform", "reformtype"):
        if reform in reforms:
            by_type.setdefault(reform_type, []).append(reforms[reform])
    types = ReformType.objects.filter(pk__in=by_type).select_related("group")
    sections: dict[ReformGroup, list] = {}
    for reform_type in types.defer("search_text", "group__definition", "group__definition_en"):
        for reform in by_type[reform_type.pk]:
            measure = ReformMeasure(reform.slug, reform.stage)
            measures.setdefault((zones[reform.zone_id], reform_type.slug), []).append(measure)
        [row] = adoption_rows([reform_type.slug], columns, measures)
        sections.setdefault(reform_type.group, []).append((reform_type, row))
    return tuple(AdoptionSection(group, tuple(rows)) for group, rows in sections.items())


def _figures(columns, figures, zones: Mapping[int, str]) -> tuple[FigureSection, ...]:
    by_metric: dict[int, dict[str, list[Figure]]] = {}
    for metric, zone, figure in figures:
        by_metric.setdefault(metric, {}).setdefault(zones[zone], []).append(figure)
    of_topic: dict[str, list[Metric]] = {}
    for metric in Metric.objects.filter(pk__in=by_metric).defer("search_text").order_by("slug"):
        of_topic.setdefault(metric.topic, []).append(metric)
    sections = []
    for topic in Topic:
        metrics = of_topic.get(topic.value, ())
        rows = tuple((m, make_row(measure_of(m), columns, by_metric[m.pk])) for m in metrics)
        if rows:
            # What several zones report comes first.
            ordered = tuple(sorted(rows, key=lambda pair: -len(pair[1].picked)))
            sections.append(FigureSection(topic.value, str(topic.label), ordered))
    return tuple(sections)


@dataclass(frozen=True)
class TypeAcrossZones:
    """One type of reform across zones, with the records that the page links to.

    `having` and `without` count the zones that report it, and those read without a mention
    of it, whether or not the comparison goes into them.
    """

    zones: Mapping[str, Zone]
    reforms: Mapping[str, Reform]
    metrics: Mapping[str, Metric]
    comparison: TypeComparison
    having: int
    without: int

    def every_place(self) -> list[Note]:
        """For a file: the evidence of all measures and figures."""
        evidence = Evidence()
        for _zone, measures in self.comparison.by_zone:
            for measure in measures:
                evidence.add([citation_of(self.reforms[measure.key])])
                evidence.add(figure.citation for figure in measure.figures)
        return evidence.notes()


def compare_type(reform_type: ReformType, most: int | None = None) -> TypeAcrossZones:
    """The type across the zones of which reforms were read. Eight queries.

    With `most`, across the first so many that report it and the first so many that do not.
    """
    measures = reform_type.reforms.public()
    reporting = set(measures.order_by().values_list("zone", flat=True).distinct())
    read = Zone.objects.public().with_reforms().order_by("pinyin", "slug")
    keys = list(read.values_list("pk", flat=True))
    having = [key for key in keys if key in reporting]
    without = [key for key in keys if key not in reporting]
    zones = read
    if most is not None:
        zones = read.filter(pk__in=[*having[:most], *without[:most]])
        measures = measures.filter(zone__in=having[:most])
    by_slug = {zone.slug: zone for zone in with_sources_read(zones)}
    return TypeAcrossZones(
        by_slug, *_measures_of_type(measures, by_slug), len(having), len(without)
    )


def _measures_of_type(measures: QuerySet[Reform], zones: Mapping[str, Zone]):
    """Reforms and metrics by their keys, and the comparison."""
    slugs = {zone.pk: zone.slug for zone in zones.values()}
    reforms = list(measures.order_by("slug").only(*MEASURE_FIELDS, "summary", "summary_en"))
    outcomes = Observation.objects.public().filter(reform__in=measures.order_by().values("pk"))
    found = read_figures(outcomes, "reform", "metric", cited_too=reforms)
    figures: dict[int, list[Figure]] = {}
    metric_of = {}
    metrics = Metric.objects.filter(pk__in={metric for _reform, metric, _figure in found})
    by_key = {metric.pk: metric for metric in metrics.order_by("topic", "slug")}
    order = {key: (metric.topic, metric.slug) for key, metric in by_key.items()}
    for reform, metric, figure in sorted(found, key=lambda row: (*order[row[1]], row[2].key)):
        figures.setdefault(reform, []).append(figure)
        metric_of[figure.key] = by_key[metric].slug
    plain = [
        TypedMeasure(
            reform.slug,
            slugs[reform.zone_id],
            reform.stage,
            reform.started,
            tuple(figures.get(reform.pk, ())),
        )
        for reform in reforms
    ]
    columns = [column_of(zone) for zone in zones.values()]
    comparison = compare_measures(columns, plain, map(measure_of, by_key.values()), metric_of)
    by_metric = {metric.slug: metric for metric in by_key.values()}
    return {reform.slug: reform for reform in reforms}, by_metric, comparison
