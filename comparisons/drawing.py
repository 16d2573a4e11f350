"""Drawings of figures: rows of a name, a value and a mark on one axis, as SVG for page and file.

Across, places are shares of the width; down, they are pixels: so one drawing fits a phone, a sheet
of paper and a saved picture, without a script.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from unicodedata import east_asian_width

from django.utils.functional import cached_property

from core.language.formatting import quantity

TICKS = 4
LEFT, RIGHT = 1.5, 98.5  # per cent of the width: the ends of the axis, with room for half a mark
ON_A_PHONE = 44  # columns of a line of words, two for a Chinese character
LINE, MARK, GAP = 17, 18, 8  # pixels down: a line of words, the mark below them, what follows
ALIGNED_AT_END = 80  # per cent: from here a tick's words end at the tick, so that they fit in


@dataclass(frozen=True)
class Mark:
    """A row: a dot at `end`, on a stem from zero, or a bar. Words are plain text.

    `part` is how much of a bar is told apart.
    """

    label: str
    value: str
    end: Decimal
    note: str = ""
    is_bar: bool = False
    has_stem: bool = True
    is_hollow: bool = False  # not reached yet
    is_chosen: bool = False
    part: Decimal | None = None


@dataclass(frozen=True)
class Placed:
    """A mark with its place in the drawing; the value stands after the last line."""

    mark: Mark
    lines: list[tuple[int, str]]
    y: int
    middle: int
    start: str
    end: str
    width: str
    part: str
    is_other: bool  # than those that are chosen


@dataclass(frozen=True)
class Drawing:
    """Marks on one axis from zero; an axis without a `unit` counts. `room`: columns of a line."""

    marks: Sequence[Mark]
    unit: str = ""
    room: int = ON_A_PHONE

    @cached_property
    def _ends(self) -> tuple[Decimal, Decimal]:
        ends = [mark.end for mark in self.marks]
        low, high = min(0, *ends), max(0, *ends)
        return (low, high) if low < high else (low, low + 1)

    def _place(self, value: Decimal) -> float:
        low, high = self._ends
        return LEFT + float((value - low) / (high - low)) * (RIGHT - LEFT)

    @cached_property
    def rows(self) -> list[Placed]:
        rows, y, is_any_chosen = [], 0, any(mark.is_chosen for mark in self.marks)
        for mark in self.marks:
            lines = wrapped(mark.label, self.room)
            if columns(lines[-1]) + columns(mark.value) + 2 > self.room:
                lines.append("")
            middle = len(lines) * LINE + MARK // 2
            end = self._place(mark.end)
            start = self._place(Decimal(0)) if mark.has_stem else end
            part = self._place(mark.part) - start if mark.part else 0
            rows.append(
                Placed(
                    mark,
                    [(n * LINE - 4, line) for n, line in enumerate(lines, 1)],
                    y,
                    middle,
                    start=_percent(start),
                    end=_percent(end),
                    width=_percent(end - start),
                    part=_percent(part),
                    is_other=is_any_chosen and not mark.is_chosen,
                )
            )
            y += middle + MARK // 2 + GAP
        return rows

    @property
    def foot(self) -> int:
        """Where the axis lies."""
        last = self.rows[-1]
        return last.y + last.middle + MARK // 2

    @property
    def height(self) -> int:
        return self.foot + LINE + 4

    @property
    def ticks(self) -> Iterator[tuple[str, str, str]]:
        """Each with its place, its words, and which end of the words stands there."""
        for tick in ticks(*self._ends):
            if tick or self.unit != "rank":
                place = self._place(tick)
                near_end = "end" if place > ALIGNED_AT_END else "middle"
                anchor = "start" if place < LEFT + 5 else near_end
                words = quantity(tick, self.unit) if self.unit else f"{tick:,f}"
                yield _percent(place), words, anchor


def ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """About four round numbers from low to high, at steps of 1, 2 or 5."""
    step = round_step(high - low, TICKS)
    first = (low / step).to_integral_value(ROUND_CEILING)
    last = (high / step).to_integral_value(ROUND_FLOOR)
    return [step * n for n in range(int(first), int(last) + 1)]


def round_step(span: Decimal, parts: int) -> Decimal:
    """The least of 1, 2, 5, 10 … of which at most so many fit into the span."""
    rough = span / parts
    power = Decimal(10) ** rough.adjusted()
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def columns(text: str) -> int:
    """How wide a text is, in columns of which a Chinese character takes two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of so many columns, broken at spaces or between Chinese characters."""
    lines, words = [""], []
    for one in text:
        is_inside = words and words[-1][-1] != " " and columns(one) == 1 == columns(words[-1][-1])
        if is_inside and len(words[-1]) < width:  # an address is broken where it must
            words[-1] += one
        else:
            words.append(one)
    for word in words:
        if lines[-1] and columns((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def _percent(share: float) -> str:
    return f"{share:.2f}%"
