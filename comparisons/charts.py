"""The charts of a comparison: figures that may be ranked together, with table and sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons.drawing import Drawing, Mark
from comparisons.engine.cells import best_of_each_thing
from comparisons.engine.facts import Citation, Evidence, Figure
from comparisons.engine.groups import by_terms
from comparisons.engine.rows import Row
from comparisons.engine.terms import Terms
from core.language import edtf
from core.language.formatting import plain, quantity
from core.language.units import UNITS
from core.records.models import in_readers_language
from zones.choices import Quantity, Status, Topic
from zones.templatetags.figures import conditions, value

SOURCES_NAMED = 2
HOLLOW = {Status.TARGET, Status.COMMITMENT, Status.FORECAST}  # not reached yet

Drawn = tuple[tuple[str, str, Figure], ...]  # metric, column and figure of each bar


@dataclass(frozen=True)
class Entry:
    """A mark of a chart and row of its table: a figure, drawn in its metric's unit."""

    label: str
    figure: Figure
    is_chosen: bool = False

    @property
    def value(self) -> Decimal:
        return self.figure.canonical

    @property
    def text(self) -> str:
        """The value for the reader; only conversions are rounded."""
        figure, unit = self.figure, self.figure.canonical_unit
        shown = figure.value if figure.unit == unit else _rounded(figure.canonical)
        return quantity(shown, unit)

    @property
    def mark(self) -> Mark:
        citation = self.figure.citation
        quote = f" 「{citation.quote}」" if citation.quote else ""
        return Mark(
            self.label,
            self.text,
            self.value,
            note=f"{self.label}: {self.text}. {citation.locator}{quote}",
            has_stem=self.figure.canonical_unit != "rank",
            is_hollow=self.figure.status in HOLLOW,
            is_chosen=self.is_chosen,
        )


@dataclass(frozen=True)
class Chart:
    """A dot plot with its title, limits, table, sources and remark on what is left out."""

    key: str
    title: str
    zones: str
    head: str
    entries: tuple[Entry, ...]
    remark: str = ""
    table_template = "comparisons/_chart_table.html"
    has_plot = False  # every zone is named in the drawing

    @property
    def drawing(self) -> Drawing:
        marks = [entry.mark for entry in self.entries]
        return Drawing(marks, self.entries[0].figure.canonical_unit)

    @property
    def alt(self) -> str:
        listed = (
            _("%(zones)s: %(value)s") % {"zones": e.label, "value": e.text} for e in self.entries
        )
        said = _("Dot plot, %(title)s. %(values)s.")
        return said % {"title": self.title, "values": _("; ").join(listed)}

    @property
    def limits(self) -> str:
        return limits_of(self.zones, [entry.figure for entry in self.entries], self.sources)

    @property
    def sources(self) -> list[Citation]:
        return Evidence(entry.figure for entry in self.entries).sources

    @property
    def table(self) -> tuple[list[str], list[list]]:
        """Header and rows of its file."""
        header = [self.head, _("Figure"), _("Unit"), _("As reported"), _("Period"), _("Source")]
        return [*header, _("Place in the source")], [_line(entry) for entry in self.entries]


def _line(entry: Entry) -> list:
    figure, citation = entry.figure, entry.figure.citation
    unit = UNITS[figure.canonical_unit].label
    title = in_readers_language(citation, "title")
    place = [title, citation.locator]
    return [entry.label, plain(entry.value), unit, value(figure), figure.period, *place]


def section_charts(topic: Topic, rows: Sequence[Row]) -> list[Chart]:
    charts = [_dots(row) for row in rows if row.ranks]
    growing = [row for row in rows if row.metric.quantity == Quantity.GROWTH]
    is_one_unit = len({row.metric.unit for row in growing}) == 1
    drawn = comparable_growth(growing) if is_one_unit else ()
    if len({column for _metric, column, _figure in drawn}) > 1:
        title = _("Growth rates: %(topic)s") % {"topic": topic.label}
        charts.append(_growth(f"chart-{topic.value}-growth", title, growing, drawn))
    return charts


def _dots(row: Row) -> Chart:
    ranks = row.ranks
    columns = sorted(ranks, key=lambda column: (ranks[column], column))
    entries = tuple(Entry(row.names[column], row.picked[column]) for column in columns)
    zones, name = of_zones(len(entries), len(row.cells)), in_readers_language(row.metric, "name")
    return Chart(f"chart-{row.metric.slug}-dots", name, zones, _("Zone"), entries)


def of_zones(drawn: int, every: int) -> str:
    """How many zones of how many."""
    if drawn < every:
        return _("%(drawn)s of %(every)s zones") % {"drawn": f"{drawn:,}", "every": f"{every:,}"}
    return ngettext("%(n)s zone", "%(n)s zones", drawn) % {"n": f"{drawn:,}"}


def _growth(key: str, title: str, rows: Sequence[Row], drawn: Drawn) -> Chart:
    names = rows[0].names
    reported = [(row.metric.slug, c.column) for row in rows for c in row.cells if c.figures]
    metrics = {row.metric.slug: in_readers_language(row.metric, "name") for row in rows}

    def label(metric: str, column: str) -> str:
        return f"{metrics[metric]} · {names[column]}"

    entries = tuple(Entry(label(metric, column), figure) for metric, column, figure in drawn)
    places = {(metric, column) for metric, column, _figure in drawn}
    left_out = [label(*place) for place in reported if place not in places]
    remark = _(
        "Not drawn, because of another period, basis or scope or an inexact value: %(names)s."
    )
    remark = remark % {"names": _("; ").join(left_out)} if left_out else ""
    zones = _(", ").join(dict.fromkeys(names[column] for _metric, column, _figure in drawn))
    return Chart(key, title, zones, _("Metric"), entries, remark)


def comparable_growth(rows: Sequence[Row]) -> Drawn:
    """The largest set of growth rates that may be ranked together, as (metric, column, figure).

    Empty if fewer than two. Sorted by metric, highest first; within a metric by zone, highest
    first.
    """
    rates = (
        ((row.metric.slug, cell.column, figure), figure)
        for row in rows
        for cell in row.cells
        for figure in best_of_each_thing(cell.figures)
        if not figure.part_of and figure.rank != "deprecated"
    )
    drawn = max(by_terms(rates).items(), key=_most_and_latest, default=(None, ()))[1]
    highest: dict[str, Decimal] = {}
    for metric, _column, figure in drawn:
        highest[metric] = max(highest.get(metric, figure.canonical), figure.canonical)
    in_order = sorted(drawn, key=lambda bar: (-highest[bar[0]], bar[0], -bar[2].canonical, bar[1]))
    return tuple(in_order) if len(in_order) > 1 else ()


def _most_and_latest(found: tuple[Terms, list]) -> tuple:
    terms, bars = found
    return len(bars), terms.time.last or date.min, sorted(bar[2].key for bar in bars)


def limits_of(of_whom: str, figures: Sequence[Figure], sources: Sequence[Citation]) -> str:
    """What the figures of a chart have in common, and whose they are."""
    times = dict.fromkeys(edtf.parse(f.period).describe() for f in figures if f.period)
    statuses = dict.fromkeys(str(Status(figure.status).label) for figure in figures)
    others = dict.fromkeys(one for figure in figures for one in conditions(figure)[1:])
    scopes = dict.fromkeys(in_readers_language(f.scope, "name") for f in figures if f.scope)
    details = dict.fromkeys(in_readers_language(figure, "detail") for figure in figures)
    is_hollow = any(figure.status in HOLLOW for figure in figures)
    hollow = [_("hollow: not an actual value")] if is_hollow else []
    parts = [of_whom, _(", ").join(times), *statuses, *hollow, *others, *scopes, *details]
    return " · ".join(part for part in [*parts, named(sources)] if part)


def named(sources: Sequence[Citation]) -> str:
    """The titles of one source or two, the number of more."""
    if len(sources) > SOURCES_NAMED:
        return ngettext("%(n)s source", "%(n)s sources", len(sources)) % {"n": len(sources)}
    return _("; ").join(in_readers_language(source, "title") for source in sources)


def _rounded(value: Decimal) -> Decimal:
    """To the hundredth, or to six digits where that leaves too few."""
    return round(value, 2) if abs(value) >= 100 else Context(prec=6).create_decimal(value)
