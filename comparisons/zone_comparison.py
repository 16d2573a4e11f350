"""Zones side by side: the rows that the engine makes of their records."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from comparisons.charts import Chart, section_charts
from comparisons.engine.adoption import AdoptionRow, adoption_row
from comparisons.engine.cells import Cell
from comparisons.engine.facts import Citation, Evidence, Figure, Words, ZoneColumn
from comparisons.engine.findings import Finding, only_in, zone_findings
from comparisons.engine.periods import changed_since
from comparisons.engine.rows import Row, make_row
from comparisons.engine.sharing import SharedRow
from comparisons.profile import ProfileRow, profile_rows
from core.language.text import normalise
from reforms.models import Reform, ReformGroup, ReformType
from sources.models import Source
from zones.choices import Topic
from zones.extent import extent_changes
from zones.figures import by_topic
from zones.models import Metric, Observation, Zone, ZoneName
from zones.scopes import scope_terms

SOURCE_FIELDS = ("slug", "title", "title_en")
CITED = ("locator", "quote", "is_broken_off")
# The columns of an observation for the fields of `Figure`, where their names differ.
RENAMED = {
    "key": "slug",
    "canonical": "canonical_value",
    "origin": Coalesce("source__repeats", "source"),
    "metric_unit": "metric__unit",
    "changed": F("zone"),  # whose changes are looked up
}
FIGURE_COLUMNS = [RENAMED.get(name, name) for name in Figure._fields]
CITATION = (*(f"source__{name}" for name in SOURCE_FIELDS), *CITED)
REFORM_FIELDS = ("slug", "title", "title_en", "stage", "started", "zone", *CITATION)
# Of a figure that is deleted while the page is made, which is then not kept.
GONE = Words(None, None, *[""] * 6, Citation(*[""] * 5, is_broken_off=False))
CHARTS_DRAWN = 6  # on a page, at most; the rest is linked
# Which rows a view shows, the usual one first.
VIEWS = {
    "shared": lambda row: row.is_shared,
    "all": lambda row: True,
    "differences": lambda row: row.is_different,
    "similarities": lambda row: row.is_same,
}


class Section(NamedTuple):
    """Rows under one heading; the key is its address on the page."""

    key: str
    title: str
    rows: Sequence[SharedRow]


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
    def sections(self) -> list[Section]:
        """All rows under their headings, in the reader's language."""
        found = [Section("profile", _("Profile"), self.profile)] if self.profile else []
        for group, rows in self.adoption:
            title = _("Reforms: %(group)s") % {"group": group}
            found.append(Section(f"reforms-{group.slug}", title, rows))
        for topic, rows in self.figures:
            title = _("Figures: %(topic)s") % {"topic": topic.label}
            found.append(Section(f"figures-{topic}", title, rows))
        return found

    @property
    def every_row(self) -> list[SharedRow]:
        return [*self.profile, *self.reforms, *self.rows]

    @property
    def names(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def slugs(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def findings(self) -> list[Finding]:
        """What the comparison says, in sentences; of one zone nothing. No queries."""
        return zone_findings(self.columns, self.profile, self.reforms, self.rows)

    @property
    def places(self) -> Evidence:
        """The evidence of every fact, for files."""
        return Evidence(fact for cell in _cells(self.every_row) for fact in cell.facts)


def _cells(rows: Iterable[SharedRow]) -> Iterator:
    return (cell for row in rows for cell in row.cells)


class RowOfOne(NamedTuple):
    """A row that stands in one zone only, and what it says there."""

    row: SharedRow
    cell: Any


@dataclass(frozen=True)
class ShownComparison(ZoneComparison):
    """The rows of a page, with their charts and numbered evidence; long lists are cut.

    `alone` are rows of one zone, which are folded under it; `hidden` counts all others.
    """

    alone: Sequence[tuple[ZoneColumn, list[RowOfOne]]]
    hidden: int

    @cached_property
    def keys(self) -> set[str]:
        """The places on the page to which a sentence may lead."""
        rows = {row.key for row in self.every_row}
        return rows | {only_in(column) for column, _rows in self.alone}

    @property
    def alone_count(self) -> int:
        return sum(len(rows) for _column, rows in self.alone)

    @property
    def has_blanks(self) -> bool:
        return any(not row.has(cell) for row in self.every_row for cell in row.cells)

    @property
    def cells(self) -> Iterator:
        yield from _cells(self.every_row)
        yield from (one.cell for _column, rows in self.alone for one in rows)

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
        return Evidence(chain((fact for cell in self.cells for fact in cell.listed), drawn))


def shown(comparison: ZoneComparison, show: str = "all") -> ShownComparison:
    """The rows of one of the `VIEWS` on a page. One query."""
    every = comparison.every_row
    wanted = {row.key for row in every if VIEWS[show](row)}
    alone = _rows_of_one(comparison) if show == "shared" else []
    folded = sum(len(rows) for _column, rows in alone)
    adoption, figures = (
        [(head, kept) for head, rows in sections if (kept := [r for r in rows if r.key in wanted])]
        for sections in (comparison.adoption, comparison.figures)
    )
    made = ShownComparison(
        comparison.columns,
        [row for row in comparison.profile if row.key in wanted],
        adoption,
        figures,
        alone,
        hidden=len(every) - len(wanted) - folded,
    )
    listed = (f for cell in made.cells if isinstance(cell, Cell) for f in cell.shown)
    drawn = (entry.figure for chart in made.charts for entry in chart.entries)
    words = {figure.key: figure for figure in chain(listed, drawn)}
    read_words(words.values(), Observation.objects.filter(slug__in=words))
    return made


def _rows_of_one(comparison: ZoneComparison) -> list[tuple[ZoneColumn, list[RowOfOne]]]:
    """Under each zone the rows that it alone reports."""
    by_place: dict[int, list[RowOfOne]] = {}
    for row in comparison.every_row:
        if (place := row.only_place) is not None:
            by_place.setdefault(place, []).append(RowOfOne(row, row.cells[place]))
    return [(comparison.columns[place], rows) for place, rows in sorted(by_place.items())]


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
    """Zones by Chinese or English name, former name, pinyin with or without spaces, or initials.

    One query. Of those that a Latin word begins a word of, if there are any: “linfen” is also in
    jilinfengman.
    """
    words = normalise(text).split()
    zones = Zone.objects.public().select_related("province").with_reform_count()
    begins = Q()
    for word in words:
        before = ZoneName.objects.public().order_by().values("zone")
        borne = before.filter(Q(name__contains=word) | Q(name_en__icontains=word))
        zones = zones.filter(Q(search_text__holds=word) | Q(pk__in=borne))
        begins &= Q(search_text__contains=f" {word}") if word.isascii() else Q()
    zones = zones.annotate(begins=Case(When(begins, then=1), default=0) if begins else Value(1))
    order = ("-begins", "-reform_count", "pinyin", "slug")
    found = list(zones.order_by(*order)[:limit]) if words else []
    return [zone for zone in found if zone.begins] or found


def compare_zones(zones: Sequence[Zone], *, is_for_page: bool = False) -> ZoneComparison:
    """The whole comparison; for a page without words, which `shown` adds. Six queries."""
    columns = tuple(column_of(zone) for zone in zones)
    keys = {zone.pk: zone.slug for zone in zones}
    reforms = Reform.objects.public().filter(zone__in=zones).order_by()
    by_key = {
        one.pk: one
        for one in reforms.select_related("source").only(*REFORM_FIELDS, "summary", "summary_en")
    }
    observations = Observation.objects.public().filter(zone__in=zones)
    found = read_figures(observations, "metric", "zone")
    if not is_for_page:
        found = list(found)
        read_words([figure for _metric, _zone, figure in found], observations)
    figures = ((metric, keys[zone], figure) for metric, zone, figure in found)
    # Rows that several zones report come first.
    rows = sorted(figure_rows(columns, figures, "slug"), key=lambda row: -len(row.picked))
    sections = by_topic(rows, attrgetter("metric.topic"))
    adoption = _adoption(columns, by_key, keys)
    return ZoneComparison(columns, profile_rows(zones), list(adoption.items()), sections)


def column_of(zone: Zone) -> ZoneColumn:
    """A zone as a column; `sources_read` must be prefetched."""
    read = tuple(source.slug for source in zone.sources_read.all())
    return ZoneColumn(zone.slug, zone.tier, read, zone.label, zone)


def read_figures(observations: QuerySet[Observation], *by: str) -> Iterator[tuple]:
    """Figures after the columns in `by`; `read_words` tells them the rest. One query.

    One by one: thousands of tuples held make Python collect garbage again and again.
    """
    rows = observations.order_by().values_list(*by, *FIGURE_COLUMNS)
    at, scopes, changes = len(by), scope_terms(), extent_changes()
    scope = at + Figure._fields.index("scope")
    time = [at + Figure._fields.index(name) for name in ("period", "basis")]
    for row in rows:
        made = row[at:-1]
        if row[scope]:
            made = (*row[at:scope], scopes[row[scope]], *row[scope + 1 : -1])
        of_zone = changes.get(row[-1], ())
        since = changed_since(of_zone, *(row[place] for place in time)) if of_zone else ()
        yield *row[:at], Figure._make((*made, since))


def read_words(figures: Iterable[Figure], observations: QuerySet[Observation]) -> None:
    """Tells figures among the observations their texts and what they cite. One query."""
    names = *Words._fields[:-2], "metric__name_en"
    rows = observations.order_by().values_list("slug", *names, *CITATION)
    words = {key: Words(*said[: len(names)], Citation(*said[len(names) :])) for key, *said in rows}
    for figure in figures:
        figure.told(words.get(figure.key, GONE))


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


def figure_rows(
    columns,
    figures: Iterable[tuple[int, str, Figure]],
    *order: str,
    metrics: Iterable[Metric] | None = None,
) -> list[Row]:
    """A row for each metric of the figures. One query, none if their metrics are given."""
    by_metric: dict[int, dict[str, list[Figure]]] = {}
    for metric, column, figure in figures:
        by_metric.setdefault(metric, {}).setdefault(column, []).append(figure)
    if metrics is None:
        metrics = Metric.objects.filter(pk__in=by_metric).defer("search_text").order_by(*order)
    return [make_row(metric, columns, by_metric[metric.pk]) for metric in metrics]
