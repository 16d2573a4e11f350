"""XLSX files: sheets read row by row, whatever a spreadsheet program has put into them.

Limits hold memory and time down: what the archive may expand to, how much of it may be texts
that cells share, how many columns a row may have, and how many cells there may be, blank ones
too. Formulas are never evaluated: a cell with one is refused where its value would be needed.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.web.files import unprotected
from core.web.xlsx import LAST_ROW
from intake.tables.cells import Unusable
from intake.tables.merged_cells import Filling, merged_ranges
from intake.tables.number_formats import FORMATS, NumberFormat, as_printed, number_format
from intake.tables.reading import COLUMNS, Table, UnreadableError, check_header, is_blank
from intake.tables.xlsx_parts import column_number, in_words, parsed

MEMBERS = 2000  # files in the archive
SMALL_PART = 8 << 20  # bytes of the list of sheets, of the styles
SHARED_TEXTS = 64 << 20
LONGEST = 1 << 20  # characters of one cell
LAST_COLUMN = 16_384  # that a spreadsheet can have
CELLS = 6_000_000  # of a file, blank ones too: as many as IMPORT_MAX_ROWS rows of a wide table


def tables(file: BinaryIO) -> list[Table]:
    """The sheets that hold anything. Raises UnreadableError."""
    return _Book(file).tables()


class _Book:
    """An opened archive, with what its sheets share."""

    def __init__(self, file: BinaryIO):
        with in_words():
            self.archive = zipfile.ZipFile(file)
            self._check_size()
            self.names, parts = self._sheets()
            self.cells_left = CELLS
            self.texts = self._shared_texts(parts.get("sharedStrings", ""))
            self.formats = self._formats(parts.get("styles", ""))

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

    def _sheets(self) -> tuple[list[tuple[str, str]], dict[str, str]]:
        """(title, part) of each sheet, and the other parts by the last word of their type."""
        root = next(
            (
                attributes["Target"]
                for _parent, tag, attributes in self._elements("_rels/.rels")
                if tag == "Relationship" and attributes["Type"].endswith("/officeDocument")
            ),
            "xl/workbook.xml",
        ).lstrip("/")
        folder, name = posixpath.split(root)
        relations, others = {}, {}
        for _parent, tag, one in self._elements(f"{folder}/_rels/{name}.rels"):
            if tag == "Relationship" and one.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, one["Target"])).lstrip("/")
                kind = one["Type"].rpartition("/")[2]
                relations[one["Id"]] = (kind, part)
                others[kind] = part
        sheets = []
        self.is_1904 = False
        for _parent, tag, one in self._elements(root):
            if tag == "workbookPr":
                self.is_1904 = one.get("date1904") in ("1", "true")
            if tag == "sheet":
                kind, part = relations[one["id"]]
                if kind == "worksheet":
                    sheets.append((one["name"], part))
        return sheets, others

    def _elements(self, part: str) -> list[tuple[str, str, dict]]:
        """(parent, name, attributes) of every element of a small part, without namespaces."""
        if self.archive.getinfo(part).file_size > SMALL_PART:
            raise UnreadableError(_("The spreadsheet is broken: it cannot be read."))
        found, path = [], [""]

        def start(tag, attributes):
            plain = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
            found.append((path[-1], tag, plain))
            path.append(tag)

        for _piece in parsed(self.archive, part, start, lambda _tag: path.pop(), None):
            pass
        return found

    def _shared_texts(self, part: str) -> list[str]:
        if part not in self.archive.namelist():
            return []
        if self.archive.getinfo(part).file_size > SHARED_TEXTS:
            raise UnreadableError(_("The texts of the spreadsheet are too long: split it."))
        reader = _SharedTexts()
        for _piece in parsed(self.archive, part, reader.start, reader.end, reader.collect):
            pass
        return reader.texts

    def _formats(self, part: str) -> list[NumberFormat]:
        """What each style does to numbers, by the style's place."""
        if part not in self.archive.namelist():
            return []
        own, formats = {}, []
        for parent, tag, one in self._elements(part):
            if tag == "numFmt":
                own[one["numFmtId"]] = number_format(one.get("formatCode", ""))
            if tag == "xf" and parent == "cellXfs":
                number = one.get("numFmtId", "0")
                formats.append(own.get(number) or FORMATS.get(number, NumberFormat()))
        return formats

    def tables(self) -> list[Table]:
        found = []
        for title, part in self.names:
            rows = self.rows(part)
            header = next((cells for _number, cells in rows), None)
            if header is not None:
                words = ["" if cell is None else str(cell) for cell in header]
                found.append(Table(title, check_header(words), rows))
        return found

    def rows(self, part: str) -> Iterator[tuple[int, list]]:
        """The rows of a sheet that say anything, by number."""
        reader = _Rows(self)
        with in_words():
            merged = Filling(merged_ranges(self.archive, part))
            pieces = parsed(self.archive, part, reader.start, reader.end, reader.collect)
            for _piece in pieces:
                for number, cells in reader.take():
                    cells = merged.filled(number, cells)
                    if not is_blank(cells):
                        yield number, cells


class _Texts:
    """Collects the text of elements `t` and `v`; readings above characters (rPh) are left out."""

    def __init__(self):
        self.is_open = self.in_reading = False
        self.pieces: list[str] = []
        self.length = 0

    def fresh(self) -> None:
        self.pieces, self.length = [], 0

    def opened(self, tag: str) -> None:
        if tag == "rPh":
            self.in_reading = True
        elif tag in ("t", "v"):
            self.is_open = not self.in_reading

    def closed(self, tag: str) -> None:
        if tag == "rPh":
            self.in_reading = False
        elif tag in ("t", "v"):
            self.is_open = False

    def collect(self, text: str) -> None:
        if self.is_open:
            self.length += len(text)
            if self.length > LONGEST:
                raise UnreadableError(_("A cell of the spreadsheet is too long."))
            self.pieces.append(text)


class _SharedTexts(_Texts):
    """The texts that cells refer to by number."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []

    def start(self, tag, _attributes) -> None:
        if tag == "si":
            self.fresh()
        self.opened(tag)

    def end(self, tag) -> None:
        self.closed(tag)
        if tag == "si":
            self.texts.append("".join(self.pieces))


class _Rows(_Texts):
    """The rows of one sheet, as its elements go by."""

    def __init__(self, book: _Book):
        super().__init__()
        self.book = book
        self.ready: list[tuple[int, list]] = []
        self.number = self.column = self.in_row = 0
        self.cells: list = []

    def take(self) -> list[tuple[int, list]]:
        ready, self.ready = self.ready, []
        return ready

    def start(self, tag, attributes) -> None:
        if tag == "c":
            self.column = column_number(attributes.get("r", "")) or self.column + 1
            self._count()
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s")
            self.is_formula = False
            self.fresh()
        elif tag == "row":
            number = int(attributes.get("r", self.number + 1))
            if not self.number < number <= LAST_ROW:
                raise ValueError(number)
            self.number, self.column, self.in_row, self.cells = number, 0, 0, []
        elif tag == "f":
            self.is_formula = True
        else:
            self.opened(tag)

    def end(self, tag) -> None:
        if tag == "c":
            self._keep(self._value())
        elif tag == "row":
            self.ready.append((self.number, self.cells))
        else:
            self.closed(tag)

    def _count(self) -> None:
        """One cell more. Blank ones take time as well, and an archive holds millions."""
        self.in_row += 1
        self.book.cells_left -= 1
        if self.in_row > LAST_COLUMN:
            raise UnreadableError(_("The spreadsheet is broken: it cannot be read."))
        if self.book.cells_left < 0:
            raise UnreadableError(
                _("The spreadsheet has more than %(limit)s cells, blank ones counted: split it.")
                % {"limit": f"{CELLS:,}"}
            )

    def _keep(self, value) -> None:
        if value is None or value == "":
            return
        if self.column > COLUMNS:
            check_header(["…"] * self.column)
        self.cells.extend([None] * (self.column - len(self.cells)))
        self.cells[self.column - 1] = value

    def _value(self):
        text = "".join(self.pieces)
        if self.is_formula:
            return Unusable(_("the cell holds a formula. Put its result there, as a value."))
        if self.kind == "e":
            reason = _("the spreadsheet program reports an error here: %(error)s.")
            return Unusable(reason % {"error": text[:20]})
        if self.kind == "s":
            return unprotected(self.book.texts[int(text)]) if text else None
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            return text[:10]
        if self.kind == "n":
            return self._number(text)
        return unprotected(text)

    def _number(self, text: str):
        if not text:
            return None
        formats, style = self.book.formats, int(self.style or 0)
        form = formats[style] if style < len(formats) else NumberFormat()
        return as_printed(float(text), form, is_1904=self.book.is_1904)
