"""Every file with rows and columns, and pasted tables, as grids of cells as printed."""

from typing import BinaryIO

from intake.tables.table import Grid


def grids(file: BinaryIO, name: str = "") -> list[Grid]:
    """The sheets or tables of a file. Raises UnreadableError, here or while rows are read."""
    raise NotImplementedError


def pasted(text: str) -> list[Grid]:
    """The tables of a text pasted from a sheet (lines with tabs) or a page (HTML)."""
    raise NotImplementedError
