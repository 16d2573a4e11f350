"""Tables of HTML pages: saved under the name .xls, or pasted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser

from core.web.files import unprotected
from core.web.xlsx import LAST_ROW
from intake.tables.archives import Budget, check_length, put
from intake.tables.cells import RAISED, is_blank
from intake.tables.merging import Area, Filling
from intake.tables.table import COLUMNS, Grid, Hidden

PIECE = 1 << 16
UNSEEN = ("script", "style", "template", "select", "noscript")
ENDS_LINE = ("p", "div", "li", "h1", "h2", "h3", "h4")
SPACES = re.compile(r"\s+")
UNIT = re.compile(r"(?:计量|数据|金额)?(?:单位|units?)\s*[:：].{1,40}", re.IGNORECASE)


def is_one(text: str) -> bool:
    return text[:100].lstrip("\ufeff \t\r\n").startswith("<") and "<table" in text.lower()


def grids(text: str) -> list[Grid]:
    """The tables of a page that have rows, but for those that only hold other tables."""
    parser = _Parser()
    for place in range(0, len(text), PIECE):
        parser.feed(text[place : place + PIECE])
    parser.close()
    found = [one for one in parser.found if one.rows and not _is_frame(one)]
    for one in found:
        one.above += one.caption
    return [Grid(one.title, partial(_rows, one), one.hidden) for one in found]


def _is_frame(table: "_Table") -> bool:
    """Whether a table only puts others in their places."""
    wide = sum(1 for cells in table.rows if len([*filter(None, cells)]) > 1)
    return table.holds_others and wide < 2


@dataclass
class _Table:
    rows: list[list] = field(default_factory=list)
    areas: dict[int, list[Area]] = field(default_factory=dict)  # by the row where they begin
    taken: dict[int, int] = field(default_factory=dict)  # the last row of spans, by column
    hidden_rows: set[int] = field(default_factory=set)
    above: list[str] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    title: str = ""
    hidden: Hidden = field(default_factory=Hidden)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    holds_others: bool = False


def _rows(table: _Table) -> Iterator[tuple[int, list]]:
    """Texts above the table have numbers up to 0."""
    merged, table.hidden.rows = Filling(), 0
    for number, text in enumerate(table.above, 1 - len(table.above)):
        yield number, [text]
    for number, cells in enumerate(table.rows, 1):
        filled = merged.filled(number, [*cells], table.areas.get(number, ()))
        if not is_blank(filled):
            table.hidden.rows += number in table.hidden_rows
            yield number, filled


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[_Table] = []
        self.open: list[_Table] = []
        self.line: list[str] = []  # outside of tables
        self.above: list[str] = []
        self.unseen = self.raised = 0
        self.in_caption = False
        self.budget = Budget()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "sup":
            self.raised += 1
        elif tag == "table":
            self._begin()
        elif self.open and tag == "tr":
            self._end_cell()
            table = self.open[-1]
            if len(table.rows) < LAST_ROW:
                table.rows.append([])
            if "display:none" in given.get("style", "").replace(" ", "").lower():
                table.hidden_rows.add(len(table.rows))
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            table = self.open[-1]
            table.rows = table.rows or [[]]
            spans = (given.get("rowspan"), given.get("colspan"))
            table.cell, table.spans = [], tuple(map(_count, spans))
        elif self.open and tag == "caption":
            self.in_caption = True
        elif tag == "br":
            self._break()
        elif tag in ENDS_LINE:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag == "sup":
            self.raised = max(self.raised - 1, 0)
        elif tag == "caption":
            self.in_caption = False
        elif self.open and tag in ("td", "th", "tr"):
            self._end_cell()
        elif self.open and tag == "table":
            self._end_cell()
            self.open.pop()
        elif tag in ENDS_LINE:
            self._end_line(is_heading=tag.startswith("h"))

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if self.raised:
            data = data.translate(RAISED)
        if self.in_caption and self.open:
            self.open[-1].caption += [*filter(None, [" ".join(data.split())])]
        elif not self.open:
            self.line.append(data)
        elif self.open[-1].cell is not None:
            self.open[-1].cell.append(SPACES.sub(" ", data))

    def close(self) -> None:
        super().close()
        while self.open:
            self._end_cell()
            self.open.pop()

    def _begin(self) -> None:
        self._end_line()
        for one in self.open:
            one.holds_others = True
        table = _Table(above=[*self.above])
        self.above.clear()
        self.found.append(table)
        self.open.append(table)

    def _break(self) -> None:
        if self.open and self.open[-1].cell is not None:
            self.open[-1].cell.append("\n")

    def _end_line(self, *, is_heading: bool = False) -> None:
        """Keeps the last heading and the unit above a table: other lines are not about it."""
        if self.open:
            self._break()
            return
        line = " ".join("".join(self.line).split())
        self.line.clear()
        if is_heading and line:
            self.above = [line]
        elif UNIT.fullmatch(line.strip("()（）")):
            self.above.append(line)

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(table.cell).split("\n"))
        text = "\n".join(filter(None, lines))
        table.cell, number, column = None, len(table.rows), len(table.rows[-1]) + 1
        while table.taken.get(column, 0) >= number:
            column += 1
        down, across = table.spans
        self.budget.take(across)
        put(table.rows[-1], column, unprotected(check_length(text)) or None)
        last = column + min(across, COLUMNS - column + 1) - 1
        if down > 1 or last > column:
            bottom = min(number + down - 1, LAST_ROW)
            table.areas.setdefault(number, []).append((number, column, bottom, last))
            table.taken |= dict.fromkeys(range(column, last + 1), bottom)
        if last > column:
            put(table.rows[-1], last, None)


def _count(words: str | None) -> int:
    digits = (words or "").strip()
    return max(int(digits), 1) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 1
