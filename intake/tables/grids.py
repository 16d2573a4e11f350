"""Every file with rows and columns, and pasted tables, as grids of cells as printed.

Formats are recognised by content. Nothing is evaluated.
"""

import io
import itertools
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from intake.tables import old_spreadsheets, open_document, pages, spreadsheets, text_files
from intake.tables.archives import Archive, in_words
from intake.tables.layouts import parts_of
from intake.tables.table import TOP, Grid, UnreadableError


def grids(file: BinaryIO) -> list[Grid]:
    """The sheets or tables of a file. Raises UnreadableError, here or while rows are read."""
    return _checked(sheets(file))


def pasted(text: str) -> list[Grid]:
    """The tables of a text pasted from a sheet (lines with tabs) or a page (HTML)."""
    return _checked(_of_text(text))


def sheets(file: BinaryIO) -> list[Grid]:
    """As `grids`, with rows without limit; empty sheets are not told."""
    size = file.seek(0, io.SEEK_END)
    if size > settings.IMPORT_MAX_BYTES:
        raise UnreadableError(
            _("The file is too large: %(size)s, and at most %(limit)s are taken.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.IMPORT_MAX_BYTES)}
        )
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(old_spreadsheets.STARTS):
        return old_spreadsheets.grids(file)
    if start.startswith(b"PK"):
        with in_words():
            archive = Archive(file)
        is_open = open_document.is_one(archive)
        return open_document.grids(archive) if is_open else spreadsheets.grids(archive)
    return _of_text(text_files.decoded(file.read()))


def _of_text(text: str) -> list[Grid]:
    if pages.is_one(text):
        return pages.grids(text)
    if (
        text[:100]
        .lstrip("\ufeff \t\r\n")
        .startswith(("<?xml", "<!DOCTYPE", "<html", "MIME-Version"))
    ):
        raise UnreadableError(_("This page has no table. Save the file as .xlsx or .csv."))
    return text_files.grids(text)


def limited(rows: Iterator, count: Iterator[int]) -> Iterator:
    """The rows; raises UnreadableError beyond IMPORT_MAX_ROWS."""
    for row in rows:
        if next(count) > settings.IMPORT_MAX_ROWS:
            raise UnreadableError(
                _("The file has more than %(limit)s rows: split it.")
                % {"limit": f"{settings.IMPORT_MAX_ROWS:,}"}
            )
        yield row


def _checked(found: list[Grid]) -> list[Grid]:
    found = [part for grid in found for part in _parts(grid)]
    for grid in found:
        grid.rows = partial(_limited_rows, grid.rows)
        if not grid.unread and next(grid.rows(), None) is None:
            grid.unread = _("it is empty")
    return found


def _parts(grid: Grid) -> list[Grid]:
    """The tables of a short sheet, which stand one below the other."""
    rows = [] if grid.unread else list(itertools.islice(grid.rows(), TOP + 1))
    starts = parts_of(rows) if 1 < len(rows) <= TOP else []
    if not starts:
        return [grid]
    found = []
    for number, (start, end) in enumerate(itertools.pairwise((0, *starts, rows[-1][0] + 1)), 1):
        some = [row for row in rows if start <= row[0] < end]
        title = f"{grid.title} ({number})".strip()
        found.append(Grid(title, partial(_again, some), grid.hidden))
    return found


def _again(rows: list[tuple[int, list]]) -> Iterator[tuple[int, list]]:
    """Rows that were read, as new lists: what reads them adds to them."""
    return ((number, [*cells]) for number, cells in rows)


def _limited_rows(rows) -> Iterator[tuple[int, list]]:
    return limited(rows(), itertools.count(1))
