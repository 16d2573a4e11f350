"""Drafts sent back to their editors, each with a word, until they are saved or published."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.records.batches import in_chunks
from core.records.changes import Context, RecordChange
from history.models import Change, Remark

Key = tuple[str, int]  # the kind and the number of a record


def key_of(record: models.Model) -> Key:
    return record._meta.label_lower, record.pk


def _open_for(keys: Iterable[Key]):
    """The open remarks about records, in querysets of a CHUNK of one kind."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in keys:
        by_kind.setdefault(kind, []).append(pk)
    for kind, pks in by_kind.items():
        for chunk in in_chunks(pks):
            yield Remark.objects.filter(settled__isnull=True, model=kind, record__in=chunk)


def open_remarks(records: Iterable[models.Model]) -> dict[Key, Remark]:
    """The open remark of each record that has one. One query per kind and CHUNK."""
    rows = [row for rows in _open_for(map(key_of, records)) for row in rows]
    return {(row.model, row.record): row for row in rows}


def send_back(records: Sequence[models.Model], *, actor, text: str) -> None:
    """Remark on drafts; takes the place of earlier remarks. A few queries."""
    with transaction.atomic():
        _settle(map(key_of, records))
        Remark.objects.bulk_create(
            Remark(
                model=record._meta.label_lower,
                record=record.pk,
                slug=record.slug,
                actor=actor,
                actor_name=actor.get_username(),
                text=text,
            )
            for record in records
        )


def sent_back_to(user) -> models.QuerySet:
    """The open remarks on drafts that the user entered or changed, newest first."""
    theirs = Change.objects.filter(model=OuterRef("model"), record=OuterRef("record"), actor=user)
    return Remark.objects.filter(Exists(theirs), settled__isnull=True)


def settle(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Settle the remarks on drafts that were saved, published or deleted. No query without any."""
    drafts = (one for one in changes if one.before and one.before.get("is_draft"))
    _settle((one.model._meta.label_lower, one.pk) for one in drafts)


def _settle(keys: Iterable[Key]) -> None:
    for rows in _open_for(keys):
        rows.update(settled=timezone.now())
