"""A comparison for a page: long lists are cut, evidence is numbered."""

from dataclasses import dataclass, field

from comparisons.charts import Chart, Entry, Offer, section_charts
from comparisons.engine.adoption import AdoptionCell, AdoptionRow
from comparisons.engine.facts import Figure, ZoneColumn
from comparisons.engine.profile import ProfileCell, ProfileRow
from comparisons.engine.rows import ComparedCell, Row
from comparisons.evidence import Evidence, Note, citation_of
from comparisons.loading import TypeComparison, ZoneComparison
from core.records.models import in_readers_language
from reforms.models import Reform

# The most that a cell or page lists; the rest is counted and linked.
MEASURES_LISTED = 4
OTHERS_LISTED = 3
CHARTS_DRAWN = 6
ZONES_LISTED = 12  # of one type of reform

Noted = tuple[Figure, int]
DrawnChart = tuple[Chart, list[tuple[Entry, int]]]


@dataclass(frozen=True)
class FigureCell:
    """A cell of figures; if `others` are many, they are only counted in `unlisted`."""

    compared: ComparedCell
    note: int | None = None
    same_thing: tuple[Noted, ...] = ()
    others: tuple[Noted, ...] = ()
    unlisted: int = 0

    @property
    def is_disputed(self) -> bool:
        """Whether sources disagree on the picked value."""
        value = self.compared.picked.canonical
        return any(figure.canonical != value for figure, _note in self.same_thing)


@dataclass(frozen=True)
class FigureRow:
    row: Row
    cells: tuple[FigureCell, ...]
    about: str  # the metric's definition


@dataclass(frozen=True)
class ReformCell:
    """A cell of the adoption matrix; measures beyond the limit are counted in `unlisted`."""

    kind: str
    cell: AdoptionCell
    measures: tuple[tuple[Reform, int], ...] = ()

    @property
    def unlisted(self) -> int:
        return len(self.cell.measures) - len(self.measures)


@dataclass
class PresentedComparison:
    """The context of the template."""

    profile: list[tuple[ProfileRow, list[tuple[ProfileCell, int | None]]]]
    adoption: list[tuple[str, list[tuple[AdoptionRow, str, list[ReformCell]]]]]
    figures: list[tuple[str, list[FigureRow]]]
    hidden: int
    numbered: Evidence
    charts: list[DrawnChart] = field(default_factory=list)
    undrawn: list[Offer] = field(default_factory=list)

    @property
    def evidence(self) -> list[Note]:
        return self.numbered.notes()

    @property
    def chart_keys(self) -> list[str]:
        return [chart.key for chart, _entries in self.charts] + [o.key for o in self.undrawn]

    def draw(self, key: str) -> DrawnChart | None:
        """The chart of that key; None if unknown."""
        drawn = [one for one in self.charts if one[0].key == key]
        drawn += [_drawn(offer, self.numbered) for offer in self.undrawn if offer.key == key]
        return drawn[0] if drawn else None


def present(comparison: ZoneComparison, show: str = "all") -> PresentedComparison:
    """The rows to show (all, differences or similarities), evidence numbered. No queries."""
    evidence = Evidence()

    def wanted(rows):
        return [r for r in rows if show == "all" or r.is_different == (show == "differences")]

    profile = [
        (row, [(c, c.reported_in and evidence.number(c.citation)) for c in row.cells])
        for row in wanted(comparison.profile)
    ]
    adoption = [
        (in_readers_language(group, "name"), [_reform_row(row, evidence) for row in shown])
        for group, rows in comparison.adoption
        if (shown := wanted(rows))
    ]
    sections = [(topic, wanted(rows)) for topic, rows in comparison.figures]
    figures = [
        (topic.label, [_figure_row(row, evidence) for row in rows])
        for topic, rows in sections
        if rows
    ]
    every = (comparison.profile, comparison.reforms, comparison.rows)
    hidden = sum(len(rows) - len(wanted(rows)) for rows in every)
    offers = [offer for section in sections for offer in section_charts(*section)]
    charts = [_drawn(offer, evidence) for offer in offers[:CHARTS_DRAWN]]
    undrawn = offers[CHARTS_DRAWN:]
    return PresentedComparison(profile, adoption, figures, hidden, evidence, charts, undrawn)


def _drawn(offer: Offer, evidence: Evidence) -> DrawnChart:
    chart = offer.draw()
    return chart, [(entry, evidence.number(entry.figure.citation)) for entry in chart.entries]


@dataclass(frozen=True)
class PresentedType:
    """One type of reform across zones, with the listed measures of each."""

    compared: TypeComparison
    zones: list[tuple[ZoneColumn, list[tuple[Reform, int, list[Noted]]], int]]
    figures: list[FigureRow]
    evidence: list[Note]

    @property
    def columns(self) -> list[ZoneColumn]:
        return [column for column, _measures, _unlisted in self.zones]

    @property
    def zones_unlisted(self) -> int:
        return self.compared.zone_count - len(self.zones)

    @property
    def without_unlisted(self) -> int:
        return self.compared.without_count - len(self.compared.without)


def present_type(compared: TypeComparison) -> PresentedType:
    """Zones with measures and figures, rows with verdicts, evidence numbered. No queries."""
    evidence = Evidence()
    zones = []
    for zone in compared.zones:
        shown = [
            (
                one.reform,
                evidence.number(citation_of(one.reform)),
                [(f, evidence.number(f.citation)) for f in one.figures],
            )
            for one in zone.done[:MEASURES_LISTED]
        ]
        zones.append((zone.column, shown, len(zone.done) - len(shown)))
    figures = [_figure_row(row, evidence) for row in compared.rows]
    return PresentedType(compared, zones, figures, evidence.notes())


def _figure_row(row: Row, evidence: Evidence) -> FigureRow:
    cells = tuple(_figure_cell(one, evidence) for one in row.compared)
    return FigureRow(row, cells, in_readers_language(row.metric, "definition"))


def _figure_cell(compared: ComparedCell, evidence: Evidence) -> FigureCell:
    picked = compared.picked
    if picked is None:
        return FigureCell(compared)
    thing = picked.thing
    note = evidence.number(picked.citation)
    same, others = [], []
    for figure in compared.cell.figures:
        if figure is not picked:
            (same if figure.thing == thing else others).append(figure)
    unlisted = len(others) if len(others) > OTHERS_LISTED else 0
    return FigureCell(
        compared,
        note,
        same_thing=tuple((f, evidence.number(f.citation)) for f in same),
        others=() if unlisted else tuple((f, evidence.number(f.citation)) for f in others),
        unlisted=unlisted,
    )


def _reform_row(row: AdoptionRow, evidence: Evidence):
    cells = [
        ReformCell(
            row.kind.slug,
            cell,
            tuple((r, evidence.number(citation_of(r))) for r in cell.measures[:MEASURES_LISTED]),
        )
        for cell in row.cells
    ]
    return row, in_readers_language(row.kind, "definition"), cells
