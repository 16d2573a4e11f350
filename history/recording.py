"""Writes the history: a listener of `core.records.changes`."""

from collections.abc import Iterator, Sequence

from django.db import models

from core.records.changes import Context, RecordChange
from core.records.models import has_drafts
from core.records.plain import CHUNK
from history.choices import Action
from history.models import Change

LEVELS = 6  # figure, three totals above it, reform, zone


def record(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Write these changes. One query per CHUNK, and a few per model with drafts."""
    public = _public_keys(changes)
    gone = _Gone(changes)
    name = context.actor.get_username() if context.actor else ""
    rows = (
        Change(
            model=change.model._meta.label_lower,
            record=change.pk,
            slug=(change.after or change.before)["slug"],
            former_slug=_former_slug(change),
            action=_action(change),
            route=context.route,
            actor=context.actor,
            actor_name=name,
            reason=context.reason,
            run=context.run,
            before=_before(change),
            after=change.after,
            is_public=_is_public(change, public, gone),
        )
        for change in changes
    )
    Change.objects.bulk_create(rows, batch_size=CHUNK)


def _action(change: RecordChange) -> str:
    if change.before is None:
        return Action.CREATE
    return Action.UPDATE if change.after is not None else Action.DELETE


def _former_slug(change: RecordChange) -> str:
    is_renamed = change.before and change.after and "slug" in change.fields
    return change.before["slug"] if is_renamed else ""


def _before(change: RecordChange) -> dict | None:
    """Only the changed fields: earlier changes hold the others."""
    if change.before is None or change.after is None:
        return change.before
    return {name: change.before.get(name) for name in change.fields}


def _public_keys(changes: Sequence[RecordChange]) -> dict[type[models.Model], set[int]]:
    by_model: dict[type[models.Model], list[int]] = {}
    for change in changes:
        if has_drafts(change.model) and change.after is not None:
            by_model.setdefault(change.model, []).append(change.pk)
    return {model: _public(model, "pk", pks) for model, pks in by_model.items()}


def _public(model: type[models.Model], column: str, values: list) -> set:
    found = set()
    for start in range(0, len(values), CHUNK):
        rows = model.objects.public().filter(**{f"{column}__in": values[start : start + CHUNK]})
        found.update(rows.values_list(column, flat=True))
    return found


class _Gone:
    """Whether deleted records were public, by the records above them. One query per model."""

    def __init__(self, changes: Sequence[RecordChange]):
        self.changes = changes
        self.before = {(c.model, c.before["slug"]): c for c in changes if c.before}
        self.public: dict[type[models.Model], set[str]] = {}

    def was_public(self, change: RecordChange, above: int = LEVELS) -> bool:
        """`above` limits the depth, in case of a cycle of totals."""
        if not has_drafts(change.model):
            return True
        return not change.before["is_draft"] and all(
            self._is_public(model, slug, above - 1) for model, slug in _belonged_to(change)
        )

    def _is_public(self, model: type[models.Model], slug: str, above: int) -> bool:
        if change := self.before.get((model, slug)):
            return above > 0 and self.was_public(change, above)
        if model not in self.public:
            wanted = {s for c in self.changes for m, s in _belonged_to(c) if m is model}
            self.public[model] = _public(model, "slug", sorted(wanted))
        return slug in self.public[model]


def _belonged_to(change: RecordChange) -> Iterator[tuple[type[models.Model], str]]:
    """The records above a record before the change, by slug: its zone, its reform, its total."""
    for name in change.model.waits_for if change.before else ():
        if slug := change.before[name]:
            yield change.model._meta.get_field(name).related_model, slug


def _is_public(change: RecordChange, public, gone: _Gone) -> bool:
    if not has_drafts(change.model):
        return True
    if change.after is None:
        return gone.was_public(change)
    return change.pk in public[change.model]
