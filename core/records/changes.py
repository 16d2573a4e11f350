"""Signals for every change of a record, by any code.

`with unit(...)` is one transaction; at its end it sends `changed` with each record before and
after. A change outside a unit opens one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from typing import NamedTuple
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import Signal

from core.records.batches import in_chunks
from core.records.plain import plain_rows

# Sent with `changes` (list of RecordChange), `context` (Context) and `work` (Unit) inside the
# transaction.
changed = Signal()
# Sent once at the end of a unit with changes, last in its transaction, with `work`.
data_changed = Signal()


@dataclass(frozen=True)
class Context:
    """Who changes what, how and why. `unit` is one for all changes made together."""

    actor: object = None
    route: str = "command"
    reason: str = ""
    run: object = None
    unit: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class RecordChange:
    """One record before and after, in plain form; None if it did not or does not exist.

    `is_public`: whether it is public now; of a deleted record, whether it was. `revision`: the
    record's afterwards; of a deleted record the last one.
    """

    model: type[models.Model]
    pk: int
    before: dict | None
    after: dict | None
    is_public: bool
    revision: int


class State(NamedTuple):
    """A record in plain form, whether it is public, and its revision."""

    row: dict | None
    is_public: bool
    revision: int


NOWHERE = State(None, is_public=False, revision=0)


@dataclass
class Unit:
    """The records changed so far, in their state before.

    `to_check`: keys of records, by a name and their model, that a listener looks at in the end.
    """

    context: Context
    before: dict[type[models.Model], dict[int, State]] = field(default_factory=dict)
    hidden: set[tuple[type[models.Model], str]] = field(default_factory=set)  # by slug
    to_check: dict[tuple[str, type[models.Model]], set[int]] = field(default_factory=dict)
    has_sent: bool = False

    def remember(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Store the state of these records. A few queries for those not yet stored."""
        known = self.before.setdefault(model, {})
        new = [pk for pk in pks if pk not in known]
        states = _states(model, new) if new else {}
        above = {name: model._meta.get_field(name).related_model for name in model.waits_for}
        for pk in new:
            row, is_public, revision = states.get(pk, NOWHERE)
            # What it belongs to may have been published in this unit.
            if row and any((kind, row[name]) in self.hidden for name, kind in above.items()):
                is_public = False
            if row and not is_public:
                self.hidden.add((model, row["slug"]))
            known[pk] = State(row, is_public, revision)

    def remember_as_new(self, model: type[models.Model], pk: int) -> None:
        self.before.setdefault(model, {}).setdefault(pk, NOWHERE)

    def send(self) -> None:
        """Send the changes so far and drop them from memory. A few queries per model."""
        changes = []
        for model, before in list(self.before.items()):
            now = _states(model, before)
            for pk, earlier in before.items():
                after, is_public, revision = now.get(pk, earlier._replace(row=None))
                if earlier.row != after:
                    changes.append(RecordChange(model, pk, earlier.row, after, is_public, revision))
        self.before.clear()
        self.hidden.clear()
        if changes:
            self.has_sent = True
            changed.send(sender=Unit, changes=changes, context=self.context, work=self)

    def end(self) -> None:
        self.send()
        if self.has_sent:
            data_changed.send(sender=Unit, work=self)


def _states(model: type[models.Model], pks: Iterable[int]) -> dict[int, State]:
    """The states of the existing records, by key. A few queries per CHUNK."""
    return {
        pk: State(row, is_public, revision)
        for keys in in_chunks(pks)
        for pk, row, is_public, revision in plain_rows(
            model.objects.filter(pk__in=keys).with_publicity(), "is_public", "revision"
        )
    }


_current: ContextVar[Unit | None] = ContextVar("unit of work", default=None)


@contextmanager
def unit(**context) -> Iterator[Unit]:
    """One transaction whose changes are sent at its end. An inner unit joins the outer one.

    Of what is to be rolled back nothing is sent.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            yield outer
        return
    inner = Unit(Context(**context))
    token = _current.set(inner)
    try:
        with transaction.atomic():
            yield inner
            if not transaction.get_rollback():
                inner.end()
    finally:
        _current.reset(token)


def current_context() -> Context:
    open_unit = _current.get()
    return open_unit.context if open_unit else Context()


def watch(model: type[models.Model]) -> None:
    """Connect the signals for deletions and relations. The model itself reports saves."""
    pre_delete.connect(_before_delete, sender=model)
    for relation in model._meta.many_to_many:
        m2m_changed.connect(_related, sender=relation.remote_field.through)


def _before_delete(sender, instance, **_kwargs) -> None:
    with unit() as work:
        work.remember(sender, [instance.pk])
        # Django nulls references to a deleted record without a signal.
        for relation in sender._meta.related_objects:
            loses = relation.many_to_many or relation.on_delete is models.SET_NULL
            if loses and relation.related_model in kinds():
                work.remember(relation.related_model, _referring(relation, instance))


@cache
def kinds() -> tuple[type[models.Model], ...]:
    """Every kind of record, each after those that it refers to."""
    ours = [model for model in apps.get_models() if hasattr(model, "revision")]
    graph = {}
    for model in ours:
        fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
        related = [field.related_model for field in fields if field.is_relation]
        graph[model] = [other for other in related if other in ours and other is not model]
    return tuple(TopologicalSorter(graph).static_order())


def by_kind(records: Iterable[models.Model]) -> dict[type[models.Model], list]:
    """The records of each kind, in the order of `kinds`."""
    found: dict[type[models.Model], list] = {}
    for record in sorted(records, key=lambda record: kinds().index(type(record))):
        found.setdefault(type(record), []).append(record)
    return found


def relations_to(model: type[models.Model]) -> list:
    """By which columns other records refer to such records; an article's text has no name there."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
        if not relation.related_model._meta.auto_created
    ]


def _referring(relation, instance) -> list[int]:
    rows = relation.related_model._base_manager.filter(**{relation.field.name: instance.pk})
    return list(rows.values_list("pk", flat=True))


# Set between the signals before and after a change of relations outside a unit.
_relating: ContextVar[Unit | None] = ContextVar("relations changed outside a unit", default=None)


def _related(sender, instance, action, reverse, model, pk_set, **_kwargs) -> None:
    work = _current.get() or _relating.get() or Unit(Context())
    if action.startswith("post_"):
        if _current.get() is None:
            _relating.set(None)
            work.end()
        return
    if _current.get() is None:
        _relating.set(work)
    if not reverse:
        work.remember(type(instance), [instance.pk])
    elif pk_set is not None:
        work.remember(model, pk_set)
    else:  # the relation is cleared
        for relation in type(instance)._meta.related_objects:
            if relation.many_to_many and relation.through is sender:
                work.remember(model, _referring(relation, instance))
