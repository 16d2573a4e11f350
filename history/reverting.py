"""Undo one change of one record."""

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext

from core.records.access import may
from core.records.changes import unit
from core.records.plain import plain, store
from history.models import Action, Change


class RefusedError(Exception):
    """The change cannot be undone; the message says why."""


@dataclass(frozen=True)
class Plan:
    """What undoing would do: the record now and then, each in plain form or None."""

    model: type[models.Model]
    record: models.Model | None
    now: dict | None
    then: dict | None

    @property
    def revision(self) -> str:
        """The revision of the record as shown, to be sent back; "" for a deleted record."""
        return str(self.record.revision) if self.record else ""


def may_revert(user, model: type[models.Model]) -> bool:
    """Whether the user may add, change and delete such records."""
    return user.is_staff and all(may(user, do, model) for do in ("add", "change", "delete"))


def planned(change: Change) -> Plan:
    """What undoing this change would do. A few queries.

    An added record is deleted, a deleted one restored; changed fields get their earlier values,
    later changes of other fields stay.
    """
    model = apps.get_model(change.model)
    record = model._base_manager.filter(pk=change.record).first()
    if record is None:
        record = model._base_manager.filter(slug=change.slug).first()
    now, then = plain(record) if record else None, change.before  # None for an added record
    if change.action == Action.UPDATE:
        then = {**(now or change.after), **change.before}
    if now is not None and then is not None:
        now = {name: value for name, value in now.items() if then.get(name) != value}
    return Plan(model, record, now, then)


def revert(change: Change, *, user, reason: str, read_revision: str) -> None:
    """Undo a change. Raises RefusedError, or ValidationError if current rules forbid it."""
    plan = planned(change)
    if plan.revision != read_revision:
        raise RefusedError(
            gettext("The record was changed while you looked at this page. Look again.")
        )
    if plan.now == plan.then or plan.now == {}:
        raise RefusedError(gettext("There is nothing to undo: the record is as it was before."))
    try:
        with unit(actor=user, route="undo", reason=reason):
            if plan.then is None:
                plan.record.delete()
            elif plan.record is None:
                # Under its old primary key, so that its history continues.
                store(plan.model(pk=change.record), plan.then)
            else:
                store(plan.record, {name: plan.then[name] for name in plan.now})
    except PermissionDenied as error:  # raised by a listener, e.g. for publishing
        raise RefusedError(str(error)) from error
    except ProtectedError as error:
        users = {str(one._meta.verbose_name_plural) for one in error.protected_objects}
        message = gettext("It cannot be deleted: %(users)s refer to it.")
        raise RefusedError(message % {"users": ", ".join(sorted(users))}) from error
