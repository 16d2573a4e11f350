"""Archives of XML parts, as spreadsheets are: limits bound memory and time."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree import ElementTree

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.web.xlsx import LAST_ROW
from intake.tables.table import COLUMNS, UnreadableError, check_header

PIECE = 64 * 1024
MEMBERS = 2000  # files in the archive
SMALL_PART = 8 << 20  # bytes of workbook.xml, of the styles
LARGEST_ROW = 8 << 20  # bytes
LARGEST_ROW_PARTS = 100_000  # elements
MOST = 2 * LAST_ROW  # rows and merged cells of a sheet; shared texts
LONGEST = 1 << 20  # characters of a cell
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


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise UnreadableError(_("The spreadsheet is broken: it cannot be read.")) from error


def local(name: str) -> str:
    return name.rpartition("}")[2]


class Archive(zipfile.ZipFile):
    """Raises UnreadableError for one that is locked, or would expand too far."""

    def __init__(self, file: BinaryIO):
        super().__init__(file)
        self.check_size()

    def check_size(self) -> None:
        members = self.infolist()
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

    def elements(self, part: str, path: str) -> list[dict[str, str]]:
        if self.getinfo(part).file_size > SMALL_PART:
            raise ValueError(part)
        data = self.read(part)
        check_prolog(data)
        return [
            {local(name): value for name, value in element.attrib.items()}
            for element in ElementTree.fromstring(data).iterfind(path)  # noqa: S314, no entities
        ]

    def finished(self, part: str, until: str, *names: str) -> Iterator[ElementTree.Element]:
        """Elements of these names until an `until` element, emptied afterwards to save memory."""
        parser, size, inside, number = ElementTree.XMLPullParser(["end"]), 0, 0, 0
        with self.open(part) as stream:
            while piece := stream.read(PIECE):
                if not number:
                    check_prolog(piece)
                parser.feed(piece)
                size += len(piece)
                for _event, element in parser.read_events():
                    name, inside = local(element.tag), inside + 1
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


def check_prolog(start: bytes) -> None:
    """Raises ValueError for a document type, which may declare expanding entities."""
    if b"<!DOCTYPE" in start.replace(b"\0", b""):
        raise ValueError("document type")


class Budget:
    """The cells that may still be read. Raises UnreadableError for more."""

    def __init__(self):
        self.left = CELLS

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise UnreadableError(
                _("The spreadsheet has more than %(limit)s cells, blank ones counted: split it.")
                % {"limit": f"{CELLS:,}"}
            )


def check_length(text: str) -> str:
    """The text of a cell. Raises UnreadableError for one that is too long."""
    if len(text) > LONGEST:
        raise UnreadableError(_("A cell of the spreadsheet is too long."))
    return text


def put(cells: list, column: int, value) -> None:
    """Sets the cell of a column, from 1. Raises UnreadableError beyond COLUMNS."""
    if column > COLUMNS:
        check_header(["…"] * column)
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = value
