"""Writes the history: a listener of `core.records.changes`."""

from collections.abc import Sequence

from core.records.batches import CHUNK
from core.records.changes import Context, RecordChange
from history.choices import Action
from history.models import Change


def record(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Write these changes. One query per CHUNK."""
    Change.objects.bulk_create((_row(one, context) for one in changes), batch_size=CHUNK)


def _row(change: RecordChange, context: Context) -> Change:
    before, after = change.before, change.after
    action = Action.CREATE if before is None else Action.DELETE
    former_slug = ""
    if before is not None and after is not None:
        action = Action.UPDATE
        # Only the changed fields: earlier changes hold the others.
        before = {name: value for name, value in before.items() if after[name] != value}
        former_slug = before.get("slug", "")
    return Change(
        model=change.model._meta.label_lower,
        record=change.pk,
        slug=(after or before)["slug"],
        former_slug=former_slug,
        action=action,
        route=context.route,
        actor=context.actor,
        actor_name=context.actor.get_username() if context.actor else "",
        reason=context.reason,
        run=context.run,
        before=before,
        after=after,
        is_public=change.is_public,
    )
