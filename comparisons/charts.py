"""The charts of a comparison: dots, dumbbells and bars, with their table and sources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons import plots
from comparisons.engine.facts import Citation, Figure
from comparisons.engine.rows import Cell, Row
from comparisons.engine.verdicts import pair_reasons, verdict_of
from core.language import edtf
from core.records.models import in_readers_language
from zones.choices import Basis, Status, Topic

# Scopes that name a time, not a part: the zone's first days.
BEGINNINGS = frozenset({"建区之初"})
SOURCES_NAMED = 2

Drawn = tuple[tuple[str, str, Figure], ...]  # metric, column and figure of each bar


@dataclass(frozen=True)
class Entry:
    """A row of the chart's table."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Chart:
    """A Plotly figure with its title, limits, table, sources and remark on what is left out."""

    key: str
    title: str
    limits: str
    alt: str
    figure: dict
    head: str
    entries: tuple[Entry, ...]
    remark: str = ""

    @property
    def data_id(self) -> str:
        return f"{self.key}-figure"

    @property
    def table_id(self) -> str:
        return f"{self.key}-table"

    @property
    def sources(self) -> tuple[Citation, ...]:
        citations = {e.figure.citation.source: e.figure.citation for e in reversed(self.entries)}
        return tuple(reversed(citations.values()))


@dataclass(frozen=True)
class Offer:
    """A chart that can be drawn on request."""

    key: str
    title: str
    make: Callable[[str], Chart]

    def draw(self) -> Chart:
        return self.make(self.key)


def section_charts(topic: Topic, rows: Sequence[Row]) -> list[Offer]:
    offers = []
    for row in rows:
        name, key = in_readers_language(row.metric, "name"), f"chart-{row.metric.slug}"
        if row.ranks:
            offers.append(Offer(f"{key}-dots", name, partial(_dots, row, name)))
        for cell in row.cells:
            if pair := before_and_after(cell):
                title = _("%(metric)s, before and after") % {"metric": name}
                zone = row.names[cell.column]
                draw = partial(_dumbbell, pair, title, zone)
                offers.append(Offer(f"{key}-{cell.column}-change", f"{title} · {zone}", draw))
    growing = [row for row in rows if row.metric.quantity == "growth"]
    is_one_unit = len({row.metric.unit for row in growing}) == 1
    if drawn := comparable_growth(growing) if is_one_unit else ():
        title = _("Growth rates: %(topic)s") % {"topic": topic.label}
        draw = partial(_growth, growing, drawn, title)
        offers.append(Offer(f"chart-{topic.value}-growth", title, draw))
    return offers


def _dots(row: Row, name: str, key: str) -> Chart:
    columns = sorted(row.ranks, key=lambda column: (row.ranks[column], column))
    entries = tuple(Entry(row.names[column], row.picked[column]) for column in columns)
    drawn, every = len(entries), len(row.cells)
    if drawn < every:
        zones = _("%(drawn)s of %(every)s zones") % {"drawn": drawn, "every": every}
    else:
        zones = ngettext("%(n)s zone", "%(n)s zones", drawn) % {"n": drawn}
    return Chart(
        key,
        name,
        limits=_limits(zones, entries),
        alt=_("Dot plot, %(title)s. %(values)s.") % {"title": name, "values": _listed(entries)},
        figure=plots.dots(_marks(entries), row.metric.unit),
        head=_("Zone"),
        entries=entries,
    )


def _dumbbell(pair: tuple[Figure, Figure], title: str, zone: str, key: str) -> Chart:
    entries = tuple(Entry(_time(figure), figure) for figure in pair)
    return Chart(
        key,
        title,
        limits=_limits(zone, entries),
        alt=_("Dumbbell, %(title)s, %(zone)s. %(values)s.")
        % {"title": title, "zone": zone, "values": _listed(entries)},
        figure=plots.dumbbell(*_marks(entries), pair[0].canonical_unit),
        head=_("When"),
        entries=entries,
    )


def _growth(rows: Sequence[Row], drawn: Drawn, title: str, key: str) -> Chart:
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
    zones = dict.fromkeys(names[column] for _metric, column, _figure in drawn)
    return Chart(
        key,
        title,
        limits=_limits(_(", ").join(zones), entries),
        alt=_("Bars, %(title)s. %(values)s.") % {"title": title, "values": _listed(entries)},
        figure=plots.bars(_marks(entries), rows[0].metric.unit),
        head=_("Metric"),
        entries=entries,
        remark=remark % {"names": _("; ").join(left_out)} if left_out else "",
    )


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
        return (date.min, date.min) if figure.scope in BEGINNINGS else None
    period = edtf.parse(figure.period)
    is_point = period.year_is_stated and not period.is_span
    return (period.earliest, period.latest) if is_point else None


def _what(figure: Figure) -> str:
    """The scope, unless it names a time."""
    return "" if figure.scope in BEGINNINGS else figure.scope


def _time(figure: Figure) -> str:
    if figure.scope in BEGINNINGS:
        return in_readers_language(figure, "scope")
    return edtf.parse(figure.period).describe()


def _marks(entries: Sequence[Entry]) -> list[plots.Mark]:
    return [
        plots.Mark(
            label=entry.label,
            value=entry.figure.canonical,
            text=plots.value_label(entry.figure),
            note=_place(entry.figure.citation),
            symbol=plots.symbol(entry.figure),
        )
        for entry in entries
    ]


def _place(citation: Citation) -> str:
    return f"{citation.locator} 「{citation.quote}」" if citation.quote else citation.locator


def _listed(entries: Sequence[Entry]) -> str:
    return _("; ").join(
        _("%(zones)s: %(value)s") % {"zones": e.label, "value": plots.value_label(e.figure)}
        for e in entries
    )


def _limits(of_whom: str, entries: Sequence[Entry]) -> str:
    figures = [entry.figure for entry in entries]
    times = dict.fromkeys(_time(f) for f in figures if f.period or f.scope in BEGINNINGS)
    statuses = dict.fromkeys(str(Status(figure.status).label) for figure in figures)
    bases = dict.fromkeys(str(Basis(figure.basis).label) for figure in figures)
    scopes = dict.fromkeys(in_readers_language(f, "scope") for f in figures if _what(f))
    titles = dict.fromkeys(in_readers_language(figure.citation, "title") for figure in figures)
    if len(titles) > SOURCES_NAMED:
        sources = ngettext("%(n)s source", "%(n)s sources", len(titles)) % {"n": len(titles)}
    else:
        sources = _("; ").join(titles)
    is_hollow = any(figure.status in plots.HOLLOW for figure in figures)
    hollow = [_("hollow: not an actual value")] if is_hollow else []
    parts = [of_whom, _(", ").join(times), *statuses, *hollow, *bases, *scopes, sources]
    return " · ".join(part for part in parts if part)
