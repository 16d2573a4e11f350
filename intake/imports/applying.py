"""A preview tried (and rolled back), then applied: all or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.records.batches import in_batches, in_chunks
from core.records.changes import Unit, unit
from core.records.doubts import Doubt
from core.records.plain import editable_fields
from history.models import ImportRun
from history.reverting import RefusedError
from intake.choices import RowAction
from intake.imports.writing import Problem, Row, Writer
from intake.models import StagedRow
from intake.tables.kinds import kind_named, kinds
from sources.doubts import confirm

WRITTEN = (RowAction.CREATE, RowAction.UPDATE)
MOST_ERRORS = 1000  # a trial stops beyond these
NAMED = 5  # problems named in a refusal

Problems = dict[int, list[Problem]]  # by row number


def tried(run: ImportRun) -> Iterator[int]:
    """Write everything and roll back: database rules are checked before the preview.

    Yields the number of rows so far. Stores errors and doubts on the rows.
    """
    problems: Problems = {}
    doubts: dict[int, list[Doubt]] = {}
    with unit() as work:
        done = 0
        for count, found in _written(run, work, doubts):
            work.before.clear()  # a trial has no history
            problems.update(found)
            done += count
            yield done
            if len(problems) > MOST_ERRORS:
                break
        transaction.set_rollback(True)
    _store(run, dict(list(problems.items())[:MOST_ERRORS]), doubts)


def _store(run: ImportRun, problems: Problems, doubts: dict[int, list[Doubt]]) -> None:
    run.doubt_count, run.checked = len(doubts), timezone.now()
    for keys in in_chunks({**problems, **doubts}):
        rows = list(run.rows.filter(pk__in=keys))
        for row in rows:
            row.doubts = [asdict(doubt) for doubt in doubts.get(row.pk, ())] or None
            if row.pk in problems:
                run.created_count -= row.action == RowAction.CREATE
                run.updated_count -= row.action == RowAction.UPDATE
                run.error_count += row.action != RowAction.ERROR
                row.action, row.errors = RowAction.ERROR, [*row.errors, *problems[row.pk]]
        StagedRow.objects.bulk_update(rows, ["doubts", "action", "errors"])
    run.save()


def applied(run: ImportRun, *, user, reason: str, confirmed: bool = False) -> Iterator[int]:
    """Write the previewed rows with their history, in one transaction. Yields the rows so far.

    Raises RefusedError, with nothing written, for a record changed after the preview, a broken rule
    or doubts that are not `confirmed`. `reason` is stored with confirmed doubts.
    """
    with unit(actor=user, route="import", reason=reason, run=run) as work:
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if not may_be_applied(run):
            raise RefusedError(_("This import cannot be applied: look at its page."))
        if run.doubt_count and not confirmed:
            raise RefusedError(_("Some rows are doubtful: look at them, and confirm them."))
        done = 0
        for count, found in _written(run, work):
            if found:
                raise RefusedError(_refusal(found))
            work.send()  # frees memory
            done += count
            yield done
        run.applied, run.reason = timezone.now(), reason
        run.save()
        if run.doubt_count:
            _confirm(run, user=user, reason=reason)
        run.rows.all().delete()


def _confirm(run: ImportRun, *, user, reason: str) -> None:
    by_kind: dict[str, list[tuple[str, Doubt]]] = {}
    for row in run.rows.filter(doubts__isnull=False):
        found = by_kind.setdefault(row.kind, [])
        found += [(row.slug, Doubt(**doubt)) for doubt in row.doubts]
    for kind, doubts in by_kind.items():
        confirm(kind_named(kind), doubts, reason=reason, actor=user)


def may_be_applied(run: ImportRun) -> bool:
    is_ready = run.checked and not run.applied and not run.error_count
    return bool(is_ready and run.created_count + run.updated_count)


def _refusal(found: Problems) -> str:
    rows = StagedRow.objects.filter(pk__in=list(found)[:NAMED])
    lines = [row.located(*problem) for row in rows for problem in found[row.pk]]
    return _("Nothing was written. %(problems)s") % {"problems": " ".join(lines)}


def _written(
    run: ImportRun, work: Unit, doubts: dict[int, list[Doubt]] | None = None
) -> Iterator[tuple[int, Problems]]:
    """Yields the number of rows of a batch, and their problems by row.

    A trial collects `doubts`, and checks references of invalid rows too, to report all errors.
    """
    failed: dict[type[models.Model], set[str]] = {}
    for model in kinds():
        of_kind = run.rows.filter(kind=model._meta.label_lower)
        errors = of_kind.filter(action=RowAction.ERROR)
        failed[model] = set(errors.values_list("slug", flat=True))
        writer = Writer(model, work, failed, doubts)
        yield from _in_rounds(writer, of_kind, in_batches(of_kind.filter(action__in=WRITTEN)))
        if doubts is not None:
            for batch in in_batches(errors.filter(after__isnull=False)):
                yield 0, writer.unknown_references(_as_rows(batch))


def _in_rounds(
    writer: Writer, of_kind: models.QuerySet, batches: Iterable[list[StagedRow]]
) -> Iterator[tuple[int, Problems]]:
    """Rows that refer to new rows of their own kind are written after these."""
    before = None
    while True:
        waiting: list[int] = []
        for batch in batches:
            ready, later = _ready_and_later(writer.model, of_kind, batch)
            waiting += later
            yield len(ready), writer.write(_as_rows(ready))
        if not waiting:
            return
        batches = [of_kind.filter(pk__in=keys).order_by("pk") for keys in in_chunks(waiting)]
        if len(waiting) == before:
            break
        before = len(waiting)
    # They depend on each other, or on a row with errors.
    for batch in batches:
        writer.failed[writer.model].update(row.slug for row in batch)
    for batch in batches:
        yield len(batch), writer.write(_as_rows(batch))


def _ready_and_later(
    model: type[models.Model], of_kind: models.QuerySet, batch: Iterable[StagedRow]
) -> tuple[list[StagedRow], list[int]]:
    names = [f.name for f in editable_fields(model) if f.related_model is model]
    wanted = {row.after[n] for row in batch for n in names if row.after.get(n)}
    if not wanted:
        return list(batch), []
    there = set(model._base_manager.filter(slug__in=wanted).values_list("slug", flat=True))
    coming = of_kind.filter(action=RowAction.CREATE, slug__in=wanted - there)
    coming = set(coming.values_list("slug", flat=True))
    later = {row.pk for row in batch if coming & {row.after.get(name) for name in names}}
    return [row for row in batch if row.pk not in later], sorted(later)


def _as_rows(rows: Iterable[StagedRow]) -> list[Row]:
    return [
        Row(row.pk, row.slug, row.after, row.read_revision is None, row.read_revision)
        for row in rows
    ]
