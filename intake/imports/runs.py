"""A run from the file to its end: prepared, then applied, then perhaps undone.

Each step writes everything or nothing, and yields how far it is.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.records.batches import in_batches, in_chunks
from core.records.changes import Unit, unit
from core.records.doubts import Doubt, Kind
from core.records.plain import editable_fields
from core.records.writing import Problem, Row
from history.models import ImportRun, Route
from history.reverting import RefusedError
from intake.imports.staging import Sheet, sheets_of, staged
from intake.imports.writing import RowWriter
from intake.models import RowAction, StagedRow
from intake.tables.kinds import kind_named, kinds
from intake.tables.reading import tables
from sources.doubts import confirm

KEPT_DAYS = 7  # previews that are not applied expire
MOST_ERRORS = 1000  # a trial stops beyond these
DUPLICATES = (Kind.ALIKE, Kind.DUPLICATE)  # the first doubts of a row
READ = ("pk", "slug", "after", "read_revision")  # of a staged row, to write it
NAMED = 5  # problems named in a refusal

Problems = dict[int, list[Problem]]  # by row number


def prepared(
    file: BinaryIO,
    *,
    name: str,
    kind: type[models.Model] | None,
    user,
    read: tuple[list[Sheet], dict[str, list[str]]] | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> Iterator[ImportRun | str]:
    """Read, compare and try a file. Yields progress in words, then the run.

    `read`: its sheets and what is not read of it, where that is known. With a `reason` it is
    applied as well, when the caller asks for more after the run, as `tried` says. Raises
    RefusedError. Deletes the run unless it completes.
    """
    run, size = None, file.seek(0, io.SEEK_END)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        sheets, unread = read or sheets_of(tables(file), kind)
        old = timezone.now() - timedelta(days=KEPT_DAYS)
        ImportRun.objects.filter(applied__isnull=True, uploaded__lt=old).delete()
        run = ImportRun.objects.create(file_name=name[-200:], actor=user, sha256=digest, size=size)
        count = 0
        for count in staged(run, sheets, unread):
            yield _("Rows read and compared: %(count)s") % {"count": f"{count:,}"}
        if not count:
            raise RefusedError(_("The file has a header and no rows."))
        read = sheets = None  # what was remembered of its names is forgotten before the trial
        for step in tried(run, reason=reason, confirmed=confirmed):
            yield run if step is run else _("Rows tried: %(count)s") % {"count": f"{step:,}"}
    except BaseException:  # also on disconnect
        if run is not None:
            ImportRun.objects.filter(pk=run.pk, checked=None).delete()
        raise


@contextmanager
def _importing(run: ImportRun, user, reason: str) -> Iterator[Unit]:
    """The transaction of an import. Raises RefusedError for a broken rule, also by a listener."""
    try:
        with unit(actor=user, route="import", reason=reason, run=run) as work:
            yield work
    except ValidationError as error:
        told = _("Nothing was written. %(problems)s") % {"problems": " ".join(error.messages)}
        raise RefusedError(told) from error


def tried(
    run: ImportRun, *, reason: str = "", confirmed: bool = False
) -> Iterator[int | ImportRun]:
    """Write everything and roll back: database rules are checked before the preview.

    Yields the number of rows so far, and the run. Stores errors and doubts on the rows. With a
    `reason` the run is applied after it was yielded, as `applied` does: what was written stays, if
    there are no errors, and no doubts that are not `confirmed`.
    """
    problems: Problems = {}
    doubts: dict[int, list[Doubt]] = {}
    done, stays = 0, bool(reason) and _may_be_written(run)
    with _importing(run, run.actor, reason) as work:
        for done, found in _written(run, doubts):
            problems.update(found)
            stays = stays and not found and (confirmed or not doubts)
            if stays:
                work.send()
            work.before.clear()  # a trial has no history
            yield done
            if len(problems) > MOST_ERRORS:
                break
        if stays:
            yield from _store(run, problems, doubts, done)
            _keep(run, run.actor, reason)
            return
        transaction.set_rollback(True)
    yield from _store(run, dict(list(problems.items())[:MOST_ERRORS]), doubts, done)


def _store(
    run: ImportRun, problems: Problems, doubts: dict[int, list[Doubt]], done: int
) -> Iterator[int | ImportRun]:
    """Yields what is `done` after each batch, and the run."""
    run.doubt_count, run.checked = len(doubts), timezone.now()
    for keys in in_chunks({**problems, **doubts}):
        rows = list(run.rows.filter(pk__in=keys))
        for row in rows:
            asked = sorted(doubts.get(row.pk, ()), key=lambda doubt: doubt.kind not in DUPLICATES)
            row.doubts = [vars(doubt) for doubt in asked] or None
            if row.pk in problems:
                run.created_count -= row.action == RowAction.CREATE
                run.updated_count -= row.action == RowAction.UPDATE
                run.error_count += row.action != RowAction.ERROR
                row.action, row.errors = RowAction.ERROR, [*row.errors, *problems[row.pk]]
        StagedRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["doubts", "action", "errors"],
        )  # bulk_update builds a CASE for each row and column
        yield done
    run.save()
    yield run


def applied(run: ImportRun, *, user, reason: str, confirmed: bool = False) -> Iterator[int]:
    """Write the previewed rows with their history, in one transaction. Yields the rows so far.

    Raises RefusedError, with nothing written, for a record changed after the preview, a broken rule
    or doubts that are not `confirmed`. `reason` is stored with confirmed doubts.
    """
    with _importing(run, user, reason) as work:
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if not may_be_applied(run):
            raise RefusedError(_("This import cannot be applied: look at its page."))
        if run.doubt_count and not confirmed:
            raise RefusedError(_("Some rows are doubtful: look at them, and confirm them."))
        for done, found in _written(run):
            if found:
                rows = StagedRow.objects.filter(pk__in=list(found)[:NAMED])
                raise ValidationError([row.located(*p) for row in rows for p in found[row.pk]])
            work.send()  # frees memory
            yield done
        _keep(run, user, reason)


def _keep(run: ImportRun, user, reason: str) -> None:
    """At the end of its transaction: the run is applied, and its doubts are confirmed."""
    run.applied, run.reason = timezone.now(), reason
    run.save()
    _confirm(run, reason, user)
    run.rows.all().delete()


def _confirm(run: ImportRun, reason: str, actor) -> None:
    asked = run.rows.filter(doubts__isnull=False)
    asked = asked.values_list("pk", "kind", "slug", "doubts", named=True)
    for rows in in_batches(asked) if run.doubt_count else ():
        doubtful = [
            (kind_named(row.kind)(slug=row.slug), [Doubt(**one) for one in row.doubts])
            for row in rows
        ]
        confirm(doubtful, reason=reason, actor=actor)


def may_be_applied(run: ImportRun) -> bool:
    return bool(run.checked and not run.applied and _may_be_written(run))


def _may_be_written(run: ImportRun) -> bool:
    return bool(not run.error_count and run.created_count + run.updated_count)


def _written(
    run: ImportRun, doubts: dict[int, list[Doubt]] | None = None
) -> Iterator[tuple[int, Problems]]:
    """Yields the number of rows so far, and the problems of the last batch by row.

    A trial collects `doubts`, and checks references of invalid rows too, to report all errors.
    """
    done, failed = 0, {}
    for model in kinds():
        of_kind = run.rows.filter(kind=model._meta.label_lower)
        errors = of_kind.filter(action=RowAction.ERROR)
        failed[model] = set(errors.values_list("slug", flat=True))
        writer = RowWriter(model, failed=failed, doubts=doubts)
        to_write = of_kind.filter(action__in=[RowAction.CREATE, RowAction.UPDATE])
        for batch in _in_order(model, to_write, failed[model]):
            done += len(batch)
            yield done, writer.write(batch)
        if doubts is not None:
            for batch in _batches(errors.filter(after__isnull=False)):
                yield done, writer.unknown_references(batch)


def _in_order(
    model: type[models.Model], rows: models.QuerySet, failed: set[str]
) -> Iterator[list[Row]]:
    """Batches of rows of one kind: those that refer to new rows of this kind come after these."""
    names = [f.name for f in editable_fields(model) if f.related_model is model]
    if not names:
        yield from _batches(rows)
        return
    paths = [f"after__{name}" for name in names]
    named = set()
    for path in paths:
        saying = rows.filter(**{f"{path}__isnull": False})  # few: others need not be read
        named.update(filter(None, saying.values_list(path, flat=True).iterator()))
    made = rows.filter(action=RowAction.CREATE).values_list("slug", flat=True)
    new = {slug for slug in made.iterator() if slug in named} if named else set()
    if not new:  # most files: of these no row is remembered
        yield from _batches(rows)
        return
    waiting = {
        pk: (slug, new.intersection(others))
        for pk, slug, *others in rows.order_by("pk").values_list("pk", "slug", *paths).iterator()
    }
    while waiting:
        ready = [pk for pk, (_slug, wanted) in waiting.items() if not wanted & new]
        if not ready:  # they depend on each other
            failed.update(slug for slug, _wanted in waiting.values())
            ready = list(waiting)
        for keys in in_chunks(ready):
            some = rows.filter(pk__in=keys).order_by("pk")
            yield _as_rows(some.values_list(*READ, named=True))
        new.difference_update(waiting.pop(pk)[0] for pk in ready)


def _batches(rows: models.QuerySet) -> Iterator[list[Row]]:
    return map(_as_rows, in_batches(rows.values_list(*READ, named=True)))


def _as_rows(rows: Iterable) -> list[Row]:
    return [
        Row(row.pk, row.slug, row.after, row.read_revision is None, row.read_revision)
        for row in rows
    ]


def changes_of(run: ImportRun) -> models.QuerySet:
    """The changes of an import, without those of its undoing."""
    return run.changes.filter(route=Route.IMPORT)


def may_be_undone(run: ImportRun) -> bool:
    """Whether the run was applied and not undone as a whole; does not look at its records."""
    return bool(run.applied and not run.undone)
