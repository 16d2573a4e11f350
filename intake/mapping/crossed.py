"""Tables with a metric in each row: what its further columns hold, and what each row measures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from intake.mapping.beside import figures_chosen, meanings_of
from intake.mapping.headwords import HEAD_MARK, limited, taken_apart, within, year_before, year_of
from intake.mapping.meanings import (
    FIELD,
    FIGURE,
    GROWTH,
    IGNORE,
    UNKNOWN,
    Around,
    Meaning,
)
from intake.mapping.naming import Naming
from intake.mapping.records import Finder, Near
from intake.mapping.vocabulary import Vocabulary, field_names, key_of
from intake.tables.layouts import GROUP, Heading
from zones.models import Metric, Observation, Zone

ZONE = re.compile("[区园城港]$|基地$")
GROWN = "增速"  # added to a metric's name it makes that of its growth


def metric_place(found: Sequence[Heading], vocabulary: Vocabulary, around: Around) -> int | None:
    """The first column whose sample cells are mostly metrics: 地区生产总值（亿元）.

    Below a heading such as 指标 one is enough.
    """
    for heading in found:
        cells = [Heading(0, (one,), ()) for one in heading.samples]
        named = sum(_named(one, vocabulary, around).to != UNKNOWN for one in cells)
        is_called = field_names(Observation).get(key_of(heading.words)) == "metric"
        if named * 2 > len(cells) or (named and is_called):
            return heading.place
    return None


def _named(heading: Heading, vocabulary: Vocabulary, around: Around) -> Meaning:
    [one] = meanings_of([heading], vocabulary, replace(around, titles=())).values()
    return one if one.is_figure else Meaning(words=one.words, near=one.near, why=one.why)


def with_values(
    columns: dict[int, Meaning], found: Sequence[Heading], place: int, around: Around
) -> dict[int, Meaning]:
    """The columns of such a table, those with values included. `place`: of the metrics."""
    columns = {**columns, place: replace(columns[place], to=FIELD, field="metric", near=(), why="")}
    has_zone = any(one.field == "zone" for one in columns.values())
    reader, left = _Columns(around, has_zone=has_zone), Meaning()
    for heading in found:
        one = columns[heading.place]
        if heading.words == (GROUP,) and one.to == UNKNOWN:  # 一、经济规模: of metrics
            columns[heading.place] = replace(one, to=IGNORE)
            continue
        if one.to == UNKNOWN or (one.field == "value" and len(heading.words) > 1):
            one = reader.meaning(heading)
            if one.to == GROWTH:  # of the values beside it
                of = {n: getattr(one, n) or getattr(left, n) for n in ("zone", "period")}
                one = replace(one, **of)
            left = one if one.to == FIGURE else left
            columns[heading.place] = one
    return columns


def values_chosen(heading: Heading, to: str, around: Around) -> Meaning:
    """A column that a person called one of values, or of their growth."""
    return replace(_Columns(around, has_zone=False).meaning(heading, is_sure=True), to=to)


class _Columns:
    """Headings of columns with values. Two queries if one may name a zone."""

    def __init__(self, around: Around, *, has_zone: bool):
        self.around, self.has_zone = around, has_zone

    @cached_property
    def zones(self) -> Finder:
        return Finder(Zone)

    def _is_zone(self, word: str) -> bool:
        return bool(ZONE.search(word)) or isinstance(self.zones.find(word), str | Near)

    def meaning(self, heading: Heading, *, is_sure: bool = False) -> Meaning:
        """What the heading says: a zone, a period, that it is growth; UNKNOWN for other words."""
        words, zone = list(heading.words), ""
        for word in () if self.has_zone else heading.words:
            name = HEAD_MARK.sub("", word).strip()
            if limited(taken_apart([name])).parts and self._is_zone(name):
                words.remove(word)
                zone = name
                break
        head = taken_apart(words)
        said = limited(head)
        found = Meaning(words=" · ".join(heading.words), zone=zone)
        if not is_sure and (said.parts or said.more or len(head.periods) > 1):
            return replace(found, zone="", sure=False)
        if not is_sure and not (zone or words):
            return replace(found, sure=False)
        period = within(head.periods[0], self.around.period) if head.periods else ""
        if said.is_earlier:
            period = year_before(period or self.around.period)
        if said.is_whole_year and not period:
            period = year_of(self.around.period)
        units = head.units or said.units
        unit = units[0] if len(units) == 1 else ""
        if said.limits.get("basis") == "to-date":  # 累计: only a part of a year tells since when
            is_part = "-01/" in (period or self.around.period)
            said.limits["basis"] = "year-to-date" if is_part else "not-stated"
        limits = {n: said.limits.get(n, "") for n in ("status", "basis", "growth_base")}
        to = GROWTH if said.is_growth else FIGURE
        return replace(found, to=to, period=period, unit=unit, **limits)


def is_growth_alone(words: str) -> bool:
    """增速, below the row of what grew."""
    said = limited(taken_apart([words]))
    return said.is_growth and not (said.parts or said.more)


class Measured:
    """What the rows of a table measure, by the words of their metrics. Four queries."""

    def __init__(self, around: Around, naming: Naming):
        self.around, self.naming = around, naming
        self.vocabulary = Vocabulary(Zone, is_ours=False)
        self.known: dict[tuple, Meaning] = {}

    def meaning(self, names: tuple[str, ...], unit: str, column: Meaning) -> Meaning:
        """The metric, unit and limits of a value. Raises CellError, and asks.

        `names`: what its row says, below the metric's name if that is growth alone.
        """
        key = (names, unit, column.to, column.unit)
        if key not in self.known:
            self.known[key] = self._meaning(names, unit, column)
        return self.known[key]

    def _meaning(self, names: tuple[str, ...], unit: str, column: Meaning) -> Meaning:
        more = (GROWN,) if column.to == GROWTH else tuple(filter(None, (unit,)))
        heading, words = Heading(0, (*names, *more), ()), "".join(names)
        units = (column.unit,) if column.unit else self.around.units
        around = Around(units, self.around.period)
        found = _named(heading, self.vocabulary, around)
        if found.to == UNKNOWN:
            metric = self.naming.slug(Metric, words)
            found = figures_chosen(heading, metric, self.vocabulary, around)
        return found

    def name_of(self, metric: str) -> str:
        return self.vocabulary.metrics[metric].name

    def quantity(self, metric: str) -> str:
        return self.vocabulary.metrics[metric].quantity
