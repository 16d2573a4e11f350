"""From an uploaded file to a preview."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models import ImportRun
from history.reverting import RefusedError
from intake.imports.applying import tried
from intake.imports.staging import sheets_of, staged
from intake.tables.reading import tables
from intake.tables.table import UnreadableError

KEPT_DAYS = 7  # previews that are not applied expire


def prepared(
    file: BinaryIO, *, name: str, kind: type[models.Model] | None, user
) -> Iterator[ImportRun | str]:
    """Read, compare and try a file. Yields progress in words, then the run.

    Raises RefusedError. Deletes the run unless it completes.
    """
    run, size = None, file.seek(0, io.SEEK_END)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        sheets = sheets_of(tables(file), kind)
        old = timezone.now() - timedelta(days=KEPT_DAYS)
        ImportRun.objects.filter(applied__isnull=True, uploaded__lt=old).delete()
        run = ImportRun.objects.create(file_name=name[-200:], actor=user, sha256=digest, size=size)
        count = 0
        for count in staged(run, sheets, user):
            yield _("Rows read and compared: %(count)s") % {"count": f"{count:,}"}
        if not count:
            raise RefusedError(_("The file has a header and no rows."))
        for count in tried(run):
            yield _("Rows tried: %(count)s") % {"count": f"{count:,}"}
    except BaseException as error:  # also on disconnect
        if run is not None:
            run.delete()
        if isinstance(error, UnreadableError):
            raise RefusedError(str(error)) from error
        raise
    yield run
