"""Undo what was changed together: one change, a unit of work, an import.

A record is taken back if it stands as it was left then, by value: later changes of other fields
stay, and those that were undone meanwhile do not count.
"""

from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from core.language.formatting import spaced
from core.records.access import may, may_publish
from core.records.batches import CHUNK, in_chunks
from core.records.changes import Unit, kinds, relations_to, unit
from core.records.plain import editable_fields, fetched, plain, slugs_in
from core.records.writing import Row, Writer
from history.models import Action, Change, ImportRun, Route

TRIED = CHUNK  # changes; of more, a plan only looks for what was changed since
NAMED = 5  # records named in a refusal


class RefusedError(Exception):
    """The changes cannot be undone; the message says why."""


@dataclass(frozen=True)
class Left:
    """A record that cannot be taken back, by its last change in the set, and why."""

    change: Change
    reason: str

    def __str__(self) -> str:
        return _about(self.change.slug, self.reason)


@dataclass(frozen=True)
class Plan:
    """How many records would be taken back, those that cannot, and what forbids it altogether.

    `is_tried`: it was done and rolled back; else other reasons may turn up than later changes.
    """

    count: int
    left: list[Left]
    refusal: str = ""
    is_tried: bool = True


def may_undo(user, labels: Collection[str], *, is_public: bool) -> bool:
    """Whether the user may undo changes of such records, some of which are public or none."""
    models_of = [model for model in kinds() if model._meta.label_lower in labels]
    return bool(
        user.is_staff
        and len(models_of) == len(labels)
        and all(may(user, do, model) for model in models_of for do in ("add", "change", "delete"))
        and (may_publish(user) or not is_public)
    )


def planned(changes: models.QuerySet, *, user) -> Plan:
    """What undoing these changes would do. It is tried and rolled back, unless they are many."""
    if changes.count() > TRIED:
        return _estimated(changes)
    work = _Undoing(changes)
    try:
        with unit(actor=user, route=Route.UNDO) as work.unit:
            for _done in work.steps():
                pass
            work.unit.end()
            raise _TrialOverError
    except _TrialOverError:
        return Plan(work.done, work.left())
    except (PermissionDenied, ValidationError) as error:  # by a listener
        return Plan(0, [], _sentence(error))


def _estimated(changes: models.QuerySet) -> Plan:
    """A few queries for every CHUNK of what was changed since; at most TRIED of these."""
    touched = changes.filter(_changed_later()).order_by("pk")
    work, keys = _Undoing(changes), list(touched.values_list("pk", flat=True))
    for chunk in in_chunks(keys[:TRIED]):
        for model in kinds():
            pasts = work.pasts(changes.filter(pk__in=chunk, model=model._meta.label_lower))
            standing, changed = _sorted(model, pasts)
            work.done += len(standing)
            work.failed.setdefault((model, Action.UPDATE), {}).update(changed)
    return Plan(changes.count() - len(keys) + work.done, work.left(), is_tried=False)


def undo(
    changes: models.QuerySet, *, user, reason: str, only_unchanged: bool = False
) -> list[Left]:
    """Undo these changes in one transaction, itself one unit; returns what was left.

    Raises RefusedError, with nothing written, if one cannot be taken back and not
    `only_unchanged`, or if there is nothing to take back.
    """
    steps = undoing(changes, user=user, reason=reason, only_unchanged=only_unchanged)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def undoing(
    changes: models.QuerySet, *, user, reason: str, only_unchanged: bool = False
) -> Generator[int, None, list[Left]]:
    """`undo` in steps: yields the number of records so far, returns what was left.

    Some twenty queries for every CHUNK of one kind.
    """
    run = ImportRun.objects.filter(changes__in=changes.exclude(run=None)[:1]).first()
    work = _Undoing(changes)
    try:
        with unit(actor=user, route=Route.UNDO, reason=reason, run=run) as work.unit:
            yield from work.steps()
            left = work.left()
            if left and not only_unchanged:
                raise RefusedError(spaced(gettext("Nothing was undone."), left_in_words(left)))
            if not work.done:
                raise RefusedError(gettext("There is nothing to undo: all is as it was before."))
            if run:
                _mark(run, changes, is_all=not left)
            return left
    except (PermissionDenied, ValidationError) as error:  # by a listener, e.g. for publishing
        raise RefusedError(_sentence(error)) from error


def left_in_words(left: list[Left]) -> str:
    """That some were left, the first ones with the reason."""
    told = "; ".join(map(str, left[:NAMED]))
    if len(left) > NAMED:
        told = gettext("%(some)s; and %(n)s more") % {"some": told, "n": len(left) - NAMED}
    return gettext("These stay as they are: %(records)s.") % {"records": told}


def _about(name: str, problem: str) -> str:
    return gettext("%(about)s: %(problem)s") % {"about": name, "problem": problem}


def _sentence(error: PermissionDenied | ValidationError) -> str:
    return " ".join(getattr(error, "messages", None) or map(str, error.args))


def _mark(run: ImportRun, changes: models.QuerySet, *, is_all: bool) -> None:
    """A run is undone if all of it is, until something of its undoing is undone."""
    if changes.filter(route=Route.UNDO).exists():
        run.undone = None
    elif is_all and not run.changes.filter(route=Route.IMPORT).exclude(pk__in=changes).exists():
        run.undone = timezone.now()
    run.save(update_fields=["undone"])


class _TrialOverError(Exception):
    """Rolls a trial back."""


@dataclass
class Past:
    """What the set did to one record: both sides whole, None where it was not there."""

    change: Change  # the last one
    before: dict | None
    after: dict | None

    @property
    def action(self) -> Action | None:
        if self.before is None:
            return None if self.after is None else Action.CREATE
        return Action.DELETE if self.after is None else Action.UPDATE

    @property
    def values(self) -> dict:
        """What to write: of a changed record the fields that were changed."""
        after = self.after or {}
        return {name: v for name, v in self.before.items() if name not in after or after[name] != v}

    def is_at(self, now: dict | None, side: dict | None) -> bool:
        """Whether the record is now as on this side, in what was changed."""
        if now is None or side is None:
            return now is side
        names = self.values if self.action == Action.UPDATE else side
        return all(now[name] == side.get(name) for name in names if name in now)


def _past(changes: list[Change]) -> Past:
    """The changes of one record, oldest first."""
    first, last = changes[0], changes[-1]
    before = first.before
    if first.action == Action.UPDATE:
        before = {**first.after, **first.before}
    return Past(last, before, last.after)


Reasons = dict[int, str]  # by key of the change
Kind = tuple[type[models.Model], Action]


class _Undoing:
    """What fails because of another record of the set is tried again after that one."""

    def __init__(self, changes: models.QuerySet):
        self.changes = changes.order_by()
        self.unit: Unit | None = None
        self.done = 0
        self.failed: dict[Kind, Reasons] = {}
        self.repeated = self._repeated()

    def _repeated(self) -> dict[tuple[str, int], Past]:
        """Records with several changes in the set."""
        rows = self.changes.values("model", "record").annotate(n=Count("pk")).filter(n__gt=1)
        found: dict[tuple[str, int], list[Change]] = {}
        for keys in in_chunks(rows.values_list("model", "record")):
            some = self.changes.filter(record__in={record for _label, record in keys})
            for change in some.order_by("pk"):
                found.setdefault((change.model, change.record), []).append(change)
        return {key: _past(changes) for key, changes in found.items() if len(changes) > 1}

    def steps(self) -> Iterator[int]:
        """Restores, then gives back values, then deletes. Yields the number of records so far."""
        pending = self._pending()
        order = [(model, Action.DELETE) for model in kinds()]
        order += [(model, Action.UPDATE) for model in kinds()]
        order += [(model, Action.CREATE) for model in reversed(kinds())]
        while True:
            self.failed = {}
            for kind in (one for one in order if one in pending):
                writer = Writer(kind[0])
                for keys in in_chunks(pending[kind]):
                    failed = self._take_back(kind, keys, writer)
                    self.failed.setdefault(kind, {}).update(failed)
                    self.unit.send()  # frees memory
                    yield self.done
            if sum(map(len, self.failed.values())) in (0, sum(map(len, pending.values()))):
                return
            pending = self.failed

    def _pending(self) -> dict[Kind, list[int]]:
        """The changes' keys. Additions last ones first: a part goes before its total."""
        found: dict[Kind, list[int]] = {}
        named = {model._meta.label_lower: model for model in kinds()}
        rows = self.changes.order_by("-pk").values_list("model", "record", "action", "pk")
        for label, record, action, pk in rows.iterator():
            if (label, record) not in self.repeated:
                found.setdefault((named[label], Action(action)), []).append(pk)
        for (label, _record), past in self.repeated.items():
            if past.action:
                found.setdefault((named[label], past.action), []).append(past.change.pk)
        for (_model, action), keys in found.items():
            keys.sort(reverse=action == Action.CREATE)
        return found

    def pasts(self, changes: Iterable[Change]) -> list[Past]:
        return [self.repeated.get((one.model, one.record)) or _past([one]) for one in changes]

    def _take_back(self, kind: Kind, keys: list[int], writer: Writer) -> Reasons:
        model, action = kind
        standing, failed = _sorted(model, self.pasts(self.changes.filter(pk__in=keys)))
        if action == Action.CREATE:
            refused = self._deleted(model, standing)
        else:
            refused = _written(writer, standing) if standing else {}
        self.done += len(standing) - len(refused)
        return failed | refused

    def _deleted(self, model: type[models.Model], pasts: list[Past]) -> Reasons:
        failed, keys = {}, {past.change.record: past.change.pk for past in pasts}
        while held := _referring(model, keys):
            failed |= {keys.pop(record): reason for record, reason in held.items()}
        self.unit.remember(model, keys)
        for relation in model._meta.many_to_many:
            lookup = {f"{relation.m2m_field_name()}__in": keys}
            relation.remote_field.through._base_manager.filter(**lookup).delete()
        # Django's delete looks for what refers to them again: four times as long.
        rows = model._base_manager.filter(pk__in=keys)
        rows._raw_delete(rows.db)
        return failed

    def left(self) -> list[Left]:
        reasons = {pk: reason for failed in self.failed.values() for pk, reason in failed.items()}
        rows = Change.objects.order_by("pk").defer("before", "after")
        return [
            Left(change, reasons[change.pk])
            for keys in in_chunks(sorted(reasons))
            for change in rows.filter(pk__in=keys)
        ]


def _changed_later() -> Exists:
    same = {"model": OuterRef("model"), "record": OuterRef("record")}
    return Exists(Change.objects.filter(**same, pk__gt=OuterRef("pk")))


def _sorted(model: type[models.Model], pasts: list[Past]) -> tuple[list[Past], Reasons]:
    """Those that stand as they were left, and why others do not; without what is back already.

    Locks the records.
    """
    keys = {past.change.pk: past.change.record for past in pasts}
    rows = model._base_manager.order_by().filter(pk__in=keys.values())
    there = set(rows.select_for_update().values_list("pk", flat=True))
    later = Change.objects.order_by().filter(_changed_later(), pk__in=keys)
    touched = set(later.values_list("record", flat=True))
    touched |= {
        p.change.record for p in pasts if (p.after is not None) != (p.change.record in there)
    }
    now = {row.pk: plain(row) for row in fetched(rows.filter(pk__in=touched))} if touched else {}
    _give_present_slugs(model, [p for p in pasts if p.before or p.change.record in touched])
    standing, reasons = [], {}
    for past in pasts:
        row = now.get(past.change.record)
        if past.change.record not in touched or past.is_at(row, past.after):
            standing.append(past)
        elif not past.is_at(row, past.before):
            reasons[past.change.pk] = gettext("changed since") if row else gettext("deleted since")
    return standing, reasons


def _give_present_slugs(model: type[models.Model], pasts: list[Past]) -> None:
    """Replace the slugs of related records that were renamed since. Two queries, if any."""
    relations = [column for column in editable_fields(model) if column.is_relation]
    slugs = {
        slug
        for past in pasts
        for side in (past.before or {}, past.after or {})
        for relation in relations
        for slug in slugs_in(side.get(relation.name))
    }
    labels = {relation.related_model._meta.label_lower for relation in relations}
    # Not those whose records were merged into another (`lead_on`): they may have come back.
    renamed = Change.objects.filter(model__in=labels, former_slug__in=slugs).exclude(before={})
    renamed = renamed.exclude(former_slug="")
    renamings = list(renamed.order_by("pk").values_list("model", "former_slug", "pk", "record"))
    if not renamings:
        return
    for relation in relations:
        label = relation.related_model._meta.label_lower
        of_model = [one[1:] for one in renamings if one[0] == label]
        rows = relation.related_model._base_manager.filter(pk__in={one[2] for one in of_model})
        present = dict(rows.values_list("pk", "slug"))
        for past in pasts:
            now = {}  # the first renaming since then tells which record it was
            for former, pk, record in reversed(of_model):
                if pk > past.change.pk and record in present:
                    now[former] = present[record]
            past.before, past.after = (
                _replaced(side, relation.name, now) for side in (past.before, past.after)
            )


def _replaced(side: dict | None, name: str, now: dict[str, str]) -> dict | None:
    value = (side or {}).get(name)
    if not now or not value:
        return side
    is_many = isinstance(value, list)
    new = sorted(now.get(slug, slug) for slug in value) if is_many else now.get(value, value)
    return {**side, name: new}


def _written(writer: Writer, pasts: list[Past]) -> Reasons:
    rows = [
        Row(
            past.change.pk,
            past.change.record,  # the old key, so that its history continues
            past.values,
            is_new=past.after is None,
            revision=past.change.record_revision,
        )
        for past in pasts
    ]
    return {
        pk: spaced(*(_about(column, text) if column else text for column, text in problems))
        for pk, problems in writer.write(rows).items()
    }


def _referring(model: type[models.Model], keys: Iterable[int]) -> Reasons:
    """For each of these records that others refer to, one that does, in words."""
    held = {}
    for relation in relations_to(model):
        others, name = relation.related_model, relation.field.name
        rows = others._base_manager.order_by().filter(**{f"{name}__in": keys})
        if others is model:
            rows = rows.exclude(pk__in=keys)
        found = dict(rows.values_list(name).annotate(Min("pk")))
        records = others._base_manager.in_bulk(found.values()) if found else {}
        for key, pk in found.items():
            words = {"kind": others._meta.verbose_name, "name": records[pk]}
            held[key] = gettext("%(kind)s “%(name)s” refers to it") % words
    return held
