"""XLSX files, read row by row with ElementTree (decision 12: why not openpyxl).

Limits bound memory and time. Formulas are not evaluated: a needed cell with one is refused.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree import ElementTree

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.web.files import unprotected
from core.web.xlsx import LAST_ROW
from intake.tables.cells import Unusable, is_blank, says_nothing
from intake.tables.number_formats import FORMATS, as_printed, number_format
from intake.tables.table import COLUMNS, Hidden, Table, UnreadableError, check_header

PIECE = 64 * 1024
MEMBERS = 2000  # files in the archive
SMALL_PART = 8 << 20  # bytes of workbook.xml, of the styles
LARGEST_ROW = 8 << 20  # bytes
LARGEST_ROW_PARTS = 100_000  # elements
MOST = 2 * LAST_ROW  # rows and merged cells of a sheet; shared texts
SHARED_TEXTS = 64 << 20  # bytes
LONGEST = 1 << 20  # characters of a cell
LAST_COLUMN = 16_384  # of a spreadsheet
RANGE = re.compile(
    r"(?P<left>[A-Z]{1,3})(?P<top>[0-9]{1,7}):(?P<right>[A-Z]{1,3})(?P<bottom>[0-9]{1,7})"
)
MARK = b"mergeCell"  # element of a sheet with merged cells
CELLS = 6_000_000  # in a file, blank ones included: IMPORT_MAX_ROWS rows of a wide table
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    EOFError,
    LookupError,
    ValueError,
    OverflowError,
    RuntimeError,
    OSError,
)


def tables(file: BinaryIO) -> list[Table]:
    """All sheets; those that are no table or empty say so. Raises UnreadableError."""
    with _in_words():
        book = _Book(file)
    return [_table(book, *sheet) for sheet in book.sheets]


def _table(book: "_Book", title: str, part: str, is_hidden: bool) -> Table:
    if not part:
        return Table(title, [], iter(()), unread=_("it holds no table"))
    hidden = Hidden(is_hidden)
    rows = book.rows(part, hidden)
    header = next((cells for _number, cells in rows), None)
    if header is None:
        return Table(title, [], rows, unread=_("it is empty"))
    hidden.rows = 0
    words = ["" if cell is None else str(cell) for cell in header]
    return Table(title, check_header(words), rows, hidden)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise UnreadableError(_("The spreadsheet is broken: it cannot be read.")) from error


def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Book:
    def __init__(self, file: BinaryIO):
        self.archive = zipfile.ZipFile(file)
        self._check_size()
        self.cells_left = CELLS
        root = self._relations("")
        workbook = dict(root.values()).get("officeDocument", "xl/workbook.xml")
        parts = self._relations(workbook)
        by_kind = dict(parts.values())
        self.is_1904 = any(
            one.get("date1904") in ("1", "true")
            for one in self._elements(workbook, "{*}workbookPr")
        )
        self.sheets = []  # title, part ("" of a chart), is it hidden
        for one in self._elements(workbook, "{*}sheets/{*}sheet"):
            kind, part = parts[one["id"]]
            is_hidden = one.get("state", "visible") != "visible"
            self.sheets.append((one["name"], part if kind == "worksheet" else "", is_hidden))
        self.texts = self._shared_texts(by_kind.get("sharedStrings"))
        self.formats = self._formats(by_kind.get("styles"))

    def _check_size(self) -> None:
        members = self.archive.infolist()
        if len(members) > MEMBERS or any(one.flag_bits & 1 for one in members):
            raise UnreadableError(_("The spreadsheet is locked, or is none."))
        expanded = sum(one.file_size for one in members)
        if expanded > settings.IMPORT_MAX_EXPANSION:
            raise UnreadableError(
                _("The spreadsheet would expand to %(size)s; at most %(limit)s are taken.")
                % {
                    "size": filesizeformat(expanded),
                    "limit": filesizeformat(settings.IMPORT_MAX_EXPANSION),
                }
            )

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """(last word of the type, name) of related parts, by key."""
        folder, name = posixpath.split(part)
        found = {}
        for one in self._elements(posixpath.join(folder, "_rels", f"{name}.rels"), "*"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one["Target"]))
                found[one["Id"]] = (one["Type"].rpartition("/")[2], target.lstrip("/"))
        return found

    def _elements(self, part: str, path: str) -> list[dict[str, str]]:
        if self.archive.getinfo(part).file_size > SMALL_PART:
            raise ValueError(part)
        data = self.archive.read(part)
        _check_prolog(data)
        return [
            {_local(name): value for name, value in element.attrib.items()}
            for element in ElementTree.fromstring(data).iterfind(path)  # noqa: S314, no entities
        ]

    def _finished(self, part: str, until: str, *names: str) -> Iterator[ElementTree.Element]:
        """Elements of these names until an `until` element, emptied afterwards to save memory."""
        parser, size, inside, number = ElementTree.XMLPullParser(["end"]), 0, 0, 0
        with self.archive.open(part) as stream:
            while piece := stream.read(PIECE):
                if not number:
                    _check_prolog(piece)
                parser.feed(piece)
                size += len(piece)
                for _event, element in parser.read_events():
                    name, inside = _local(element.tag), inside + 1
                    if name in names:
                        number += 1
                        yield element
                        element.clear()
                        size = inside = 0
                    elif name == until:
                        return
                if size > LARGEST_ROW or inside > LARGEST_ROW_PARTS or number > MOST:
                    raise ValueError(part)
        parser.close()

    def _shared_texts(self, part: str | None) -> list[str]:
        if part not in self.archive.namelist():
            return []
        if self.archive.getinfo(part).file_size > SHARED_TEXTS:
            raise UnreadableError(_("The texts of the spreadsheet are too long: split it."))
        return [_words(item) for item in self._finished(part, "sst", "si")]

    def _formats(self, part: str | None) -> list[str]:
        if part not in self.archive.namelist():
            return []
        own = {
            one["numFmtId"]: number_format(one.get("formatCode", ""))
            for one in self._elements(part, "{*}numFmts/{*}numFmt")
        }
        numbers = [one.get("numFmtId", "0") for one in self._elements(part, "{*}cellXfs/{*}xf")]
        return [own.get(number) or FORMATS.get(number, "") for number in numbers]

    def rows(self, part: str, hidden: Hidden) -> Iterator[tuple[int, list]]:
        with _in_words():
            merged, number = Filling(self._merged_cells(part)), 0
            for row in self._finished(part, "sheetData", "row", "col"):
                is_hidden = row.get("hidden") in ("1", "true")
                if _local(row.tag) == "col":
                    if is_hidden and len(hidden.columns) < COLUMNS:
                        first, last = int(row.get("min", 0)), int(row.get("max", 0))
                        hidden.columns.update(range(max(first, 1), min(last, COLUMNS) + 1))
                    continue
                last, number = number, int(row.get("r", number + 1))
                if not last < number <= LAST_ROW:
                    raise ValueError(number)
                cells = merged.filled(number, self._cells(row))
                if not is_blank(cells):
                    hidden.rows += is_hidden
                    yield number, cells

    def _merged_cells(self, part: str) -> list[str]:
        """Merged cells follow the rows, so the sheet is unpacked twice."""
        with self.archive.open(part) as stream:
            last, has_any = b"", False
            while not has_any and (piece := stream.read(PIECE)):
                has_any = MARK in (last + piece).replace(b"\0", b"")
                last = piece[-2 * len(MARK) :]
        if not has_any:
            return []
        elements = self._finished(part, "mergeCells", "row", "mergeCell")
        return [one.get("ref", "") for one in elements if _local(one.tag) != "row"]

    def _cells(self, row: ElementTree.Element) -> list:
        if len(row) > LAST_COLUMN:
            raise ValueError(len(row))
        self.cells_left -= len(row)
        if self.cells_left < 0:
            raise UnreadableError(
                _("The spreadsheet has more than %(limit)s cells, blank ones counted: split it.")
                % {"limit": f"{CELLS:,}"}
            )
        cells, column = [], 0
        for cell in row:
            column = column_number(cell.get("r", "")) or column + 1
            value = self._value(cell)
            if value is None or value == "":
                continue
            if column > COLUMNS:
                check_header(["…"] * column)
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = value
        return cells

    def _value(self, cell: ElementTree.Element):
        text, kind = "", cell.get("t", "n")
        for child in cell:
            name = _local(child.tag)
            if name == "f":
                return Unusable(_("the cell holds a formula. Put its result there, as a value."))
            if name == "v":
                text = child.text or ""
            elif name == "is":
                text = _words(child)
        if kind == "e":
            reason = _("the spreadsheet program reports an error here: %(error)s.")
            return Unusable(reason % {"error": text[:20]})
        if kind == "n":
            style = int(cell.get("s") or 0)
            shown = self.formats[style] if style < len(self.formats) else ""
            return as_printed(float(text), shown, is_1904=self.is_1904) if text else None
        if kind == "b":
            return text == "1"
        if kind == "d":
            return text[:10]
        if kind == "s":
            text = self.texts[int(text)] if text else ""
        if len(text) > LONGEST:
            raise UnreadableError(_("A cell of the spreadsheet is too long."))
        return unprotected(text)


def _check_prolog(start: bytes) -> None:
    """Raises ValueError for a document type, which may declare expanding entities."""
    if b"<!DOCTYPE" in start.replace(b"\0", b""):
        raise ValueError("document type")


def _words(item: ElementTree.Element) -> str:
    """The text of a string without formatting and phonetic hints (rPh)."""
    words = ""
    for child in item:
        name = _local(child.tag)
        if name == "t":
            words += child.text or ""
        elif name == "r":
            words += _words(child)
    return words


class MergedText(str):
    """The text of a merged cell, in a row other than its first."""

    __slots__ = ()


class Filling:
    """Fills the rows of a sheet, in order, with the texts of merged cells, as in "B2:B9".

    Files hold a text in the first row only, and a blank cell would empty a field.
    """

    def __init__(self, addresses: Iterable[str]):
        found = filter(None, map(RANGE.fullmatch, addresses))
        self.coming = sorted(found, key=lambda merged: int(merged["top"]))[::-1]
        self.open: dict[int, tuple[int, str | Unusable]] = {}  # by column: last row, text

    def filled(self, number: int, cells: list) -> list:
        """The row with merged texts filled in. Raises UnreadableError for wide ones."""
        for column, (last_row, text) in list(self.open.items()):
            if number > last_row:
                del self.open[column]
            else:
                cells += [None] * (column - len(cells))
                cells[column - 1] = text
        while self.coming and int(self.coming[-1]["top"]) <= number:
            self._begin(self.coming.pop(), number, cells)
        return cells

    def _begin(self, merged: re.Match, number: int, cells: list) -> None:
        column, is_first = column_number(merged["left"]), int(merged["top"]) == number
        value = cells[column - 1] if is_first and column <= len(cells) else None
        if says_nothing(value):
            return
        if column_number(merged["right"]) > column:
            raise UnreadableError(
                _(
                    "The cells %(range)s are merged across columns: split them, and leave out "
                    "rows above the header, so that each column has cells of its own."
                )
                % {"range": merged[0]}
            )
        if isinstance(value, bool):
            value = "true" if value else "false"
        text = value if isinstance(value, Unusable) else MergedText(value)
        self.open[column] = (int(merged["bottom"]), text)


def column_number(address: str) -> int:
    """The column of an address, from 1; 0 without an address."""
    column = 0
    for letter in address[:4]:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column
