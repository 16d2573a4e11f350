"""Zones side by side: the rows that the engine makes of their records."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from comparisons.charts import Chart, section_charts
from comparisons.engine.adoption import AdoptionRow, adoption_row
from comparisons.engine.facts import Citation, Evidence, Fact, Figure, ZoneColumn
from comparisons.engine.rows import Row, make_row
from comparisons.profile import ProfileRow, profile_rows
from core.language.text import normalise
from core.language.units import canonical_unit
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import CitedModel, Source
from zones.choices import Topic
from zones.figures import by_topic
from zones.models import Metric, Observation, Zone
from zones.scopes import scope_terms

SOURCE_FIELDS = ("slug", "title", "title_en")
CITED = ("locator", "quote", "is_broken_off")
# The columns of an observation for the fields of `Figure`, where their names differ.
RENAMED = {
    "key": "slug",
    "canonical": "canonical_value",
    "origin": "source",  # until it is known whose text that repeats
    "part_of": Coalesce("part_of__slug", Value("")),
    "canonical_unit": "metric__unit",
}
FIGURE_COLUMNS = [RENAMED.get(name, name) for name in Figure._fields if name != "citation"]
REFORM_FIELDS = ("slug", "title", "title_en", "stage", "started", "zone", "source", *CITED)
CHARTS_DRAWN = 6  # on a page, at most; the rest is linked


@dataclass(frozen=True)
class ZoneComparison:
    """Zones side by side: rows of the profile, of reforms by group, of figures by topic."""

    columns: Sequence[ZoneColumn]
    profile: Sequence[ProfileRow]
    adoption: Sequence[tuple[ReformGroup, list[AdoptionRow]]]
    figures: Sequence[tuple[Topic, list[Row]]]

    @property
    def reforms(self) -> list[AdoptionRow]:
        return [row for _group, rows in self.adoption for row in rows]

    @property
    def rows(self) -> list[Row]:
        return [row for _topic, rows in self.figures for row in rows]

    @property
    def slugs(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def places(self) -> Evidence:
        """The evidence of every fact, for files."""
        return Evidence(self._facts(are_cut=False))

    def _facts(self, *, are_cut: bool) -> Iterator[Fact]:
        for row in self.profile:
            yield from (cell.cited for cell in row.cells if cell.cited)
        for row in self.reforms:
            for cell in row.cells:
                yield from cell.listed if are_cut else cell.measures
        for row in self.rows:
            for cell in row.cells:
                yield from cell.listed if are_cut else cell.figures


@dataclass(frozen=True)
class ShownComparison(ZoneComparison):
    """The rows of a page, with their charts and numbered evidence; long lists are cut."""

    hidden: int  # rows

    @cached_property
    def charts(self) -> list[Chart]:
        return [chart for section in self.figures for chart in section_charts(*section)]

    @property
    def drawn(self) -> list[Chart]:
        return self.charts[:CHARTS_DRAWN]

    @property
    def undrawn(self) -> list[Chart]:
        return self.charts[CHARTS_DRAWN:]

    @cached_property
    def evidence(self) -> Evidence:
        drawn = (entry.figure for chart in self.drawn for entry in chart.entries)
        return Evidence(chain(self._facts(are_cut=True), drawn))


def shown(comparison: ZoneComparison, show: str = "all") -> ShownComparison:
    """The rows to show on a page: all, differences or similarities. No queries."""
    hidden = []

    def wanted(rows: Sequence) -> list:
        kept = [r for r in rows if show == "all" or r.is_different == (show == "differences")]
        hidden.append(len(rows) - len(kept))
        return kept

    profile = wanted(comparison.profile)
    adoption, figures = (
        [(head, kept) for head, rows in sections if (kept := wanted(rows))]
        for sections in (comparison.adoption, comparison.figures)
    )
    return ShownComparison(comparison.columns, profile, adoption, figures, sum(hidden))


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
    rows = sorted(figure_rows(columns, figures, "slug"), key=lambda row: -len(row.picked))
    sections = by_topic(rows, attrgetter("metric.topic"))
    adoption = _adoption(columns, by_key, keys)
    return ZoneComparison(columns, profile_rows(zones), list(adoption.items()), sections)


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
    sources = Source.objects.only(*SOURCE_FIELDS, "repeats").in_bulk(wanted)
    for record in cited_too:
        record.source = sources[record.source_id]
    texts = {key: (one.slug, one.title, one.title_en) for key, one in sources.items()}
    after = at + 1 + len(CITED)
    scopes = scope_terms()
    copies = {key: one.repeats_id for key, one in sources.items() if one.repeats_id}
    scope, unit, kept_in, origin = map(
        Figure._fields.index, ("scope", "unit", "canonical_unit", "origin")
    )
    found = []
    for row in rows:
        made = [*row[after:], Citation(*texts[row[at]], *row[at + 1 : after])]
        made[scope] = scopes[made[scope]] if made[scope] else None
        made[kept_in] = canonical_unit(made[unit], made[kept_in])  # of the metric's, read above
        made[origin] = copies.get(made[origin], made[origin])
        found.append((*row[:at], Figure._make(made)))
    return found


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


def figure_rows(columns, figures: Iterable[tuple[int, str, Figure]], *order: str) -> list[Row]:
    by_metric: dict[int, dict[str, list[Figure]]] = {}
    for metric, column, figure in figures:
        by_metric.setdefault(metric, {}).setdefault(column, []).append(figure)
    metrics = Metric.objects.filter(pk__in=by_metric).defer("search_text").order_by(*order)
    return [make_row(metric, columns, by_metric[metric.pk]) for metric in metrics]
