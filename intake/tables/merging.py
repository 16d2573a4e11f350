"""Merged cells: files hold their text once, and every cell that they cover gets it."""

from collections.abc import Iterable

from intake.tables.cells import Across, Merged, Unusable, marked, says_nothing
from intake.tables.table import COLUMNS

Area = tuple[int, int, int, int]  # top, left, bottom, right, from 1


class Filling:
    """Fills the rows of a sheet, in order; blank cells below a text would empty a field."""

    def __init__(self, areas: Iterable[Area] = ()):
        self.coming = sorted(areas, reverse=True)
        # By column: the last row, the text, and whether it is the first column of its area.
        self.open: dict[int, tuple[int, str | Unusable, bool]] = {}

    def filled(self, number: int, cells: list, areas: Iterable[Area] = ()) -> list:
        """The row with merged texts filled in. `areas`: those that begin in it."""
        for column, (last_row, text, is_first) in list(self.open.items()):
            if number > last_row:
                del self.open[column]
            else:
                _put(cells, column, marked(text, Merged if is_first else Across))
        while self.coming and self.coming[-1][0] <= number:
            self._begin(self.coming.pop(), number, cells)
        for area in areas:
            self._begin(area, number, cells)
        return cells

    def _begin(self, area: Area, number: int, cells: list) -> None:
        top, left, bottom, right = area
        text = cells[left - 1] if top == number and left <= len(cells) else None
        if says_nothing(text):
            return
        for column in range(left, min(right, COLUMNS) + 1):
            if column > left:
                _put(cells, column, marked(text, Across))
            if bottom > top:
                self.open[column] = (bottom, text, column == left)


def _put(cells: list, column: int, text) -> None:
    cells += [None] * (column - len(cells))
    cells[column - 1] = text
