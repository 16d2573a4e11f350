"""Where in a grid its titles, header, data and notes are, and what stands above each column."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.tables.table import Grid


@dataclass(frozen=True)
class Layout:
    """The parts of a grid by row numbers as in the file.

    `headers`: one to three rows, a row of units included. `first`: the first row of data. `last`:
    the last one; None for as many as there are. `groups`: the place of a column that the grid does
    not have, for texts of rows like "江西省" that head the rows of data below; None without.
    """

    titles: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    first: int = 1
    last: int | None = None
    notes: tuple[int, ...] = ()
    groups: int | None = None


@dataclass(frozen=True)
class Heading:
    """A column: its place from 0, its words from the top header row down, and sample cells."""

    place: int
    words: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class DataRow:
    """A row between the header and the notes; `left_out` says why it is no record ("" if it is).

    With groups, the cell at Layout.groups is the text of the row that heads it.
    """

    number: int
    cells: list
    left_out: str = ""


def layout_of(grid: Grid) -> Layout:
    """The layout as the grid's own signs tell it. Walks the grid once, headings() not again."""
    raise NotImplementedError


def headings(grid: Grid, layout: Layout) -> list[Heading]:
    """The columns that have words or cells; with groups, one more for their texts."""
    raise NotImplementedError


def context(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """The texts of titles and notes, where units and periods of the whole table stand."""
    raise NotImplementedError


def data_rows(grid: Grid, layout: Layout) -> Iterator[DataRow]:
    """All rows from the first one of data to the last, totals and repeated headers marked."""
    raise NotImplementedError
