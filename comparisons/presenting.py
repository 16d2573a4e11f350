"""A comparison as a page shows it: texts in the reader's language and numbered evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

from comparisons.charts import Chart, Entry, Offer, section_charts
from comparisons.engine.facts import BlankState, Figure
from comparisons.engine.profile import ProfileCell, ProfileRow
from comparisons.engine.rows import Cell, Row
from comparisons.engine.verdicts import VERDICT_LABELS, VERDICT_SYMBOLS, sentences
from comparisons.evidence import Evidence, Note, citation_of
from comparisons.loading import TypeAcrossZones, ZoneComparison
from core.records.models import in_readers_language
from reforms.choices import Stage
from reforms.models import Reform, ReformType
from zones.models import Metric, Zone

# What one cell and one page list; how many more there are is said, with the way to them.
MEASURES_LISTED = 4
OTHERS_LISTED = 3
CHARTS_DRAWN = 6
ZONES_LISTED = 12  # of one type of reform

Noted = tuple[Figure, int]
DrawnChart = tuple[Chart, list[tuple[Entry, int]]]


@dataclass(frozen=True)
class FigureCell:
    """A cell of figures: the picked one, other values for the same thing, and the rest.

    The rest is in `others`, or only counted in `unlisted` where it is long.
    """

    cell: Cell
    picked: Figure | None
    note: int | None = None
    same_thing: tuple[Noted, ...] = ()
    others: tuple[Noted, ...] = ()
    unlisted: int = 0
    rank: int | None = None
    share: int | None = None  # percent of the row's largest, for a bar

    @property
    def is_disputed(self) -> bool:
        """Whether sources give different values for the very thing that is compared."""
        return any(figure.canonical != self.picked.canonical for figure, _note in self.same_thing)


@dataclass(frozen=True)
class FigureRow:
    metric: Metric
    about: str  # the metric's definition
    row: Row
    cells: tuple[FigureCell, ...]
    verdict: str
    code: str
    symbol: str
    sentences: list[str]


@dataclass(frozen=True)
class ReformCell:
    """A cell of the adoption matrix: its measures with their notes, or a blank.

    Of many measures the furthest are listed and the rest is counted in `unlisted`.
    """

    kind: str
    column: str
    state: BlankState
    stage: str
    stage_label: str
    measures: tuple[tuple[Reform, int], ...]
    unlisted: int
    sources_read: tuple[str, ...]


@dataclass(frozen=True)
class ReformRow:
    type: ReformType
    about: str  # the type's definition
    cells: tuple[ReformCell, ...]


@dataclass
class PresentedComparison:
    """What the template walks through."""

    zones: tuple[Zone, ...]
    profile: list[tuple[ProfileRow, list[tuple[ProfileCell, int | None]]]] = field(
        default_factory=list
    )
    adoption: list[tuple[str, list[ReformRow]]] = field(default_factory=list)
    figures: list[tuple[str, list[FigureRow]]] = field(default_factory=list)
    numbered: Evidence = field(default_factory=Evidence)
    charts: list[DrawnChart] = field(default_factory=list)
    undrawn: list[Offer] = field(default_factory=list)
    hidden: int = 0

    @property
    def evidence(self) -> list[Note]:
        return self.numbered.notes()

    @property
    def chart_keys(self) -> list[str]:
        """The keys of all its charts, drawn on the page or not."""
        return [chart.key for chart, _entries in self.charts] + [o.key for o in self.undrawn]

    def draw(self, key: str) -> DrawnChart | None:
        """The chart of that key, drawn on the page or not; None where there is no such chart."""
        for drawn in self.charts:
            if drawn[0].key == key:
                return drawn
        found = next((offer for offer in self.undrawn if offer.key == key), None)
        return _drawn(found, self.numbered) if found else None


def present(comparison: ZoneComparison, show: str = "all") -> PresentedComparison:
    """The rows to show (all, differences or similarities), evidence numbered. No queries."""
    presented = PresentedComparison(comparison.zones)
    evidence = presented.numbered
    offers: list[Offer] = []
    names = {zone.slug: zone.label for zone in comparison.zones}
    for row in comparison.profile:
        if _is_wanted(row.is_different, show):
            cells = [(c, evidence.number(c.citation) if c.values else None) for c in row.cells]
            presented.profile.append((row, cells))
        else:
            presented.hidden += 1
    for section in comparison.adoption:
        wanted = [(t, row) for t, row in section.rows if _is_wanted(row.is_different, show)]
        presented.hidden += len(section.rows) - len(wanted)
        rows = [_reform_row(t, row, comparison.reforms, evidence) for t, row in wanted]
        if rows:
            presented.adoption.append((in_readers_language(section.group, "name"), rows))
    for section in comparison.figures:
        wanted = [(m, row) for m, row in section.rows if _is_wanted(row.is_different, show)]
        presented.hidden += len(section.rows) - len(wanted)
        rows = [_figure_row(metric, row, names, evidence) for metric, row in wanted]
        if rows:
            presented.figures.append((section.label, rows))
        named = [(in_readers_language(metric, "name"), row) for metric, row in wanted]
        topic = (section.topic, section.label)
        offers += section_charts(topic, named, names, get_language() or "")
    presented.charts = [_drawn(offer, evidence) for offer in offers[:CHARTS_DRAWN]]
    presented.undrawn = offers[CHARTS_DRAWN:]
    return presented


def _drawn(offer: Offer, evidence: Evidence) -> DrawnChart:
    chart = offer.draw()
    return chart, [(entry, evidence.number(entry.figure.citation)) for entry in chart.entries]


@dataclass(frozen=True)
class ZoneMeasures:
    """What one zone did: measures with their notes and figures, the furthest first."""

    zone: Zone
    measures: tuple[tuple[Reform, int, list[Noted]], ...]
    unlisted: int


@dataclass
class PresentedType:
    """One type of reform across zones, as the template walks through it."""

    zones: list[ZoneMeasures]
    zone_count: int  # of the zones that report it, listed or not
    columns: list[Zone]
    figures: list[FigureRow]
    without: list[Zone]
    without_count: int
    evidence: list[Note]

    @property
    def zones_unlisted(self) -> int:
        return self.zone_count - len(self.zones)

    @property
    def without_unlisted(self) -> int:
        return self.without_count - len(self.without)


def present_type(across: TypeAcrossZones) -> PresentedType:
    """Zones with their measures and figures, rows with verdicts, evidence numbered. No queries."""
    evidence = Evidence()
    zones = []
    for slug, measures in across.comparison.by_zone:
        listed = measures[:MEASURES_LISTED]
        shown = tuple(
            (
                across.reforms[m.key],
                evidence.number(citation_of(across.reforms[m.key])),
                [(f, evidence.number(f.citation)) for f in m.figures],
            )
            for m in listed
        )
        zones.append(ZoneMeasures(across.zones[slug], shown, len(measures) - len(listed)))
    names = {slug: zone.label for slug, zone in across.zones.items()}
    return PresentedType(
        zones=zones,
        zone_count=across.having,
        columns=[shown.zone for shown in zones],
        figures=[
            _figure_row(across.metrics[row.measure.key], row, names, evidence)
            for row in across.comparison.rows
        ],
        without=[across.zones[slug] for slug in across.comparison.without],
        without_count=across.without,
        evidence=evidence.notes(),
    )


def _is_wanted(is_different: bool, show: str) -> bool:
    return show == "all" or is_different == (show == "differences")


def _figure_row(metric, row: Row, names: Mapping[str, str], evidence: Evidence) -> FigureRow:
    return FigureRow(
        metric=metric,
        about=in_readers_language(metric, "definition"),
        row=row,
        cells=tuple(_figure_cell(cell, row, evidence) for cell in row.cells),
        verdict=str(VERDICT_LABELS[row.verdict]),
        code=row.verdict.code if row.verdict is not None else "single",
        symbol=VERDICT_SYMBOLS[row.verdict],
        sentences=sentences(row.reasons, row.picked, names),
    )


def _figure_cell(cell: Cell, row: Row, evidence: Evidence) -> FigureCell:
    picked = row.picked.get(cell.column)
    if picked is None:
        return FigureCell(cell, None)
    share = row.shares.get(cell.column)
    thing = picked.thing
    same = [figure for figure in cell.same_thing_as(picked) if figure is not picked]
    others = [figure for figure in cell.figures if figure.thing != thing]
    unlisted = len(others) if len(others) > OTHERS_LISTED else 0
    return FigureCell(
        cell=cell,
        picked=picked,
        note=evidence.number(picked.citation),
        same_thing=tuple((f, evidence.number(f.citation)) for f in same),
        others=() if unlisted else tuple((f, evidence.number(f.citation)) for f in others),
        unlisted=unlisted,
        rank=row.ranks.get(cell.column),
        share=None if share is None else round(share * 100),
    )


def _reform_row(reform_type, row, reforms: Mapping[str, Reform], evidence: Evidence) -> ReformRow:
    cells = []
    for cell in row.cells:
        listed = [reforms[measure.key] for measure in cell.measures[:MEASURES_LISTED]]
        shown = ReformCell(
            kind=row.kind,
            column=cell.column,
            state=cell.state,
            stage=cell.stage,
            stage_label=str(Stage(cell.stage).label) if cell.stage else "",
            measures=tuple((r, evidence.number(citation_of(r))) for r in listed),
            unlisted=len(cell.measures) - len(listed),
            sources_read=cell.sources_read,
        )
        cells.append(shown)
    return ReformRow(reform_type, in_readers_language(reform_type, "definition"), tuple(cells))
