"""Old XLS files, read with xlrd."""

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import xlrd
from django.utils.translation import gettext as _

from core.web.files import unprotected
from intake.tables.archives import Budget, check_length, in_words, put
from intake.tables.cells import RAISED, Unusable, is_blank
from intake.tables.merging import Filling
from intake.tables.number_formats import FORMATS, Format, as_printed, number_format
from intake.tables.table import COLUMNS, Grid, Hidden, UnreadableError

STARTS = (b"\xd0\xcf\x11\xe0", b"\x09\x08")


def grids(file: BinaryIO) -> list[Grid]:
    """All sheets. Raises UnreadableError."""
    try:
        book = xlrd.open_workbook(
            file_contents=file.read(), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except Exception as error:  # whatever a damaged file makes of the library
        raise UnreadableError(
            _("This is no spreadsheet that can be read: it is damaged, or has a password.")
        ) from error
    return [_grid(book, sheet) for sheet in book.sheets()]


def _grid(book: xlrd.Book, sheet) -> Grid:
    hidden = Hidden(bool(sheet.visibility))
    for column, info in sheet.colinfo_map.items():
        if info.hidden and column < COLUMNS:
            hidden.columns.add(column + 1)
    reader = _Reader(book, sheet)
    return Grid(sheet.name, partial(reader.rows, hidden), hidden)


class _Reader:
    def __init__(self, book: xlrd.Book, sheet):
        self.book, self.sheet = book, sheet
        self.formats = [self._format(one.format_key) for one in book.xf_list]

    def _format(self, key: int) -> Format:
        if str(key) in FORMATS:
            return FORMATS[str(key)]
        own = self.book.format_map.get(key)
        return number_format(own.format_str) if own else Format()

    def rows(self, hidden: Hidden) -> Iterator[tuple[int, list]]:
        hidden.rows, budget, sheet = 0, Budget(), self.sheet
        merged = Filling(
            (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
        )
        with in_words():
            for row in range(sheet.nrows):
                cells: list = []
                budget.take(sheet.row_len(row))
                for column in range(sheet.row_len(row)):
                    value = self._value(row, column)
                    if value is not None and value != "":
                        put(cells, column + 1, value)
                cells = merged.filled(row + 1, cells)
                if not is_blank(cells):
                    info = sheet.rowinfo_map.get(row)
                    hidden.rows += bool(info and info.hidden)
                    yield row + 1, cells

    def _value(self, row: int, column: int):
        kind, value = self.sheet.cell_type(row, column), self.sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            shown = self.formats[self.sheet.cell_xf_index(row, column)]
            return as_printed(value, shown, is_1904=bool(self.book.datemode))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        if kind == xlrd.XL_CELL_ERROR:
            text = xlrd.error_text_from_code.get(value, str(value))
            reason = _("the spreadsheet program reports an error here: %(error)s.")
            return Unusable(reason % {"error": text}, text)
        if kind == xlrd.XL_CELL_TEXT:
            return unprotected(check_length(self._raised(row, column, value)))
        return None

    def _raised(self, row: int, column: int, text: str) -> str:
        """The text with raised digits as ¹."""
        runs = self.sheet.rich_text_runlist_map.get((row, column), ())
        for place, (start, font) in enumerate(runs):
            if self.book.font_list[font].escapement == 1:
                end = runs[place + 1][0] if place + 1 < len(runs) else len(text)
                text = text[:start] + text[start:end].translate(RAISED) + text[end:]
        return text
