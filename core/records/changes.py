"""Every change to a record of ours, sent to listeners whatever code makes it.

A unit of work (`with unit(...)`) remembers each record as it was before its first change. At
its end, in the same transaction, it sends `changed` with each record as it is then. Saving,
deleting, relating and `QuerySet.update` outside a unit open one of their own. Who changes
records, and why, is given where a unit is opened.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import Signal

from core.records.plain import plain_rows

# Sent with `changes` (a list of RecordChange) and `context` (a Context) inside the transaction.
changed = Signal()
# Sent once at the end of a unit in which records changed, as the last of its transaction.
data_changed = Signal()


@dataclass(frozen=True)
class Context:
    """Who makes a change, by which route, why, and from which import."""

    actor: object = None
    route: str = "command"
    reason: str = ""
    run: object = None


@dataclass(frozen=True)
class RecordChange:
    """One record before and after, in plain form; None where it did not or does not exist."""

    model: type[models.Model]
    pk: int
    before: dict | None
    after: dict | None

    @property
    def fields(self) -> list[str]:
        """The names of the fields that differ; every field of a new or deleted record."""
        before, after = self.before or {}, self.after or {}
        return [name for name in {**before, **after} if before.get(name) != after.get(name)]


@dataclass
class Unit:
    """The records changed so far, each as it was before."""

    context: Context
    before: dict[type[models.Model], dict[int, dict | None]] = field(default_factory=dict)
    has_sent: bool = False

    def remember(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Remember these records as they are. A few queries for those not yet remembered."""
        known = self.before.setdefault(model, {})
        new = [pk for pk in pks if pk not in known]
        if new:
            rows = plain_rows(model, new)
            known.update({pk: rows.get(pk) for pk in new})

    def remember_as_new(self, model: type[models.Model], pk: int) -> None:
        """Remember that this record did not exist."""
        self.before.setdefault(model, {}).setdefault(pk, None)

    def send(self) -> None:
        """Send the changes so far and forget them, to save memory. A few queries for each model."""
        changes = []
        for model, before in list(self.before.items()):
            after = plain_rows(model, before)
            for pk, row in before.items():
                if row != after.get(pk):
                    changes.append(RecordChange(model, pk, row, after.get(pk)))
        self.before.clear()
        if changes:
            self.has_sent = True
            changed.send(sender=Unit, changes=changes, context=self.context)

    def end(self) -> None:
        self.send()
        if self.has_sent:
            data_changed.send(sender=Unit)


_current: ContextVar[Unit | None] = ContextVar("unit of work", default=None)


@contextmanager
def unit(**context) -> Iterator[Unit]:
    """One transaction whose changes are sent when it ends. An inner unit joins the outer one."""
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
            inner.end()
    finally:
        _current.reset(token)


def current_context() -> Context:
    """Who is changing things now."""
    open_unit = _current.get()
    return open_unit.context if open_unit else Context()


# -- Signals ------------------------------------------------------------------------------


def watch(model: type[models.Model]) -> None:
    """Listen to deletions and relations of a model's records. Saving is reported by the model."""
    pre_delete.connect(_before_delete, sender=model)
    for relation in model._meta.many_to_many:
        m2m_changed.connect(_related, sender=relation.remote_field.through)


def _before_delete(sender, instance, **_kwargs) -> None:
    with unit() as work:
        work.remember(sender, [instance.pk])
        # What refers to it loses the reference by a query that sends no signal of its own.
        for relation in sender._meta.related_objects:
            loses = relation.many_to_many or relation.on_delete is models.SET_NULL
            if loses and relation.related_model in watched_models():
                work.remember(relation.related_model, _referring(relation, instance))


def watched_models() -> list[type[models.Model]]:
    """Every model whose records have a slug and a revision."""
    return [model for model in apps.get_models() if hasattr(model, "revision")]


def _referring(relation, instance) -> list[int]:
    rows = relation.related_model._base_manager.filter(**{relation.field.name: instance.pk})
    return list(rows.values_list("pk", flat=True))


# Related records changed outside a unit: between the signals before and after.
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
    else:  # all are taken away
        for relation in type(instance)._meta.related_objects:
            if relation.many_to_many and relation.through is sender:
                work.remember(model, _referring(relation, instance))
