"""XLSX files, read row by row with ElementTree (decision 12: why not openpyxl).

Formulas are not evaluated: their stored results are read.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import cache, partial
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from core.web.files import unprotected
from core.web.xlsx import LAST_ROW
from intake.tables.archives import PIECE, Archive, Budget, check_length, in_words, local, put
from intake.tables.cells import RAISED, Formula, Unusable, is_blank, marked
from intake.tables.merging import Area, Filling
from intake.tables.number_formats import FORMATS, Format, as_printed, number_format
from intake.tables.table import COLUMNS, Grid, Hidden, UnreadableError

SHARED_TEXTS = 64 << 20  # bytes
LAST_COLUMN = 16_384  # of a spreadsheet
RANGE = re.compile(
    r"(?P<left>[A-Z]{1,3})(?P<top>[0-9]{1,7}):(?P<right>[A-Z]{1,3})(?P<bottom>[0-9]{1,7})"
)
MARK = b"mergeCell"  # element of a sheet with merged cells


def grids(archive: Archive) -> list[Grid]:
    """All sheets; those that are no table say so. Raises UnreadableError."""
    with in_words():
        book = _Book(archive)
    found = []
    for title, part, is_hidden in book.sheets:
        hidden = Hidden(is_hidden)
        rows = partial(book.rows, part, hidden)
        found.append(Grid(title, rows, hidden, "" if part else _("it holds no table")))
    return found


class _Book:
    def __init__(self, archive: Archive):
        self.archive = archive
        root = self._relations("")
        workbook = dict(root.values()).get("officeDocument", "xl/workbook.xml")
        parts = self._relations(workbook)
        by_kind = dict(parts.values())
        self.is_1904 = any(
            one.get("date1904") in ("1", "true")
            for one in self.archive.elements(workbook, "{*}workbookPr")
        )
        self.merged_cells = cache(self._merged_cells)
        self.sheets = []  # title, part ("" of a chart), is it hidden
        for one in self.archive.elements(workbook, "{*}sheets/{*}sheet"):
            kind, part = parts[one["id"]]
            is_hidden = one.get("state", "visible") != "visible"
            self.sheets.append((one["name"], part if kind == "worksheet" else "", is_hidden))
        self.texts = self._shared_texts(by_kind.get("sharedStrings"))
        self.formats = self._formats(by_kind.get("styles"))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """(last word of the type, name) of related parts, by key."""
        folder, name = posixpath.split(part)
        found = {}
        for one in self.archive.elements(posixpath.join(folder, "_rels", f"{name}.rels"), "*"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one["Target"]))
                found[one["Id"]] = (one["Type"].rpartition("/")[2], target.lstrip("/"))
        return found

    def _shared_texts(self, part: str | None) -> list[str]:
        if part not in self.archive.namelist():
            return []
        if self.archive.getinfo(part).file_size > SHARED_TEXTS:
            raise UnreadableError(_("The texts of the spreadsheet are too long: split it."))
        return [_words(item) for item in self.archive.finished(part, "sst", "si")]

    def _formats(self, part: str | None) -> list[Format]:
        if part not in self.archive.namelist():
            return []
        own = {
            one["numFmtId"]: number_format(one.get("formatCode", ""))
            for one in self.archive.elements(part, "{*}numFmts/{*}numFmt")
        }
        numbers = [
            one.get("numFmtId", "0") for one in self.archive.elements(part, "{*}cellXfs/{*}xf")
        ]
        return [own.get(number) or FORMATS.get(number, Format()) for number in numbers]

    def rows(self, part: str, hidden: Hidden) -> Iterator[tuple[int, list]]:
        hidden.rows, number, budget = 0, 0, Budget()
        with in_words():
            merged = Filling(self.merged_cells(part))
            for row in self.archive.finished(part, "sheetData", "row", "col"):
                is_hidden = row.get("hidden") in ("1", "true")
                if local(row.tag) == "col":
                    if is_hidden and len(hidden.columns) < COLUMNS:
                        first, last = int(row.get("min", 0)), int(row.get("max", 0))
                        hidden.columns.update(range(max(first, 1), min(last, COLUMNS) + 1))
                    continue
                last, number = number, int(row.get("r", number + 1))
                if not last < number <= LAST_ROW:
                    raise ValueError(number)
                cells = merged.filled(number, self._cells(row, budget))
                if not is_blank(cells):
                    hidden.rows += is_hidden
                    yield number, cells

    def _merged_cells(self, part: str) -> list[Area]:
        """Merged cells follow the rows, so the sheet is unpacked twice."""
        with self.archive.open(part) as stream:
            last, has_any = b"", False
            while not has_any and (piece := stream.read(PIECE)):
                has_any = MARK in (last + piece).replace(b"\0", b"")
                last = piece[-2 * len(MARK) :]
        if not has_any:
            return []
        elements = self.archive.finished(part, "mergeCells", "row", "mergeCell")
        refs = (one.get("ref", "") for one in elements if local(one.tag) != "row")
        return [
            (
                int(area["top"]),
                column_number(area["left"]),
                int(area["bottom"]),
                column_number(area["right"]),
            )
            for area in filter(None, map(RANGE.fullmatch, refs))
        ]

    def _cells(self, row: ElementTree.Element, budget: Budget) -> list:
        if len(row) > LAST_COLUMN:
            raise ValueError(len(row))
        budget.take(len(row))
        cells, column = [], 0
        for cell in row:
            column = column_number(cell.get("r", "")) or column + 1
            value = self._value(cell)
            if value is None or value == "":
                continue
            put(cells, column, value)
        return cells

    def _value(self, cell: ElementTree.Element):
        text, kind, is_formula = "", cell.get("t", "n"), False
        for child in cell:
            name = local(child.tag)
            if name == "f":
                is_formula = True
            elif name == "v":
                text = child.text or ""
            elif name == "is":
                text = _words(child)
        if is_formula and not text and kind != "str":
            return Unusable(_("the cell holds a formula. Put its result there, as a value."))
        value = self._typed(text, kind, cell.get("s"))
        return marked(value, Formula) if is_formula and value else value

    def _typed(self, text: str, kind: str, style: str | None):
        if kind == "e":
            reason = _("the spreadsheet program reports an error here: %(error)s.")
            return Unusable(reason % {"error": text[:20]}, text[:20])
        if kind == "n":
            place = int(style or 0)
            shown = self.formats[place] if place < len(self.formats) else Format()
            return as_printed(float(text), shown, is_1904=self.is_1904) if text else None
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind == "d":
            return text[:10]
        if kind == "s":
            text = self.texts[int(text)] if text else ""
        return unprotected(check_length(text))


def _words(item: ElementTree.Element) -> str:
    """The text of a string without formatting and phonetic hints (rPh); raised digits as ¹."""
    words = ""
    for child in item:
        name = local(child.tag)
        if name == "t":
            words += child.text or ""
        elif name == "r":
            place = child.find("{*}rPr/{*}vertAlign")
            text = _words(child)
            raised = place is not None and place.get("val") == "superscript"
            words += text.translate(RAISED) if raised else text
    return words


def column_number(address: str) -> int:
    """The column of an address, from 1; 0 without an address."""
    column = 0
    for letter in address[:4]:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column
