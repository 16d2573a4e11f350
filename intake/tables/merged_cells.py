"""Merged cells: their text fills every row that they span.

Files hold it in the first row only, and a blank cell would empty a field.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.tables.cells import Unusable, says_nothing
from intake.tables.table import UnreadableError

RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


class MergedText(str):
    """The text of a merged cell, in a row other than its first."""

    __slots__ = ()


@dataclass(frozen=True)
class MergedRange:
    """Rows and columns of a merged cell, from 1; `address` is like "B2:B9"."""

    address: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


def merged_ranges(addresses: Iterable[str]) -> list[MergedRange]:
    found = []
    for match in filter(None, map(RANGE.fullmatch, addresses)):
        left, top, right, bottom = match.groups()
        columns = column_number(left), column_number(right)
        found.append(MergedRange(match[0], int(top), int(bottom), *columns))
    return sorted(found, key=lambda one: one.first_row)


def column_number(address: str) -> int:
    """The column of an address, from 1; 0 without an address."""
    column = 0
    for letter in address[:4]:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column


class Filling:
    """Fills the rows of a sheet, in order, from merged cells that reach into them."""

    def __init__(self, ranges: list[MergedRange]):
        self.coming = ranges[::-1]
        self.open: dict[int, tuple[int, str | Unusable]] = {}  # by column: last row, text

    def filled(self, number: int, cells: list) -> list:
        """The row with merged texts filled in. Raises UnreadableError for wide ones."""
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
