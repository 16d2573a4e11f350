"""Files as tables: CSV, XLSX and JSON, told apart by what is in them, read piece by piece.

Whatever is wrong with a file raises UnreadableError with a sentence for the person who chose
it. Nothing of a file is ever evaluated.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.web.files import unprotected
from intake.tables.cells import says_nothing

COLUMNS = 200  # more than twice as many as any kind of record has
PIECE = 1 << 20
DELIMITERS = ",;\t"
# So many letters read as UTF-8 before the first that is not: damaged, not another encoding.
SURELY_UTF_8 = 5


class UnreadableError(Exception):
    """The file cannot be read as a table; the message says why."""


@dataclass
class Table:
    """One sheet: its name ("" in files that have but one), its header, and its rows.

    A row is its number as spreadsheet programs count, and its cells under the header. They
    can be read once.
    """

    title: str
    header: list[str]
    rows: Iterator[tuple[int, list]]


def tables(file: BinaryIO) -> list[Table]:
    """The tables of a file. Raises UnreadableError, here or while rows are read."""
    from intake.tables import reading_json, reading_xlsx  # noqa: PLC0415, they need what is here

    size = file.seek(0, io.SEEK_END)
    if size > settings.IMPORT_MAX_BYTES:
        raise UnreadableError(
            _("The file is too large: %(size)s, and at most %(limit)s are taken.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.IMPORT_MAX_BYTES)}
        )
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK"):
        found = reading_xlsx.tables(file)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            _(
                "This is a spreadsheet in the old format or with a password. Save it as .xlsx "
                "without a password."
            )
        )
    else:
        stream = _text(file)
        is_json = stream.read(100).lstrip("\ufeff \t\r\n").startswith(("[", "{"))
        stream.seek(0)
        found = reading_json.tables(stream) if is_json else [_csv_table(stream)]
    if not found:
        raise UnreadableError(_("The file is empty."))
    return limited(found)


def limited(found: list[Table]) -> list[Table]:
    """The same tables, that refuse to give more rows than are taken from one file."""
    count = 0

    def counted(rows):
        nonlocal count
        for row in rows:
            count += 1
            if count > settings.IMPORT_MAX_ROWS:
                raise UnreadableError(
                    _("The file has more than %(limit)s rows: split it.")
                    % {"limit": f"{settings.IMPORT_MAX_ROWS:,}"}
                )
            yield row

    return [Table(table.title, table.header, counted(table.rows)) for table in found]


def check_header(header: list[str]) -> list[str]:
    """The header without the empty cells at its end. Raises UnreadableError."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > COLUMNS:
        raise UnreadableError(_("The table has more than %(limit)s columns.") % {"limit": COLUMNS})
    return header


def is_blank(cells: list) -> bool:
    """Whether a row says nothing at all."""
    return all(says_nothing(cell) for cell in cells)


# -- Text -----------------------------------------------------------------------------------


def _text(file: BinaryIO) -> io.TextIOWrapper:
    """The file as text. Reads it once to be sure of its encoding."""
    encoding = _encoding(file)
    file.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Raw(file)), encoding=encoding, newline="")


class _Raw(io.RawIOBase):
    """The file, left open when the text that is made of it goes."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()


def _encoding(file: BinaryIO) -> str:
    """How the file's text is encoded: by its mark, else UTF-8, else GB18030."""
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        file.seek(0)
        place, letters = _first_fault(file, encoding)
        if place is None:
            return encoding
        if encoding.startswith("utf-8") and letters >= SURELY_UTF_8:
            raise UnreadableError(
                _("The file is damaged: its text in UTF-8 breaks off after %(count)s characters.")
                % {"count": f"{place:,}"}
            )
    raise UnreadableError(
        _("This is neither a spreadsheet nor text in UTF-8 or GB18030: it cannot be read.")
    )


def _first_fault(file: BinaryIO, encoding: str) -> tuple[int | None, int]:
    """After how many characters the text breaks off, None if nowhere; the letters beyond ASCII."""
    decoder = codecs.getincrementaldecoder(encoding)()
    characters = letters = 0
    while True:
        piece = file.read(PIECE)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(encoding, errors="ignore")
            letters += sum(not one.isascii() for one in sound)
            return characters + len(sound), letters
        if "\0" in text:
            return characters, 0
        characters += len(text)
        letters += len(text) - len(text.encode("ascii", errors="ignore"))
        if not piece:
            return None, letters


# -- CSV ------------------------------------------------------------------------------------


def _csv_table(stream: io.TextIOWrapper) -> Table:
    """A table of values between commas, semicolons or tabs."""
    first = stream.readline(PIECE)
    while first and not first.strip():
        first = stream.readline(PIECE)
    if not first:
        raise UnreadableError(_("The file is empty."))
    delimiter = max(DELIMITERS, key=first.count)
    stream.seek(0)
    rows = _csv_rows(csv.reader(stream, delimiter=delimiter))
    header = next((cells for _number, cells in rows if not is_blank(cells)), [])
    header = [unprotected((cell or "").strip("\ufeff")) for cell in header]
    return Table("", check_header(header), rows)


def _csv_rows(reader) -> Iterator[tuple[int, list]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(
                _("Row %(row)s cannot be read: %(reason)s.") % {"row": number, "reason": error}
            ) from error
        if not is_blank(cells):
            yield number, [unprotected(cell) for cell in cells]
