"""From a preview to the records: first tried and taken back, then applied, all or nothing."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from core.records.changes import Unit, unit
from core.records.doubts import Doubt
from core.records.plain import CHUNK, editable_fields
from history.models import ImportRun
from intake.choices import RowAction
from intake.imports.wording import where
from intake.imports.writing import Problem, RefusedError, Row, Writer, in_batches
from intake.models import StagedRow
from intake.tables.kinds import kind_named, kinds
from sources.doubts import confirm

WRITTEN = (RowAction.CREATE, RowAction.UPDATE)
MOST_ERRORS = 1000  # a trial that finds more of them stops
NAMED = 5  # problems that a refusal names


class _TakeBackError(Exception):
    """Ends a trial's transaction without keeping anything."""


def tried(run: ImportRun) -> Iterator[int]:
    """Write everything and take it back, so that every rule has spoken before the preview.

    Gives the number of rows tried so far. What it finds becomes errors and doubts of the rows.
    """
    problems: dict[int, list[Problem]] = {}
    doubts: dict[int, list[Doubt]] = {}
    try:
        with unit() as work:
            done = 0
            for count, found in _written(run, work, doubts):
                work.before.clear()  # nobody will ask for the history of a trial
                problems.update(found)
                done += count
                yield done
                if len(problems) > MOST_ERRORS:
                    break
            raise _TakeBackError
    except _TakeBackError:
        pass
    _store_doubts(run, doubts)
    _store(run, problems)


def _store_doubts(run: ImportRun, doubts: dict[int, list[Doubt]]) -> None:
    run.doubt_count = len(doubts)
    places = list(doubts)
    for start in range(0, len(places), CHUNK):
        rows = list(StagedRow.objects.filter(pk__in=places[start : start + CHUNK]))
        for row in rows:
            row.doubts = [asdict(doubt) for doubt in doubts[row.pk]]
        StagedRow.objects.bulk_update(rows, ["doubts"], batch_size=CHUNK)


def _store(run: ImportRun, problems: dict[int, list[Problem]]) -> None:
    rows = list(StagedRow.objects.filter(pk__in=list(problems)[:MOST_ERRORS]))
    for row in rows:
        run.created_count -= row.action == RowAction.CREATE
        run.updated_count -= row.action == RowAction.UPDATE
        run.error_count += row.action != RowAction.ERROR
        row.action, row.errors = RowAction.ERROR, [*row.errors, *problems[row.pk]]
    StagedRow.objects.bulk_update(rows, ["action", "errors"], batch_size=CHUNK)
    run.checked = timezone.now()
    run.save()


def applied(run: ImportRun, *, user, reason: str, confirmed: bool = False) -> Iterator[int]:
    """Write what the preview showed, in one transaction, with its history.

    Gives the number of rows written so far. Raises RefusedError, with nothing written, when a
    record was changed since the preview, a rule is broken meanwhile, or there are doubts that
    are not `confirmed`; the reason is kept with those that are.
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
            work.tell()  # and keep memory small
            done += count
            yield done
        run.applied, run.reason = timezone.now(), reason
        run.save()
        if run.doubt_count:
            _confirm(run, user=user, reason=reason)
        run.rows.all().delete()


def _confirm(run: ImportRun, *, user, reason: str) -> None:
    """Keep that the doubtful rows are right. One query for each kind, and one for the rows."""
    by_kind: dict[str, list[tuple[str, Doubt]]] = {}
    for row in run.rows.filter(doubts__isnull=False):
        found = by_kind.setdefault(row.kind, [])
        found += [(row.slug, Doubt(**doubt)) for doubt in row.doubts]
    for kind, doubts in by_kind.items():
        confirm(kind_named(kind), doubts, reason=reason, actor=user)


def may_be_applied(run: ImportRun) -> bool:
    """Whether there is something to apply and nothing stands against it."""
    is_ready = run.checked and not run.applied and not run.error_count
    return bool(is_ready and run.created_count + run.updated_count)


def _refusal(found: dict[int, list[Problem]]) -> str:
    rows = StagedRow.objects.filter(pk__in=list(found)[:NAMED])
    lines = [where(row, *problem) for row in rows for problem in found[row.pk]]
    return _("Nothing was written. %(problems)s") % {"problems": " ".join(lines)}


def _written(
    run: ImportRun, work: Unit, doubts: dict[int, list[Doubt]] | None = None
) -> Iterator[tuple[int, dict[int, list[Problem]]]]:
    """Write the rows batch by batch: how many, and what was wrong with which.

    A trial gathers `doubts`, and looks at what rows with errors refer to as well, so that all
    of a row's errors are told at once.
    """
    failed: dict[type[models.Model], set[str]] = {}
    errors = run.rows.filter(action=RowAction.ERROR)
    for model in kinds():
        label = model._meta.label_lower
        failed[model] = set(errors.filter(kind=label).values_list("slug", flat=True))
        rows = run.rows.filter(kind=label, action__in=WRITTEN)
        writer = Writer(model, work, failed, doubts)
        waiting: list[int] = []
        for batch in in_batches(rows, CHUNK):
            ready, later = _those_that_wait_last(run, model, batch)
            waiting += later
            yield len(ready), writer.write(ready)
        yield from _waiting(run, writer, waiting)
        if doubts is not None:
            for batch in in_batches(errors.filter(kind=label, after__isnull=False), CHUNK):
                yield 0, writer.unknown_references([_as_row(row) for row in batch])


def _waiting(run: ImportRun, writer: Writer, waiting: list[int]):
    """Write the rows that refer to other new rows of their own kind, those first."""
    while waiting:
        still: list[int] = []
        for start in range(0, len(waiting), CHUNK):
            batch = list(run.rows.filter(pk__in=waiting[start : start + CHUNK]).order_by("pk"))
            ready, later = _those_that_wait_last(run, writer.model, batch)
            still += later
            yield len(ready), writer.write(ready)
        if len(still) == len(waiting):  # they wait for each other, or for a row with errors
            rows = run.rows.filter(pk__in=still)
            writer.failed[writer.model].update(rows.values_list("slug", flat=True))
            for batch in in_batches(rows, CHUNK):
                yield len(batch), writer.write([_as_row(row) for row in batch])
            return
        waiting = still


def _those_that_wait_last(
    run: ImportRun, model: type[models.Model], batch: list[StagedRow]
) -> tuple[list[Row], list[int]]:
    """The rows that can be written now, and those whose total comes later in the file."""
    names = [f.name for f in editable_fields(model) if f.related_model is model]
    wanted = {row.after[n] for row in batch for n in names if row.after.get(n)}
    if not wanted:
        return [_as_row(row) for row in batch], []
    there = set(model._base_manager.filter(slug__in=wanted).values_list("slug", flat=True))
    coming = run.rows.filter(
        kind=model._meta.label_lower, action=RowAction.CREATE, slug__in=wanted - there
    )
    coming = set(coming.values_list("slug", flat=True))
    later = [row.pk for row in batch if coming & {row.after.get(name) for name in names}]
    return [_as_row(row) for row in batch if row.pk not in set(later)], later


def _as_row(row: StagedRow) -> Row:
    is_new = row.read_revision is None
    return Row(row.pk, row.slug, row.after, is_new, row.read_revision)
