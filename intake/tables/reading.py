"""CSV, XLSX and JSON files as tables, recognised by content. Nothing is evaluated."""

import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from intake.tables import spreadsheets, text_files
from intake.tables.table import Table, UnreadableError


def tables(file: BinaryIO) -> list[Table]:
    """The tables of a file. Raises UnreadableError, here or while rows are read."""
    size = file.seek(0, io.SEEK_END)
    if size > settings.IMPORT_MAX_BYTES:
        raise UnreadableError(
            _("The file is too large: %(size)s, and at most %(limit)s are taken.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.IMPORT_MAX_BYTES)}
        )
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            _(
                "This is a spreadsheet in the old format or with a password. Save it as .xlsx "
                "without a password."
            )
        )
    is_spreadsheet = start.startswith(b"PK")
    found = spreadsheets.tables(file) if is_spreadsheet else text_files.tables(file.read())
    if not any(table.header for table in found):
        raise UnreadableError(_("The file is empty."))
    count = itertools.count(1)
    for table in found:
        table.rows = _limited(table.rows, count)
    return found


def _limited(rows: Iterator, count: Iterator[int]) -> Iterator:
    """The rows; raises UnreadableError beyond IMPORT_MAX_ROWS a file."""
    for row in rows:
        if next(count) > settings.IMPORT_MAX_ROWS:
            raise UnreadableError(
                _("The file has more than %(limit)s rows: split it.")
                % {"limit": f"{settings.IMPORT_MAX_ROWS:,}"}
            )
        yield row
