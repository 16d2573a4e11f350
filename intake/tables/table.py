"""The common forms of all files: grids of cells as printed; tables with a header and rows."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext as _

from history.reverting import RefusedError

COLUMNS = 200  # more than twice the columns of any kind of record
TOP, BOTTOM = 60, 40  # rows of a grid that tell its layout


class UnreadableError(RefusedError):
    """The file cannot be read as a table; the message says why."""


@dataclass
class Hidden:
    """What of a sheet its program does not show; the rows are counted while they are read."""

    sheet: bool = False
    columns: set[int] = field(default_factory=set)  # from 1, at most COLUMNS of them
    rows: int = 0


@dataclass
class Grid:
    """A sheet, or a table of a page, as it is printed.

    `rows()` gives (number as in the file, cells), without blank rows, and can be called again. A
    cell is None or a text; of the kinds Numeric, Formula, Merged and Across (see cells.py) if the
    file says so; or Unusable. `unread`: why the sheet has no rows.
    """

    title: str
    rows: Callable[[], Iterator[tuple[int, list]]]
    hidden: Hidden = field(default_factory=Hidden)
    unread: str = ""

    @cached_property
    def ends(self) -> "Ends":
        """What tells its layout. Walks the grid once."""
        rows, found = self.rows(), Ends()
        found.top = list(islice(rows, TOP))
        found.width = max((len(cells) for _number, cells in found.top), default=0)
        found.count = len(found.top)
        for row in rows:
            found.count += 1
            found.width = max(found.width, len(row[1]))
            found.bottom.append(row)
        return found


@dataclass
class Ends:
    """The first rows of a grid, the last ones after them, how many columns the longest has.

    `count`: of all rows that are not blank.
    """

    top: list[tuple[int, list]] = field(default_factory=list)
    bottom: deque[tuple[int, list]] = field(default_factory=lambda: deque(maxlen=BOTTOM))
    width: int = 0
    count: int = 0


@dataclass
class Table:
    """A sheet: name ("" if the file has only one), header, rows.

    A row is (number as in the spreadsheet, cells). Rows can be read once. `unread`: why the sheet
    has no header and no rows. `told`: sentences about rows that were read.
    """

    title: str
    header: list[str]
    rows: Iterator[tuple[int, list]]
    hidden: Hidden = field(default_factory=Hidden)
    unread: str = ""
    told: Callable[[], list[str]] = list


def check_header(header: list[str]) -> list[str]:
    """The header without trailing empty cells. Raises UnreadableError."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > COLUMNS:
        raise UnreadableError(_("The table has more than %(limit)s columns.") % {"limit": COLUMNS})
    return header
