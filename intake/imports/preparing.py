"""An uploaded file on its way to a preview."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models import ImportRun
from intake.imports.applying import tried
from intake.imports.staging import Permitted, Staging, sheets_of
from intake.imports.writing import RefusedError
from intake.tables.reading import tables
from intake.tables.table import UnreadableError

KEPT_DAYS = 7  # previews that nobody applies are thrown away
PIECE = 1 << 20


def prepared(
    file: BinaryIO, *, name: str, kind: type[models.Model] | None, user
) -> Iterator[ImportRun | str]:
    """Read, compare and try a file. Gives what it is doing, in words; in the end the run.

    Raises RefusedError where the file as a whole cannot be taken. If it ends in any other way
    than with the run, nothing of the file is kept.
    """
    run = None
    try:
        digest, size = _summed_up(file)
        sheets = sheets_of(tables(file), kind)
        _throw_old_previews_away()
        run = ImportRun.objects.create(file_name=name[-200:], sha256=digest, size=size, actor=user)
        staging = Staging(run, Permitted(user))
        for count in staging.take(sheets):
            yield _("Rows read and compared: %(count)s") % {"count": f"{count:,}"}
        if not staging.counts.total():
            raise RefusedError(_("The file has a header and no rows."))
        for count in tried(run):
            yield _("Rows tried: %(count)s") % {"count": f"{count:,}"}
    except UnreadableError as error:
        _forget(run)
        raise RefusedError(str(error)) from error
    except BaseException:  # also when the browser has gone
        _forget(run)
        raise
    yield run


def _forget(run: ImportRun | None) -> None:
    if run is not None:
        run.delete()


def _throw_old_previews_away() -> None:
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    ImportRun.objects.filter(applied__isnull=True, uploaded__lt=old).delete()


def _summed_up(file: BinaryIO) -> tuple[str, int]:
    """The file's SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
