"""Which charts a comparison has, and the words, table and sources that go with each.

Three forms: dots for a row whose verdict allows ranking, a dumbbell for a zone's own
before and after, bars for growth rates of one topic that share everything else. Rows that
call for caution or are not comparable are never drawn.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from zones.choices import Basis, Status

# Scopes that say when rather than what: the figure is of the zone's first days.
BEGINNINGS = frozenset({"建区之初"})
SOURCES_NAMED = 2

Drawn = tuple[tuple[str, str, Figure], ...]  # metric, column and figure of each bar


@dataclass(frozen=True)
class Entry:
    """A drawn figure and what it is of: a line of the chart's table."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Chart:
    """A figure for Plotly with everything that DESIGN §5 wants beside it.

    `title` and `limits` together are the heading; `head` names what the entries' labels
    are; `remark` says what was left out and why.
    """

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
        """One citation of each source, in the order of the entries."""
        citations = {e.figure.citation.source: e.figure.citation for e in reversed(self.entries)}
        return tuple(reversed(citations.values()))


@dataclass(frozen=True)
class Offer:
    """A chart that may be drawn: what it is called and, when it is wanted, the chart itself."""

    key: str
    title: str
    draw: Callable[[], Chart]


def section_charts(
    topic: tuple[str, str],
    rows: Sequence[tuple[str, Row]],
    names: Mapping[str, str],
    language: str,
) -> list[Offer]:
    """The charts of one topic (key, label) from its rows (name of the metric, row)."""
    offers = []
    for name, row in rows:
        if row.ranks:
            draw = partial(dot_plot, row, name, names, language)
            offers.append(Offer(_dots_key(row), name, draw))
        for cell in row.cells:
            if pair := before_and_after(cell):
                draw = partial(dumbbell, row, cell.column, pair, name, names, language)
                title = f"{_change_title(name)} · {names[cell.column]}"
                offers.append(Offer(_change_key(row, cell.column), title, draw))
    if drawn := _growth(rows):
        draw = partial(_growth_chart, topic, rows, drawn, names, language)
        offers.append(Offer(_growth_key(topic), _growth_title(topic), draw))
    return offers


def dot_plot(row: Row, name: str, names: Mapping[str, str], language: str) -> Chart | None:
    """Dots for a row that may be ranked, best placed first; None for every other row."""
    if not row.ranks:
        return None
    columns = sorted(row.ranks, key=lambda column: (row.ranks[column], column))
    entries = tuple(Entry(names[column], row.picked[column]) for column in columns)
    unit = row.measure.unit
    return Chart(
        key=_dots_key(row),
        title=name,
        limits=_limits(_zones(len(entries), len(row.cells)), entries, language),
        alt=_("Dot plot, %(title)s. %(values)s.")
        % {"title": name, "values": _listed(entries, unit, language)},
        figure=plots.dots(_marks(entries, unit, language), unit, language),
        head=_("Zone"),
        entries=entries,
    )


def dumbbells(row: Row, name: str, names: Mapping[str, str], language: str) -> Iterator[Chart]:
    """One dumbbell for each zone that has a before and an after of this metric."""
    for cell in row.cells:
        if pair := before_and_after(cell):
            yield dumbbell(row, cell.column, pair, name, names, language)


def dumbbell(
    row: Row,
    column: str,
    pair: tuple[Figure, Figure],
    name: str,
    names: Mapping[str, str],
    language: str,
) -> Chart:
    """A zone's before and after on one line."""
    unit = row.measure.unit
    entries = tuple(Entry(_time(figure, language), figure) for figure in pair)
    title, zone = _change_title(name), names[column]
    return Chart(
        key=_change_key(row, column),
        title=title,
        limits=_limits(zone, entries, language),
        alt=_("Dumbbell, %(title)s, %(zone)s. %(values)s.")
        % {"title": title, "zone": zone, "values": _listed(entries, unit, language)},
        figure=plots.dumbbell(*_marks(entries, unit, language), unit, language),
        head=_("When"),
        entries=entries,
    )


def growth_bars(
    topic: tuple[str, str],
    rows: Sequence[tuple[str, Row]],
    names: Mapping[str, str],
    language: str,
) -> Chart | None:
    """Bars for the growth rates of a topic that differ in nothing but what grew."""
    drawn = _growth(rows)
    return _growth_chart(topic, rows, drawn, names, language) if drawn else None


def _growth(rows: Sequence[tuple[str, Row]]) -> Drawn:
    """The growth rates that may be drawn together, if all are in one unit."""
    growing = [row for _name, row in rows if row.measure.quantity == "growth"]
    is_one_unit = len({row.measure.unit for row in growing}) == 1
    return comparable_growth(growing) if is_one_unit else ()


def _growth_chart(topic, rows, drawn: Drawn, names: Mapping[str, str], language: str) -> Chart:
    growing = [(name, row) for name, row in rows if row.measure.quantity == "growth"]
    unit = growing[0][1].measure.unit
    growing_zones = {c.column for _name, row in growing for c in row.cells if c.figures}
    several = len(growing_zones) > 1
    metrics = {row.measure.key: name for name, row in growing}
    entries = tuple(
        Entry(f"{metrics[key]} · {names[column]}" if several else metrics[key], figure)
        for key, column, figure in drawn
    )
    places = {(key, column) for key, column, _figure in drawn}
    left_out = [
        f"{name} · {names[cell.column]}" if several else name
        for name, row in growing
        for cell in row.cells
        if cell.figures and (row.measure.key, cell.column) not in places
    ]
    zones = dict.fromkeys(names[column] for _key, column, _figure in drawn)
    title = _growth_title(topic)
    return Chart(
        key=_growth_key(topic),
        title=title,
        limits=_limits(_(", ").join(zones), entries, language),
        alt=_("Bars, %(title)s. %(values)s.")
        % {"title": title, "values": _listed(entries, unit, language)},
        figure=plots.bars(_marks(entries, unit, language), unit, language),
        head=_("Metric"),
        entries=entries,
        remark=_(
            "Not drawn, because of another period, basis or scope or an inexact value: %(names)s."
        )
        % {"names": _("; ").join(left_out)}
        if left_out
        else "",
    )


def _dots_key(row: Row) -> str:
    return f"chart-{row.measure.key}-dots"


def _change_key(row: Row, column: str) -> str:
    return f"chart-{row.measure.key}-{column}-change"


def _change_title(name: str) -> str:
    return _("%(metric)s, before and after") % {"metric": name}


def _growth_key(topic: tuple[str, str]) -> str:
    return f"chart-{topic[0]}-growth"


def _growth_title(topic: tuple[str, str]) -> str:
    return _("Growth rates: %(topic)s") % {"topic": topic[1]}


def comparable_growth(rows: Sequence[Row]) -> Drawn:
    """The largest set of growth rates (metric, column, figure) that may stand side by side.

    They share period, basis, status and scope, as the verdicts ask; fewer than two are no
    set. Metric by metric, the highest first; of one metric the highest zone first.
    """
    sets: dict[tuple, dict[tuple[str, str], Figure]] = {}
    for row in rows:
        for cell in row.cells:
            for figure in cell.figures:
                if not figure.part_of and figure.rank != "deprecated":
                    place = (row.measure.key, cell.column)
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
    """Whether exact figures of one thing may: any two of them stand for all."""
    first, second = figures[:2]
    return verdict_of(pair_reasons(("a", first), ("b", second))).allows_ranking


def before_and_after(cell: Cell) -> tuple[Figure, Figure] | None:
    """A zone's two actual values of one metric at two points in time, the earlier first.

    Both are exact numbers of the same scope, and it is certain which came first: their
    periods are stated and do not overlap, or one is of the zone's beginning. None where
    there are more than two such values, or fewer.
    """
    found: dict[tuple, Figure] = {}
    for figure in cell.figures:
        if (figure.basis, figure.status, figure.rank == "deprecated", figure.part_of) == (
            "at-point",
            "actual",
            False,
            "",
        ):
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
    """The first and last day that a figure can be of; None where that is not known."""
    if not figure.period:
        return (date.min, date.min) if figure.scope in BEGINNINGS else None
    period = edtf.parse(figure.period)
    is_point = period.year_is_stated and not period.is_span
    return (period.earliest, period.latest) if is_point else None


def _what(figure: Figure) -> str:
    """The scope, unless it says only when."""
    return "" if figure.scope in BEGINNINGS else figure.scope


def _time(figure: Figure, language: str) -> str:
    if figure.scope in BEGINNINGS:
        return in_readers_language(figure, "scope")
    return edtf.parse(figure.period).describe(language)


def _marks(entries: Sequence[Entry], unit: str, language: str) -> list[plots.Mark]:
    return [
        plots.Mark(
            label=entry.label,
            value=entry.figure.canonical,
            text=plots.value_label(entry.figure, unit, language),
            note=_place(entry.figure.citation),
            symbol=plots.symbol(entry.figure),
        )
        for entry in entries
    ]


def _place(citation: Citation) -> str:
    """Where it stands and how it is worded there, in few characters."""
    return f"{citation.locator} 「{citation.quote}」" if citation.quote else citation.locator


def _listed(entries: Sequence[Entry], unit: str, language: str) -> str:
    """Every value in a sentence, for those who do not see the drawing."""
    return _("; ").join(
        _("%(zones)s: %(value)s")
        % {"zones": e.label, "value": plots.value_label(e.figure, unit, language)}
        for e in entries
    )


def _zones(drawn: int, every: int) -> str:
    if drawn < every:
        return _("%(drawn)s of %(every)s zones") % {"drawn": drawn, "every": every}
    return ngettext("%(n)s zone", "%(n)s zones", drawn) % {"n": drawn}


def _limits(of_whom: str, entries: Sequence[Entry], language: str) -> str:
    """Of whom, of which period, what kind of statement, from which sources."""
    figures = [entry.figure for entry in entries]
    times = dict.fromkeys(_time(f, language) for f in figures if f.period or f.scope in BEGINNINGS)
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
