"""Merged cells of a spreadsheet: one text for every row that the cell spans.

A file holds the text once, in the first row; read as it lies, the other rows would be blank,
and a blank cell empties a field.
"""

import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.tables.cells import Unusable, says_nothing
from intake.tables.reading import UnreadableError
from intake.tables.xlsx_parts import PIECE, column_number, parsed

RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
MARKS = (b"mergeCell", "mergeCell".encode("utf-16-le"))  # of a sheet that has any
MOST = 200_000


class MergedText(str):
    """What a merged cell says, in a row other than its first."""

    __slots__ = ()


@dataclass(frozen=True)
class MergedRange:
    """The rows and columns of a merged cell, from 1; `address` as spreadsheets write it."""

    address: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


def merged_ranges(archive: zipfile.ZipFile, part: str) -> list[MergedRange]:
    """The merged cells of a sheet, in the order of their rows.

    They stand behind the rows: the sheet is unpacked once more, and parsed where it has any.
    """
    found: list[MergedRange] = []

    def start(tag: str, attributes: dict) -> None:
        match = RANGE.fullmatch(attributes.get("ref", "")) if tag == "mergeCell" else None
        if match and len(found) < MOST:
            left, top, right, bottom = match.groups()
            columns = column_number(left), column_number(right)
            found.append(MergedRange(match[0], int(top), int(bottom), *columns))

    if _has_any(archive, part):
        for _piece in parsed(archive, part, start, lambda _tag: None, None):
            pass
    return sorted(found, key=lambda one: one.first_row)


def _has_any(archive: zipfile.ZipFile, part: str) -> bool:
    last = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            if any(mark in last + piece for mark in MARKS):
                return True
            last = piece[-len(MARKS[1]) :]
    return False


class Filling:
    """Fills the rows of a sheet, in their order, from the merged cells that reach into them."""

    def __init__(self, ranges: list[MergedRange]):
        self.coming = ranges[::-1]
        self.open: dict[int, tuple[int, str | Unusable]] = {}  # by column: its last row, its text

    def filled(self, number: int, cells: list) -> list:
        """The row with the texts of merged cells. Raises UnreadableError for wide ones."""
        for column, (last_row, text) in list(self.open.items()):
            if number > last_row:
                del self.open[column]
            else:
                cells += [None] * (column - len(cells))
                cells[column - 1] = text
        while self.coming and self.coming[-1].first_row <= number:
            self._begin(self.coming.pop(), number, cells)
        return cells

    def _begin(self, merged: MergedRange, number: int, cells: list) -> None:
        column = merged.first_column
        value = cells[column - 1] if merged.first_row == number and column <= len(cells) else None
        if says_nothing(value):
            return
        if merged.last_column > column:
            raise UnreadableError(
                _(
                    "The cells %(range)s are merged across columns: split them, and leave out "
                    "rows above the header, so that each column has cells of its own."
                )
                % {"range": merged.address}
            )
        if isinstance(value, bool):
            value = "true" if value else "false"
        text = value if isinstance(value, Unusable) else MergedText(value)
        self.open[column] = (merged.last_row, text)
