"""Undoing an import: every record or none."""

from collections.abc import Iterator
from functools import partial

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from core.records.batches import in_batches, in_chunks
from core.records.changes import Unit, unit
from history.choices import Action, Route
from history.models import Change, ImportRun
from history.reverting import RefusedError
from intake.imports.writing import Row, Writer
from intake.tables.cells import short
from intake.tables.kinds import kinds

NAMED = 5  # records named in a refusal


def changes_of(run: ImportRun) -> models.QuerySet:
    """The changes of an import, without those of its undoing."""
    return run.changes.filter(route=Route.IMPORT)


def changed_since(run: ImportRun) -> models.QuerySet:
    """Those of its changes whose records were changed again. One query."""
    later = Change.objects.filter(
        model=OuterRef("model"), record=OuterRef("record"), pk__gt=OuterRef("pk")
    )
    return changes_of(run).filter(Exists(later))


def may_be_undone(run: ImportRun) -> bool:
    """Whether the run was applied and not undone; does not look at its records."""
    return bool(run.applied and not run.undone)


def undone(run: ImportRun, *, user, reason: str) -> Iterator[int]:
    """Restore earlier values and delete added records, in one transaction with its history.

    Yields the number of records so far. Raises RefusedError, with nothing written, for records
    changed since, added records that others refer to, and earlier values that break a rule.
    """
    with unit(actor=user, route="undo", reason=reason, run=run) as work:
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if not may_be_undone(run):
            raise RefusedError(_("Only an import that was applied, and not undone, can be undone."))
        again = [change.slug for change in changed_since(run)[:NAMED]]
        if again:
            raise RefusedError(
                _("Nothing was undone: these records were changed since: %(records)s.")
                % {"records": ", ".join(again)}
            )
        done = 0
        steps = [partial(_restored, model) for model in kinds()]
        steps += [partial(_deleted, model) for model in reversed(kinds())]
        for step in steps:
            for count in step(run, work):
                work.send()  # frees memory
                done += count
                yield done
        run.undone = timezone.now()
        run.save()


def _of(run: ImportRun, model: type[models.Model], action: str) -> models.QuerySet:
    return changes_of(run).filter(model=model._meta.label_lower, action=action)


def _restored(model: type[models.Model], run: ImportRun, work: Unit) -> Iterator[int]:
    writer = Writer(model, work)
    for batch in in_batches(_of(run, model, Action.UPDATE)):
        rows = [Row(one.pk, one.slug, one.before, is_new=False) for one in batch]
        problems = writer.write(rows)
        for change in batch:
            for column, message in problems.get(change.pk, []):
                place = f"{short(change.slug)}, {column}" if column else short(change.slug)
                raise RefusedError(
                    _("Nothing was undone. %(record)s: %(problem)s")
                    % {"record": place, "problem": message}
                )
        yield len(batch)


def _deleted(model: type[models.Model], run: ImportRun, work: Unit) -> Iterator[int]:
    """Last ones first: a part goes before its total."""
    added = _of(run, model, Action.CREATE).order_by("-pk").values_list("record", flat=True)
    for keys in in_chunks(added):
        _check_nobody_refers(model, keys)
        work.remember(model, keys)
        _delete(model, keys)
        yield len(keys)


def _delete(model: type[models.Model], keys: list[int]) -> None:
    """Needs unreferenced records. Django's delete checks each one again: four times as long."""
    for relation in model._meta.many_to_many:
        lookup = {f"{relation.m2m_field_name()}__in": keys}
        relation.remote_field.through._base_manager.filter(**lookup).delete()
    rows = model._base_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)


def _check_nobody_refers(model: type[models.Model], keys: list[int]) -> None:
    for relation in model._meta.get_fields(include_hidden=True):  # an article's text has no name
        if not relation.auto_created or relation.concrete:
            continue
        others = relation.related_model
        if others._meta.auto_created:
            continue
        rows = others._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if others is model:
            rows = rows.exclude(pk__in=keys)
        named = [short(str(row)) for row in rows[:NAMED]]
        if named:
            raise RefusedError(
                _("Nothing was undone: %(kind)s refer to what the import added: %(records)s.")
                % {"kind": others._meta.verbose_name_plural, "records": ", ".join(named)}
            )
