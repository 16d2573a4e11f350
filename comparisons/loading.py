"""Reads the plain facts of a comparison of zones from the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from comparisons.engine.adoption import AdoptionRow, adoption_row, furthest_first
from comparisons.engine.facts import Citation, Figure, ZoneColumn
from comparisons.engine.profile import ProfileRow
from comparisons.engine.rows import Row, make_row
from comparisons.evidence import Note, citation_of, numbered
from comparisons.profile import profile_rows
from core.language.text import normalise
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import CitedModel, Source
from zones.choices import Topic
from zones.figures import by_topic
from zones.models import Metric, Observation, Zone

SOURCE_FIELDS = ("slug", "title", "title_en")
CITED = ("locator", "quote", "is_broken_off")
# In the order of `Figure`'s fields.
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
    "metric__unit",
)
REFORM_FIELDS = ("slug", "title", "title_en", "stage", "started", "zone", "source", *CITED)


@dataclass(frozen=True)
class ZoneComparison:
    """Zones side by side: rows of the profile, of reforms by group, of figures by topic."""

    columns: tuple[ZoneColumn, ...]
    profile: tuple[ProfileRow, ...]
    adoption: tuple[tuple[ReformGroup, list[AdoptionRow]], ...]
    figures: tuple[tuple[Topic, list[Row]], ...]

    @property
    def reforms(self) -> list[AdoptionRow]:
        return [row for _group, rows in self.adoption for row in rows]

    @property
    def rows(self) -> list[Row]:
        return [row for _topic, rows in self.figures for row in rows]

    def every_place(self) -> list[Note]:
        return numbered(self._citations())

    def _citations(self) -> Iterator[Citation]:
        for row in self.profile:
            yield from (cell.reported_in for cell in row.cells if cell.reported_in)
        for row in self.reforms:
            yield from (citation_of(reform) for cell in row.cells for reform in cell.measures)
        for row in self.rows:
            yield from (figure.citation for cell in row.cells for figure in cell.figures)


def zones_by_slug(slugs: Sequence[str]) -> list[Zone]:
    """The zones of those slugs, in that order; unknown slugs are left out. Two queries."""
    zones = Zone.objects.public().filter(slug__in=slugs)
    found = {zone.slug: zone for zone in with_sources_read(zones)}
    return [found[slug] for slug in slugs if slug in found]


def with_sources_read(zones: QuerySet[Zone]) -> QuerySet[Zone]:
    """With province, source and names of the sources read, for columns. Two queries."""
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
    """The whole comparison. Six queries."""
    columns = tuple(column_of(zone) for zone in zones)
    keys = {zone.pk: zone.slug for zone in zones}
    reforms = Reform.objects.public().filter(zone__in=zones).order_by().only(*REFORM_FIELDS)
    by_key = {reform.pk: reform for reform in reforms}
    observations = Observation.objects.public().filter(zone__in=zones)
    found = read_figures(observations, "metric", "zone", cited_too=by_key.values())
    figures = [(metric, keys[zone], figure) for metric, zone, figure in found]
    # Rows that several zones report come first.
    rows = sorted(_figure_rows(columns, figures, "slug"), key=lambda row: -len(row.picked))
    sections = by_topic(rows, attrgetter("metric.topic"))
    adoption = _adoption(columns, by_key, keys)
    return ZoneComparison(columns, profile_rows(zones), tuple(adoption.items()), tuple(sections))


def column_of(zone: Zone) -> ZoneColumn:
    """A zone as a column; `sources_read` must be prefetched."""
    read = tuple(source.slug for source in zone.sources_read.all())
    return ZoneColumn(zone.slug, zone.tier, read, zone.label, zone)


def read_figures(
    observations: QuerySet[Observation], *by: str, cited_too: Iterable[CitedModel] = ()
) -> list[tuple]:
    """Figures after the columns in `by`; `cited_too` also get their sources. Two queries."""
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


def _adoption(columns, reforms: dict[int, Reform], zones: dict[int, str]):
    pairs = Reform.types.through.objects.filter(reform__in=reforms)
    by_type: dict[int, dict[str, list[Reform]]] = {}
    for key, reform_type in pairs.values_list("reform", "reformtype"):
        zone = zones[reforms[key].zone_id]
        by_type.setdefault(reform_type, {}).setdefault(zone, []).append(reforms[key])
    types = ReformType.objects.filter(pk__in=by_type).select_related("group")
    groups: dict[ReformGroup, list[AdoptionRow]] = {}
    for one in types.defer("search_text", "group__definition", "group__definition_en"):
        groups.setdefault(one.group, []).append(adoption_row(one, columns, by_type[one.pk]))
    return groups


def _figure_rows(columns, figures: Iterable[tuple[int, str, Figure]], *order: str) -> list[Row]:
    by_metric: dict[int, dict[str, list[Figure]]] = {}
    for metric, column, figure in figures:
        by_metric.setdefault(metric, {}).setdefault(column, []).append(figure)
    metrics = Metric.objects.filter(pk__in=by_metric).defer("search_text").order_by(*order)
    return [make_row(metric, columns, by_metric[metric.pk]) for metric in metrics]


@dataclass(frozen=True)
class Done:
    """A reform of the compared type, with its outcomes."""

    reform: Reform
    figures: list[Figure]


@dataclass(frozen=True)
class ZoneMeasures:
    """A zone's reforms of the type, furthest first."""

    column: ZoneColumn
    done: list[Done]

    @property
    def reforms(self) -> list[Reform]:
        return [one.reform for one in self.done]


@dataclass(frozen=True)
class TypeComparison:
    """A type of reform across zones; the counts include zones that are not listed."""

    type: ReformType
    zones: list[ZoneMeasures]
    rows: list[Row]
    without: list[ZoneColumn]
    zone_count: int
    without_count: int

    def every_place(self) -> list[Note]:
        return numbered(self._citations())

    def _citations(self) -> Iterator[Citation]:
        for done in (done for zone in self.zones for done in zone.done):
            yield citation_of(done.reform)
            yield from (figure.citation for figure in done.figures)


def compare_type(reform_type: ReformType, most: int | None = None) -> TypeComparison:
    """The type across the zones of which reforms were read. Eight queries.

    `most` limits both the zones that report it and those that do not.
    """
    measures = reform_type.reforms.public()
    reporting = set(measures.order_by().values_list("zone", flat=True).distinct())
    read = Zone.objects.public().with_reforms().order_by("pinyin", "slug")
    keys = list(read.values_list("pk", flat=True))
    having = [key for key in keys if key in reporting]
    without = [key for key in keys if key not in reporting]
    if most is not None:
        read = read.filter(pk__in=[*having[:most], *without[:most]])
        measures = measures.filter(zone__in=having[:most])
    columns = {zone.pk: column_of(zone) for zone in with_sources_read(read)}
    reforms = list(measures.only(*REFORM_FIELDS, "summary", "summary_en"))
    outcomes = Observation.objects.public().filter(reform__in=measures.order_by().values("pk"))
    zone_of = {reform.pk: columns[reform.zone_id].key for reform in reforms}
    found = read_figures(outcomes, "reform", "metric", cited_too=reforms)
    shown = [column for key, column in columns.items() if key in reporting]
    figures = [(metric, zone_of[reform], figure) for reform, metric, figure in found]
    rows = _figure_rows(shown, figures, "topic", "slug")
    order = {row.metric.pk: place for place, row in enumerate(rows)}
    led_to: dict[int, list[Figure]] = {}
    for reform, _metric, figure in sorted(found, key=lambda one: (order[one[1]], one[2].key)):
        led_to.setdefault(reform, []).append(figure)
    by_zone: dict[str, list[Done]] = {}
    for reform in furthest_first(reforms):
        done = Done(reform, led_to.get(reform.pk, []))
        by_zone.setdefault(zone_of[reform.pk], []).append(done)
    return TypeComparison(
        reform_type,
        zones=[ZoneMeasures(column, by_zone[column.key]) for column in shown],
        rows=rows,
        without=[column for key, column in columns.items() if key not in reporting],
        zone_count=len(having),
        without_count=len(without),
    )
