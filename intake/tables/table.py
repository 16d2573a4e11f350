"""What every file is read into: sheets with a header and rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

COLUMNS = 200  # more than twice as many as any kind of record has


class UnreadableError(Exception):
    """The file cannot be read as a table; the message says why."""


@dataclass
class Table:
    """One sheet: its name ("" in files that have but one), its header, and its rows.

    A row is its number as spreadsheet programs count, and its cells under the header. They
    can be read once.
    """

    title: str
    header: list[str]
    rows: Iterator[tuple[int, list]]


def limited(found: list[Table]) -> list[Table]:
    """The same tables, whose rows raise UnreadableError beyond IMPORT_MAX_ROWS of a file."""
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
    """The header without the empty cells at its end. Raises UnreadableError."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > COLUMNS:
        raise UnreadableError(_("The table has more than %(limit)s columns.") % {"limit": COLUMNS})
    return header
