"""A comparison as a page shows it: texts in the reader's language and numbered evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

from comparisons.charts import Chart, Entry, section_charts
from comparisons.facts import BlankState, Citation, Figure
from comparisons.loading import TypeAcrossZones, ZoneComparison
from comparisons.rows import Cell, Row
from comparisons.wording import VERDICT_SYMBOLS, Explanation, explanations, verdict_label
from core.models import in_readers_language
from reforms.choices import Stage
from reforms.models import Reform, ReformType
from zones.models import Metric, Zone


class Evidence:
    """The places in the sources, numbered in the order in which a page first needs them."""

    def __init__(self):
        self.numbers: dict[Citation, int] = {}

    def number(self, citation: Citation) -> int:
        return self.numbers.setdefault(citation, len(self.numbers) + 1)

    def notes(self) -> list[tuple[int, Citation]]:
        return [(number, citation) for citation, number in self.numbers.items()]


@dataclass(frozen=True)
class FigureCell:
    """A cell of figures: the picked one, other values for the same thing, and the rest."""

    cell: Cell
    picked: Figure | None
    note: int | None
    same_thing: tuple[tuple[Figure, int], ...]
    others: tuple[tuple[Figure, int], ...]
    rank: int | None
    share: int | None  # percent of the row's largest, for a bar


@dataclass(frozen=True)
class FigureRow:
    metric: Metric
    row: Row
    cells: tuple[FigureCell, ...]
    verdict: str
    code: str
    symbol: str
    explanations: list[Explanation]


@dataclass(frozen=True)
class ReformCell:
    """A cell of the adoption matrix: its measures with their notes, or a blank."""

    state: BlankState
    stage: str
    stage_label: str
    measures: tuple[tuple[Reform, int], ...]
    sources_read: tuple[str, ...]


@dataclass(frozen=True)
class ReformRow:
    type: ReformType
    cells: tuple[ReformCell, ...]


@dataclass
class PresentedComparison:
    """What the template walks through."""

    zones: tuple[Zone, ...]
    adoption: list[tuple[str, list[ReformRow]]] = field(default_factory=list)
    figures: list[tuple[str, list[FigureRow]]] = field(default_factory=list)
    evidence: list[tuple[int, Citation]] = field(default_factory=list)
    charts: list[tuple[Chart, list[tuple[Entry, int]]]] = field(default_factory=list)
    hidden: int = 0


def present(comparison: ZoneComparison, show: str = "all") -> PresentedComparison:
    """The rows to show (all, differences or similarities), evidence numbered. No queries."""
    presented = PresentedComparison(comparison.zones)
    evidence = Evidence()
    names = {zone.slug: zone.label for zone in comparison.zones}
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
        for chart in section_charts(topic, named, names, get_language() or ""):
            lines = [(entry, evidence.number(entry.figure.citation)) for entry in chart.entries]
            presented.charts.append((chart, lines))
    presented.evidence = evidence.notes()
    return presented


@dataclass
class PresentedType:
    """One type of reform across zones, as the template walks through it."""

    zones: list[tuple[Zone, list[tuple[Reform, int, list[tuple[Figure, int]]]]]]
    columns: list[Zone]
    figures: list[FigureRow]
    without: list[Zone]
    evidence: list[tuple[int, Citation]]


def present_type(across: TypeAcrossZones) -> PresentedType:
    """Zones with their measures and figures, rows with verdicts, evidence numbered. No queries."""
    evidence = Evidence()
    zones = []
    for slug, measures in across.comparison.by_zone:
        shown = [
            (
                across.reforms[m.key],
                evidence.number(_citation_of(across.reforms[m.key])),
                [(f, evidence.number(f.citation)) for f in m.figures],
            )
            for m in measures
        ]
        zones.append((across.zones[slug], shown))
    names = {slug: zone.label for slug, zone in across.zones.items()}
    return PresentedType(
        zones=zones,
        columns=[zone for zone, _measures in zones],
        figures=[
            _figure_row(across.metrics[row.measure.key], row, names, evidence)
            for row in across.comparison.rows
        ],
        without=[across.zones[slug] for slug in across.comparison.without],
        evidence=evidence.notes(),
    )


def _is_wanted(is_different: bool, show: str) -> bool:
    return show == "all" or is_different == (show == "differences")


def _figure_row(metric, row: Row, names: Mapping[str, str], evidence: Evidence) -> FigureRow:
    return FigureRow(
        metric=metric,
        row=row,
        cells=tuple(_figure_cell(cell, row, evidence) for cell in row.cells),
        verdict=verdict_label(row.verdict),
        code=row.verdict.code if row.verdict is not None else "single",
        symbol=VERDICT_SYMBOLS[row.verdict],
        explanations=explanations(row.reasons, row.picked, names),
    )


def _figure_cell(cell: Cell, row: Row, evidence: Evidence) -> FigureCell:
    picked = row.picked.get(cell.column)
    if picked is None:
        return FigureCell(cell, None, None, (), (), None, None)
    same = tuple(f for f in cell.same_thing_as(picked) if f != picked)
    others = tuple(f for f in cell.figures if f != picked and f not in same)
    share = row.shares.get(cell.column)
    return FigureCell(
        cell=cell,
        picked=picked,
        note=evidence.number(picked.citation),
        same_thing=tuple((f, evidence.number(f.citation)) for f in same),
        others=tuple((f, evidence.number(f.citation)) for f in others),
        rank=row.ranks.get(cell.column),
        share=None if share is None else round(share * 100),
    )


def _reform_row(reform_type, row, reforms: Mapping[str, Reform], evidence: Evidence) -> ReformRow:
    cells = []
    for cell in row.cells:
        measures = tuple(
            (reforms[m.key], evidence.number(_citation_of(reforms[m.key]))) for m in cell.measures
        )
        label = str(Stage(cell.stage).label) if cell.stage else ""
        cells.append(ReformCell(cell.state, cell.stage, label, measures, cell.sources_read))
    return ReformRow(reform_type, tuple(cells))


def _citation_of(reform: Reform) -> Citation:
    source = reform.source
    return Citation(
        source.slug,
        source.title,
        source.title_en,
        reform.locator,
        reform.quote,
        reform.is_broken_off,
    )
