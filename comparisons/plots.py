"""Plain Plotly figures as dictionaries. The page's script adds colours from the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from html import escape

from comparisons.engine.facts import Figure
from core.language.formatting import quantity

ROW_HEIGHT = 40
AROUND = 60  # pixels: the mode bar above and the axis below
TICKS = 4

# Hollow: not reached yet. Open arrow: the true value lies further that way.
HOLLOW = {"target", "commitment", "forecast"}
ARROWS = {
    "at-least": "triangle-right-open",
    "over": "triangle-right-open",
    "at-most": "triangle-left-open",
}


@dataclass(frozen=True)
class Entry:
    """A mark of a chart and row of its table: a figure, drawn in its metric's unit."""

    label: str
    figure: Figure

    @property
    def value(self) -> Decimal:
        return self.figure.canonical

    @property
    def text(self) -> str:
        """The value for the reader; only conversions are rounded."""
        figure, unit = self.figure, self.figure.canonical_unit
        value = figure.value if figure.unit == unit else _rounded(figure.canonical)
        return quantity(value, unit)

    @property
    def note(self) -> str:
        """The place in the source."""
        citation = self.figure.citation
        return f"{citation.locator} 「{citation.quote}」" if citation.quote else citation.locator

    @property
    def symbol(self) -> str:
        if self.figure.bound in ARROWS:
            return ARROWS[self.figure.bound]
        return "circle-open" if self.figure.status in HOLLOW else "circle"


def dots(marks: Sequence[Entry], unit: str) -> dict:
    """A dot for each mark, on a stem from zero."""
    trace = _dots(marks, range(len(marks)))
    if unit != "rank":
        trace["error_x"] = _stems(marks)
    return {"data": [trace], "layout": _layout(marks, unit)}


def dumbbell(marks: Sequence[Entry], unit: str) -> dict:
    """Two labelled dots on one line, the earlier one fainter."""
    before, after = marks
    trace = _dots(marks, (0, 0))
    trace["mode"] = "lines+markers+text"
    trace["line"] = {"width": 3}
    trace["text"] = [f"{mark.text}<br>{_plain(mark.label)}" for mark in marks]
    # The labels must not overlap or leave the drawing.
    sides = ("right", "left") if before.value <= after.value else ("left", "right")
    trace["textposition"] = [f"bottom {sides[0]}", f"top {sides[1]}"]
    trace["marker"] = {**trace["marker"], "size": [11, 15], "opacity": [0.55, 1]}
    layout = _layout(marks, unit, rows=1)
    layout["xaxis"]["showgrid"] = False
    layout["margin"]["l"] = 36  # half of the mark at zero
    layout["height"] += 2 * ROW_HEIGHT
    layout["yaxis"] = {"visible": False, "range": [1, -1], "fixedrange": True}
    return {"data": [trace], "layout": layout}


def bars(marks: Sequence[Entry], unit: str) -> dict:
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [float(mark.value) for mark in marks],
        "y": list(range(len(marks))),
        "width": 0.4,
        "text": [mark.text for mark in marks],
        "textposition": "outside",
        "cliponaxis": False,
        **_hover(marks),
    }
    return {"data": [trace], "layout": _layout(marks, unit)}


def ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """About four round numbers from low to high, at steps of 1, 2 or 5."""
    rough = (high - low) / TICKS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = (low / step).to_integral_value(ROUND_CEILING)
    last = (high / step).to_integral_value(ROUND_FLOOR)
    return [step * n for n in range(int(first), int(last) + 1)]


def _dots(marks: Sequence[Entry], rows: Sequence[int]) -> dict:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [float(mark.value) for mark in marks],
        "y": list(rows),
        "marker": {"symbol": [mark.symbol for mark in marks], "size": 13, "line": {"width": 2}},
        "text": [f"  {mark.text}" for mark in marks],
        "textposition": "middle right",
        "cliponaxis": False,
        **_hover(marks),
    }


def _stems(marks: Sequence[Entry]) -> dict:
    values = [float(mark.value) for mark in marks]
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(-value, 0) for value in values],
        "arrayminus": [max(value, 0) for value in values],
        "thickness": 1,
        "width": 0,
    }


def _hover(marks: Sequence[Entry]) -> dict:
    # No <b>: Plotly makes an inline style of it, which the CSP forbids.
    notes = [f"{_plain(mark.label)}<br>{mark.text}<br>{_plain(mark.note)}" for mark in marks]
    return {"hovertext": notes, "hoverinfo": "text"}


def _layout(marks: Sequence[Entry], unit: str, rows: int = 0) -> dict:
    """Axes from zero, with room at the right for the label of the largest value."""
    rows = rows or len(marks)
    low = min(0, *(mark.value for mark in marks))
    high = max(0, *(mark.value for mark in marks))
    if low == high:
        high = Decimal(1)
    shown = [tick for tick in ticks(Decimal(low), Decimal(high)) if tick or unit != "rank"]
    span = float(high - low)
    left = 0.3 if low < 0 else 0
    return {
        "height": rows * ROW_HEIGHT + AROUND,
        "margin": {"l": 20, "r": 8, "t": 34, "b": 26},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {
            "range": [float(low) - left * span, float(high) + 0.3 * span],
            "tickvals": [float(tick) for tick in shown],
            "ticktext": [quantity(tick, unit) for tick in shown],
            "tickangle": 0,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [rows - 0.5, -0.5],
            "tickvals": list(range(rows)),
            "ticktext": [_plain(mark.label) for mark in marks],
            "automargin": True,
            "fixedrange": True,
            "zeroline": False,
        },
    }


def _plain(text: str) -> str:
    """Escaped, as Plotly reads some HTML."""
    return escape(text, quote=False)


def _rounded(value: Decimal) -> Decimal:
    """To the hundredth, or to six digits where that leaves too few."""
    return round(value, 2) if abs(value) >= 100 else Context(prec=6).create_decimal(value)
