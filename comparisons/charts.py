"""The charts of a comparison: dots, dumbbells and bars, with their table and sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons import plots
from comparisons.engine.cells import Cell, best_of_each_thing
from comparisons.engine.facts import Citation, Evidence, Figure
from comparisons.engine.groups import by_terms
from comparisons.engine.periods import Time
from comparisons.engine.relations import compares_with_its_like
from comparisons.engine.rows import Row
from comparisons.engine.terms import Terms
from comparisons.plots import Entry
from core.language import edtf
from core.records.models import in_readers_language
from zones.choices import Basis, Status, Topic
from zones.templatetags.figures import conditions

# Scopes that name a time, not a part: the zone's first days.
BEGINNINGS = frozenset({"建区之初"})
SOURCES_NAMED = 2
ANY_TIME = Time(None, None, None, "stated")

Drawn = tuple[tuple[str, str, Figure], ...]  # metric, column and figure of each bar


@dataclass(frozen=True)
class Chart:
    """A chart with its title, limits, table, sources and remark on what is left out.

    `said` is its alternative text, with places for `title`, `zone` and `values`.
    """

    key: str
    title: str
    zones: str
    head: str
    entries: tuple[Entry, ...]
    plot: Callable[[Sequence[Entry], str], dict]
    said: str
    remark: str = ""
    name: str = ""  # among other charts, if the title is not enough

    @property
    def figure(self) -> dict:
        """The Plotly figure."""
        return self.plot(self.entries, self.entries[0].figure.canonical_unit)

    @property
    def alt(self) -> str:
        listed = (
            _("%(zones)s: %(value)s") % {"zones": e.label, "value": e.text} for e in self.entries
        )
        values = _("; ").join(listed)
        return self.said % {"title": self.title, "zone": self.zones, "values": values}

    @property
    def limits(self) -> str:
        return _limits(self.zones, [entry.figure for entry in self.entries])

    @property
    def sources(self) -> list[Citation]:
        return Evidence(entry.figure for entry in self.entries).sources


def section_charts(topic: Topic, rows: Sequence[Row]) -> list[Chart]:
    charts = []
    for row in rows:
        name, key = in_readers_language(row.metric, "name"), f"chart-{row.metric.slug}"
        if row.ranks:
            charts.append(_dots(f"{key}-dots", name, row))
        for cell in row.cells:
            if pair := before_and_after(cell):
                title = _("%(metric)s, before and after") % {"metric": name}
                zone = row.names[cell.column]
                charts.append(_dumbbell(f"{key}-{cell.column}-change", title, zone, pair))
    growing = [row for row in rows if row.metric.quantity == "growth"]
    is_one_unit = len({row.metric.unit for row in growing}) == 1
    if drawn := comparable_growth(growing) if is_one_unit else ():
        title = _("Growth rates: %(topic)s") % {"topic": topic.label}
        charts.append(_growth(f"chart-{topic.value}-growth", title, growing, drawn))
    return charts


def _dots(key: str, title: str, row: Row) -> Chart:
    ranks = row.ranks
    columns = sorted(ranks, key=lambda column: (ranks[column], column))
    names = row.names
    entries = tuple(Entry(names[column], row.picked[column]) for column in columns)
    drawn, every = len(entries), len(row.cells)
    if drawn < every:
        zones = _("%(drawn)s of %(every)s zones") % {"drawn": drawn, "every": every}
    else:
        zones = ngettext("%(n)s zone", "%(n)s zones", drawn) % {"n": drawn}
    said = _("Dot plot, %(title)s. %(values)s.")
    return Chart(key, title, zones, _("Zone"), entries, plots.dots, said)


def _dumbbell(key: str, title: str, zone: str, pair: tuple[Figure, Figure]) -> Chart:
    entries = tuple(Entry(_time(figure), figure) for figure in pair)
    said = _("Dumbbell, %(title)s, %(zone)s. %(values)s.")
    name = f"{title} · {zone}"
    return Chart(key, title, zone, _("When"), entries, plots.dumbbell, said, name=name)


def _growth(key: str, title: str, rows: Sequence[Row], drawn: Drawn) -> Chart:
    names = rows[0].names
    reported = [(row.metric.slug, c.column) for row in rows for c in row.cells if c.figures]
    several = len({column for _metric, column in reported}) > 1
    metrics = {row.metric.slug: in_readers_language(row.metric, "name") for row in rows}

    def label(metric: str, column: str) -> str:
        return f"{metrics[metric]} · {names[column]}" if several else metrics[metric]

    entries = tuple(Entry(label(metric, column), figure) for metric, column, figure in drawn)
    places = {(metric, column) for metric, column, _figure in drawn}
    left_out = [label(*place) for place in reported if place not in places]
    remark = _(
        "Not drawn, because of another period, basis or scope or an inexact value: %(names)s."
    )
    remark = remark % {"names": _("; ").join(left_out)} if left_out else ""
    zones = _(", ").join(dict.fromkeys(names[column] for _metric, column, _figure in drawn))
    said = _("Bars, %(title)s. %(values)s.")
    return Chart(key, title, zones, _("Metric"), entries, plots.bars, said, remark)


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


def before_and_after(cell: Cell) -> tuple[Figure, Figure] | None:
    """A zone's only two actual stocks of one metric, earlier first; None if the order is unsure.

    Only their times differ, which are stated and do not overlap; or one is of the zone's
    beginning.
    """
    stocks = best_of_each_thing(
        [
            figure
            for figure in cell.figures
            if not figure.part_of and figure.rank != "deprecated" and _is_actual_stock(figure)
        ]
    )
    if len(stocks) != 2 or None in map(_span, stocks) or len(set(map(_kind, stocks))) > 1:
        return None
    first, second = sorted(stocks, key=_span)
    is_exact = compares_with_its_like(_kind(first))
    return (first, second) if is_exact and _span(first)[1] < _span(second)[0] else None


def _is_actual_stock(figure: Figure) -> bool:
    return (figure.basis, figure.status) == (Basis.AT_POINT, Status.ACTUAL)


def _kind(figure: Figure) -> Terms:
    """Its terms but for the time."""
    terms = figure.terms
    return terms._replace(time=ANY_TIME, detail="" if figure.detail in BEGINNINGS else terms.detail)


def _span(figure: Figure) -> tuple[date, date] | None:
    """First and last possible day; None if not known."""
    if not figure.period:
        return (date.min, date.min) if figure.detail in BEGINNINGS else None
    period = edtf.parse(figure.period)
    is_point = period.year_is_stated and not period.is_span
    return (period.earliest, period.latest) if is_point else None


def _time(figure: Figure) -> str:
    if figure.detail in BEGINNINGS:
        return in_readers_language(figure, "detail")
    return edtf.parse(figure.period).describe()


def _limits(of_whom: str, figures: Sequence[Figure]) -> str:
    times = dict.fromkeys(_time(f) for f in figures if f.period or f.detail in BEGINNINGS)
    statuses = dict.fromkeys(str(Status(figure.status).label) for figure in figures)
    others = dict.fromkeys(one for figure in figures for one in conditions(figure)[1:])
    scopes = dict.fromkeys(in_readers_language(f.scope, "name") for f in figures if f.scope)
    details = dict.fromkeys(
        in_readers_language(f, "detail") for f in figures if f.detail not in BEGINNINGS
    )
    titles = dict.fromkeys(in_readers_language(figure.citation, "title") for figure in figures)
    if len(titles) > SOURCES_NAMED:
        sources = ngettext("%(n)s source", "%(n)s sources", len(titles)) % {"n": len(titles)}
    else:
        sources = _("; ").join(titles)
    is_hollow = any(figure.status in plots.HOLLOW for figure in figures)
    hollow = [_("hollow: not an actual value")] if is_hollow else []
    parts = [of_whom, _(", ").join(times), *statuses, *hollow, *others, *scopes, *details, sources]
    return " · ".join(part for part in parts if part)
