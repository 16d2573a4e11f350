"""Changes of public records that editors propose, until a curator settles them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from core.records.changes import unit
from core.records.plain import editable_fields, plain, slugs_in, store
from history.models import Proposal
from history.wording import FieldChange, field_changes, names_in, public_name

DELETE = ("delete",)  # what is accepted of a proposed deletion


def propose(record: models.Model, after: dict | None, *, actor, reason: str) -> Proposal | None:
    """Store what the actor would change in a public record. A few queries.

    `after`: fields in plain form; None for a deletion. It takes the place of the actor's open
    proposal. Values that are public already withdraw a proposed change: None.
    """
    about = {"model": record._meta.label_lower, "record": record.pk, "actor": actor}
    before = plain(type(record)._base_manager.get(pk=record.pk))
    if after is not None:
        after = {name: value for name, value in after.items() if before[name] != value}
        before = {name: before[name] for name in after}
        if not after:
            Proposal.objects.open().filter(**about, after__isnull=False).delete()
            return None
    said = {"slug": record.slug, "actor_name": actor.get_username(), "at": timezone.now()}
    said |= {"before": before, "after": after, "reason": reason[:200]}
    return Proposal.objects.update_or_create(**about, settled=None, defaults=said)[0]


def record_of(proposal: Proposal) -> models.Model | None:
    """The record as it is; None if it was deleted. One query."""
    return apps.get_model(proposal.model)._base_manager.filter(pk=proposal.record).first()


def initial_of(proposal: Proposal) -> dict:
    """The proposed values as a form shows them. A query for each relation."""
    initial, proposed = {}, proposal.after or {}
    for field in editable_fields(apps.get_model(proposal.model)):
        if field.name not in proposed:
            continue
        value = proposed[field.name]
        if field.is_relation:
            rows = field.related_model._base_manager.filter(slug__in=slugs_in(value))
            keys = list(rows.values_list("pk", flat=True))
            value = keys if field.many_to_many else next(iter(keys), None)
        initial[field.name] = value
    return initial


@dataclass(frozen=True)
class ProposedField:
    """A field of a proposal in words: when it was proposed and proposed, and what is public now."""

    change: FieldChange
    now: str
    is_stale: bool  # somebody has changed it since


def in_words(
    proposals: Sequence[tuple[Proposal, models.Model | None]], user
) -> list[list[ProposedField]]:
    """The fields of each proposal, compared with its record; none of a deletion. A few queries."""
    rows = []
    for proposal, record in proposals:
        public = plain(record) if record and proposal.after else proposal.before
        public = {name: public[name] for name in proposal.before}
        rows.append((proposal, Proposal(model=proposal.model, slug=proposal.slug, before=public)))
    names = names_in([row for pair in rows for row in pair], user)
    return [_fields(proposal, now.before, names) for proposal, now in rows]


def _fields(proposal: Proposal, public: dict, names: dict) -> list[ProposedField]:
    if proposal.after is None:
        return []
    model = apps.get_model(proposal.model)
    now = {one.name: one.before for one in field_changes(model, public, proposal.after, names)}
    return [
        ProposedField(
            one,
            now.get(one.name, one.after),
            public[one.name] != proposal.before[one.name],
        )
        for one in field_changes(model, proposal.before, proposal.after, names)
    ]


def reason_of(proposal: Proposal) -> str:
    """The reason of the change that an acceptance makes, with the proposer's public name."""
    words = gettext("Proposed by %(name)s: %(reason)s")
    words %= {"name": public_name(proposal.actor_id), "reason": proposal.reason or "—"}
    return words[:200]


def accept(proposal: Proposal, names: Iterable[str], *, by, answer: str = "") -> None:
    """Take these fields over, or delete the record. Raises ValidationError, as current rules do."""
    with unit(actor=by, route="admin", reason=reason_of(proposal)):
        record = record_of(proposal)
        if record is None:
            raise ValidationError(gettext("The record was deleted."))
        settle(proposal, by=by, accepted=names, answer=answer)
        if proposal.after is None:
            record.delete()
        else:
            store(record, {name: proposal.after[name] for name in names})


def settle(proposal: Proposal, *, by, accepted: Iterable[str] = (), answer: str = "") -> None:
    """Close a proposal. Raises ValidationError if somebody did so meanwhile."""
    settled = {"settled": timezone.now(), "settled_by": by, "answer": answer[:200]}
    still_open = Proposal.objects.open().filter(pk=proposal.pk)
    if not still_open.update(**settled, accepted=[*accepted]):
        raise ValidationError(gettext("Somebody has settled this proposal meanwhile."))
