"""Sentences about rows of files."""

from django.utils.translation import gettext as _

from intake.models import StagedRow


def where(row: StagedRow, column: str, message: str) -> str:
    """A problem with its place: "Observations, row 14, unit: …"."""
    words = {"sheet": row.sheet, "row": row.number, "column": column, "message": message}
    if row.sheet and column:
        return _("%(sheet)s, row %(row)s, %(column)s: %(message)s") % words
    if row.sheet:
        return _("%(sheet)s, row %(row)s: %(message)s") % words
    if column:
        return _("row %(row)s, %(column)s: %(message)s") % words
    return _("row %(row)s: %(message)s") % words
