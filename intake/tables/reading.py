"""Files in our own form as tables: the first row is the header, and each cell one value."""

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.web.xlsx import column_letters
from intake.tables.cells import Across, Formula, Merged, Numeric, Unusable
from intake.tables.grids import limited, sheets
from intake.tables.table import Grid, Table, UnreadableError, check_header


def tables(file: BinaryIO) -> list[Table]:
    """The tables of a file. Raises UnreadableError, here or while rows are read."""
    found = [_table(grid) for grid in sheets(file)]
    if not any(table.header for table in found):
        raise UnreadableError(_("The file is empty."))
    count = itertools.count(1)
    for table in found:
        table.rows = limited(table.rows, count)
    return found


def _table(grid: Grid) -> Table:
    if grid.unread:
        return Table(grid.title, [], iter(()), unread=grid.unread)
    rows = _rows(grid)
    header = next((cells for _number, cells in rows), None)
    if header is None:
        return Table(grid.title, [], rows, unread=_("it is empty"))
    grid.hidden.rows = 0
    words = ["" if cell is None else str(cell) for cell in header]
    return Table(grid.title, check_header(words), rows, grid.hidden)


def _rows(grid: Grid) -> Iterator[tuple[int, list]]:
    for number, cells in grid.rows():
        for place, cell in enumerate(cells):
            if type(cell) is not str and isinstance(cell, str):
                cells[place] = _strict(cell, number, place, cells)
        yield number, cells


def _strict(cell: str, number: int, place: int, cells: list) -> str | Unusable:
    """A spreadsheet's cell with its stored digits; without what has to be understood first."""
    if isinstance(cell, Across):
        last = place
        while last + 1 < len(cells) and isinstance(cells[last + 1], Across):
            last += 1
        raise UnreadableError(
            _(
                "The cells %(range)s are merged across columns: split them, and leave out "
                "rows above the header, so that each column has cells of its own."
            )
            % {"range": f"{column_letters(place)}{number}:{column_letters(last + 1)}{number}"}
        )
    if isinstance(cell, Formula):
        return Unusable(_("the cell holds a formula. Put its result there, as a value."))
    if isinstance(cell, Numeric):
        if cell.endswith("%"):
            return Unusable(
                _(
                    "the cell is formatted as a percentage. Write the number alone, and choose "
                    "the unit."
                )
            )
        return Merged(cell.stored) if isinstance(cell, Merged) else cell.stored
    return cell
