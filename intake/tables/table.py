"""The common form of all files: sheets with a header and rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

COLUMNS = 200  # more than twice the columns of any kind of record


class UnreadableError(Exception):
    """The file cannot be read as a table; the message says why."""


@dataclass
class Table:
    """A sheet: name ("" if the file has only one), header, rows.

    A row is (number as in the spreadsheet, cells). Rows can be read once.
    """

    title: str
    header: list[str]
    rows: Iterator[tuple[int, list]]


def limited(found: list[Table]) -> list[Table]:
    """The tables; rows raise UnreadableError beyond IMPORT_MAX_ROWS a file."""
    count = 0

    def counted(rows):
        nonlocal count
        for row in rows:
            count += 1
            if count > settings.IMPORT_MAX_ROWS:
                raise UnreadableError(
                    _("The file has more than %(limit)s rows: split it.")
                    % {"limit": f"{settings.IMPORT_MAX_ROWS:,}"}
                )
            yield row

    return [Table(table.title, table.header, counted(table.rows)) for table in found]


def check_header(header: list[str]) -> list[str]:
    """The header without trailing empty cells. Raises UnreadableError."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > COLUMNS:
        raise UnreadableError(_("The table has more than %(limit)s columns.") % {"limit": COLUMNS})
    return header
