"""CSV, XLSX and JSON files as tables, recognised by content. Nothing is evaluated."""

import io
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from intake.tables import spreadsheets, text_files
from intake.tables.table import Table, UnreadableError, limited


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
    if not found:
        raise UnreadableError(_("The file is empty."))
    return limited(found)
