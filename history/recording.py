"""Writing the history: the listener to `core.changes`."""

from collections.abc import Sequence

from django.db import models

from core.changes import Change as Noticed
from core.changes import Context
from core.models import has_drafts
from core.records import CHUNK
from history.choices import Action
from history.models import Change


def record(changes: Sequence[Noticed], context: Context, **_kwargs) -> None:
    """Keep these changes, in the transaction in which they were made.

    One query for each CHUNK of changes, and one more for each kind of record with drafts.
    """
    public = _public_keys(changes)
    name = context.actor.get_username() if context.actor else ""
    rows = (
        Change(
            model=change.model._meta.label_lower,
            record=change.pk,
            slug=(change.after or change.before)["slug"],
            action=_action(change),
            route=context.route,
            actor=context.actor,
            actor_name=name,
            reason=context.reason,
            run=context.run,
            before=_before(change),
            after=change.after,
            is_public=_is_public(change, public),
        )
        for change in changes
    )
    Change.objects.bulk_create(rows, batch_size=CHUNK)


def _action(change: Noticed) -> str:
    if change.before is None:
        return Action.CREATE
    return Action.UPDATE if change.after is not None else Action.DELETE


def _before(change: Noticed) -> dict | None:
    """Of a changed record only what changed: the change before this one tells the rest."""
    if change.before is None or change.after is None:
        return change.before
    return {name: change.before.get(name) for name in change.fields}


def _public_keys(changes: Sequence[Noticed]) -> dict[type[models.Model], set[int]]:
    """The keys of the changed records that everybody may see, by model."""
    by_model: dict[type[models.Model], list[int]] = {}
    for change in changes:
        if has_drafts(change.model) and change.after is not None:
            by_model.setdefault(change.model, []).append(change.pk)
    public = {}
    for model, pks in by_model.items():
        found = public.setdefault(model, set())
        for start in range(0, len(pks), CHUNK):
            rows = model.objects.public().filter(pk__in=pks[start : start + CHUNK])
            found.update(rows.values_list("pk", flat=True))
    return public


def _is_public(change: Noticed, public) -> bool:
    if not has_drafts(change.model):
        return True
    if change.after is None:
        return not change.before["is_draft"]
    return change.pk in public[change.model]
