"""The charts of a comparison: dots, dumbbells and bars, with their table and sources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons import plots
from comparisons.engine.facts import Citation, Evidence, Figure
from comparisons.engine.rows import Cell, Row
from comparisons.engine.verdicts import pair_reasons, verdict_of
from comparisons.plots import Entry
from core.language import edtf
from core.records.models import in_readers_language
from zones.choices import Basis, Status, Topic

# Scopes that name a time, not a part: the zone's first days.
BEGINNINGS = frozenset({"建区之初"})
SOURCES_NAMED = 2

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
    """The largest set of growth rates that may share a chart, as (metric, column, figure).

    They agree in period, basis, status and scope. Empty if fewer than two. Sorted by metric,
    highest first; within a metric by zone, highest first.
    """
    sets: dict[tuple, dict[tuple[str, str], Figure]] = {}
    for row in rows:
        for cell in row.cells:
            for figure in cell.figures:
                if not figure.part_of and figure.rank != "deprecated":
                    place = (row.metric.slug, cell.column)
                    sets.setdefault(figure.thing, {}).setdefault(place, figure)
    allowed = [
        (len(places), thing, places)
        for thing, found in sets.items()
        if len(places := _exact(found)) > 1 and _may_be_ranked(list(places.values()))
    ]
    if not allowed:
        return ()
    _size, _thing, places = max(allowed, key=lambda item: item[:2])
    highest: dict[str, object] = {}
    for (key, _column), figure in places.items():
        highest[key] = max(highest.get(key, figure.canonical), figure.canonical)
    ordered = sorted(
        places.items(),
        key=lambda item: (-highest[item[0][0]], item[0][0], -item[1].canonical, item[0][1]),
    )
    return tuple((key, column, figure) for (key, column), figure in ordered)


def _may_be_ranked(figures: Sequence[Figure]) -> bool:
    """All figures measure one thing, so two of them decide for all."""
    first, second = figures[:2]
    return verdict_of(pair_reasons(("a", first), ("b", second))).allows_ranking


def before_and_after(cell: Cell) -> tuple[Figure, Figure] | None:
    """A zone's only two actual values of one metric, earlier first; None if the order is unsure.

    Both are exact and of one scope. Their periods are stated and do not overlap, or one is of
    the zone's beginning.
    """
    found: dict[tuple, Figure] = {}
    for figure in cell.figures:
        is_whole = not figure.part_of and figure.rank != "deprecated"
        if is_whole and (figure.basis, figure.status) == ("at-point", "actual"):
            found.setdefault(figure.thing, figure)
    exact = list(_exact(found).values())
    if len(exact) != 2 or len(found) != 2:
        return None
    first, second = sorted(exact, key=lambda figure: _span(figure) or (date.max, date.max))
    spans = _span(first), _span(second)
    if None in spans or spans[0][1] >= spans[1][0] or _what(first) != _what(second):
        return None
    return first, second


def _exact(figures: Mapping) -> dict:
    return {k: f for k, f in figures.items() if f.bound == "exactly" and f.canonical is not None}


def _span(figure: Figure) -> tuple[date, date] | None:
    """First and last possible day; None if not known."""
    if not figure.period:
        return (date.min, date.min) if figure.detail in BEGINNINGS else None
    period = edtf.parse(figure.period)
    is_point = period.year_is_stated and not period.is_span
    return (period.earliest, period.latest) if is_point else None


def _what(figure: Figure) -> str:
    """The scope, unless it names a time."""
    return "" if figure.detail in BEGINNINGS else figure.detail


def _time(figure: Figure) -> str:
    if figure.detail in BEGINNINGS:
        return in_readers_language(figure, "detail")
    return edtf.parse(figure.period).describe()


def _limits(of_whom: str, figures: Sequence[Figure]) -> str:
    times = dict.fromkeys(_time(f) for f in figures if f.period or f.detail in BEGINNINGS)
    statuses = dict.fromkeys(str(Status(figure.status).label) for figure in figures)
    bases = dict.fromkeys(str(Basis(figure.basis).label) for figure in figures)
    scopes = dict.fromkeys(in_readers_language(f, "detail") for f in figures if _what(f))
    titles = dict.fromkeys(in_readers_language(figure.citation, "title") for figure in figures)
    if len(titles) > SOURCES_NAMED:
        sources = ngettext("%(n)s source", "%(n)s sources", len(titles)) % {"n": len(titles)}
    else:
        sources = _("; ").join(titles)
    is_hollow = any(figure.status in plots.HOLLOW for figure in figures)
    hollow = [_("hollow: not an actual value")] if is_hollow else []
    parts = [of_whom, _(", ").join(times), *statuses, *hollow, *bases, *scopes, sources]
    return " · ".join(part for part in parts if part)
