"""ODS files, read row by row: their cells hold the text that is displayed beside the value."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from core.web.files import unprotected
from core.web.xlsx import LAST_ROW
from intake.tables.archives import Archive, Budget, check_length, in_words, local, put
from intake.tables.cells import RAISED, Formula, Numeric, Unusable, is_blank, marked
from intake.tables.merging import Area, Filling
from intake.tables.number_formats import Format, as_printed, date_shown, number_format
from intake.tables.table import COLUMNS, Grid, Hidden, UnreadableError

NAMES = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}".format
OFFICE, TABLE, TEXT, STYLE = map(NAMES, ("office", "table", "text", "style"))
CELL, COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CONTENT, STYLES = "content.xml", "styles.xml"
STYLE_PARTS = ("style", "date-style")
ERROR = re.compile(r"#[A-Z0-9/!?]+|(?:Err|错误)[:：][0-9]+")
RAISED_BY = re.compile(r"super|[1-9][0-9.]*%\s")
PARTS = {"year": "y", "month": "m", "day": "d"}
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def is_one(archive: Archive) -> bool:
    return CONTENT in archive.namelist()


def grids(archive: Archive) -> list[Grid]:
    """All sheets. Raises UnreadableError."""
    with in_words():
        book = _Book(archive)
    found = []
    for place, (title, is_hidden) in enumerate(book.sheets):
        hidden = Hidden(is_hidden)
        found.append(Grid(title, partial(book.rows, place, hidden), hidden))
    return found


@dataclass
class _Styles:
    """What names of styles stand for."""

    dates: dict[str, str] = field(default_factory=dict)  # parts of a date that are shown
    of_cells: dict[str, str] = field(default_factory=dict)  # the data style of a cell's style
    raised: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)  # of sheets

    def add(self, element: ElementTree.Element) -> None:
        name = element.get(f"{STYLE}name", "")
        if local(element.tag) == "date-style":
            shown = {PARTS.get(local(one.tag), "") for one in element}
            self.dates[name] = "".join(part for part in "ymd" if part in shown)
        elif data_style := element.get(f"{STYLE}data-style-name", ""):
            self.of_cells[name] = data_style
        for one in element:
            if one.get(f"{TABLE}display", "") == "false":
                self.hidden.add(name)
            if RAISED_BY.match(one.get(f"{STYLE}text-position", "")):
                self.raised.add(name)

    def date_of(self, cell_style: str) -> str:
        return self.dates.get(self.of_cells.get(cell_style, ""), "")


class _Book:
    def __init__(self, archive: Archive):
        self.archive, self.styles = archive, _Styles()
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise UnreadableError(_("The spreadsheet is locked, or is none."))
        if STYLES in archive.namelist():
            for one in archive.finished(STYLES, "master-styles", *STYLE_PARTS):
                self.styles.add(one)
        self.sheets = []  # title, is it hidden
        for one in archive.finished(CONTENT, "spreadsheet", *STYLE_PARTS, "table-row", "table"):
            if local(one.tag) == "table":
                style = one.get(f"{TABLE}style-name")
                self.sheets.append((one.get(f"{TABLE}name", ""), style in self.styles.hidden))
            elif local(one.tag) != "table-row":
                self.styles.add(one)

    def rows(self, place: int, hidden: Hidden) -> Iterator[tuple[int, list]]:
        hidden.rows, sheet, number, budget = 0, 0, 0, Budget()
        merged, columns = Filling(), []
        with in_words():
            for one in self.archive.finished(
                CONTENT, "spreadsheet", "table-column", "table-row", "table"
            ):
                name = local(one.tag)
                if name == "table":
                    if sheet == place:
                        return
                    sheet += 1
                elif sheet != place:
                    continue
                elif name == "table-column":
                    self._add_column(one, columns, hidden)
                else:
                    times = _times(one, f"{TABLE}number-rows-repeated")
                    cells, areas = self._cells(one, columns, budget)
                    if not cells and not merged.open:
                        number += times
                        continue
                    is_hidden = one.get(f"{TABLE}visibility", "") in ("collapse", "filter")
                    for _time in range(min(times, LAST_ROW)):
                        number += 1
                        budget.take(len(cells))
                        if number > LAST_ROW:
                            raise ValueError(number)
                        starts = [
                            (number, left, number + down - 1, right) for left, down, right in areas
                        ]
                        filled = merged.filled(number, [*cells], starts)
                        if not is_blank(filled):
                            hidden.rows += is_hidden
                            yield number, filled

    def _add_column(self, one: ElementTree.Element, columns: list[str], hidden: Hidden) -> None:
        first = len(columns) + 1
        times = min(_times(one, f"{TABLE}number-columns-repeated"), COLUMNS + 1 - len(columns))
        columns += [one.get(f"{TABLE}default-cell-style-name", "")] * times
        if one.get(f"{TABLE}visibility", "") in ("collapse", "filter"):
            hidden.columns.update(range(first, min(len(columns), COLUMNS) + 1))

    def _cells(
        self, row: ElementTree.Element, columns: list[str], budget: Budget
    ) -> tuple[list, list[Area]]:
        """The cells, and of merged ones: the first column, how many rows, the last column."""
        cells, areas, column = [], [], 0
        budget.take(len(row))
        for cell in row:
            if cell.tag not in (CELL, COVERED):
                continue
            times = _times(cell, f"{TABLE}number-columns-repeated")
            value = self._value(cell, columns[column] if column < len(columns) else "")
            is_covered = cell.tag == COVERED
            if not is_covered and value is not None and value != "":
                across = _times(cell, f"{TABLE}number-columns-spanned")
                down = _times(cell, f"{TABLE}number-rows-spanned")
                if across > 1 or down > 1:
                    areas.append((column + 1, down, column + across))
                for one in range(min(times, COLUMNS + 1)):
                    put(cells, column + one + 1, value)
            column += times
        return cells, areas

    def _value(self, cell: ElementTree.Element, column_style: str):
        text = unprotected(check_length(self._words(cell)))
        kind, formula = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{TABLE}formula", "")
        if not kind and not text:
            return None
        is_error = cell.get(ERROR_TYPE) == "error"
        if is_error or (formula and ERROR.fullmatch(text)):
            reason = _("the spreadsheet program reports an error here: %(error)s.")
            return Unusable(reason % {"error": text[:20]}, text[:20])
        value = self._typed(cell, kind, text, cell.get(f"{TABLE}style-name") or column_style)
        return marked(value, Formula) if formula and value else value

    def _typed(self, cell: ElementTree.Element, kind: str, text: str, style: str):
        if kind in ("float", "percentage", "currency"):
            stored = as_printed(float(cell.get(f"{OFFICE}value", "")), Format())
            if not text and kind == "percentage":
                return as_printed(float(cell.get(f"{OFFICE}value", "")), number_format("0.00%"))
            return Numeric(text, str(stored)) if text and isinstance(stored, Numeric) else stored
        if kind == "time":
            return as_printed(0, Format(date="time"))
        if kind == "boolean":
            return cell.get(f"{OFFICE}boolean-value", "").upper()
        if kind == "date" and (day := ISO_DAY.match(cell.get(f"{OFFICE}date-value", ""))):
            shown = self.styles.date_of(style) or ("" if text else "ymd")
            return date_shown(datetime.date(*map(int, day.groups())), shown) if shown else text
        return text or cell.get(f"{OFFICE}string-value", "")

    def _words(self, cell: ElementTree.Element) -> str:
        """The displayed text: without comments, which lie beside its paragraphs."""
        return "\n".join(self._inside(one) for one in cell if one.tag == f"{TEXT}p")

    def _inside(self, element: ElementTree.Element) -> str:
        words = element.text or ""
        for one in element:
            name = local(one.tag)
            if name == "s":
                words += " " * min(_times(one, f"{TEXT}c"), 100)
            elif name in ("tab", "line-break"):
                words += "\t" if name == "tab" else "\n"
            elif name not in ("annotation", "ruby-text", "note"):
                text = self._inside(one)
                is_raised = one.get(f"{TEXT}style-name") in self.styles.raised
                words += text.translate(RAISED) if is_raised else text
            words += one.tail or ""
        return words


def _times(element: ElementTree.Element, name: str) -> int:
    times = int(element.get(name) or 1)
    if times < 1:
        raise ValueError(times)
    return times
