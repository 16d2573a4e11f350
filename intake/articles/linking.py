"""Links to what was still open when a fact was accepted: made when that is accepted too.

A figure names the measure that it is an outcome of, and its total; nobody has looked at those yet.
"""

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from core.records.access import may_publish
from history.proposals import propose
from intake.articles.models import ENTERED, ArticleProposal

Waiting = tuple[ArticleProposal, str]  # an accepted proposal, and the field that is to be linked


def waiting_for(proposal: ArticleProposal) -> Iterator[Waiting]:
    """What is to be linked with what a proposal becomes. One query."""
    rows = ArticleProposal.objects.filter(review=proposal.review_id, state__in=ENTERED)
    for one in rows.exclude(awaits={}):
        yield from ((one, name) for name, key in one.awaits.items() if key == proposal.pk)


def link(proposal: ArticleProposal, made: models.Model, user, reason: str) -> None:
    """Link what waits for a record that was just made. Runs in its unit of work.

    What is public waits for a curator, as a proposed change, if the new one is a draft or the user
    may not publish. What a rule forbids is left as it is (`unlinked`).
    """
    for one, name in waiting_for(proposal):
        record = _rows(one).select_for_update().first()
        if record is None or getattr(record, name):
            continue
        setattr(record, name, made)
        try:
            record.full_clean()
        except ValidationError:
            continue
        if record.is_draft or (may_publish(user) and not made.is_draft):
            record.save()
        else:
            propose(record, {name: made.slug}, actor=user, reason=reason)


def unlinked(proposal: ArticleProposal) -> list[models.Model]:
    """What waited for an accepted proposal and is not linked with it. A query, and one for each."""
    records = ((_rows(one).first(), name) for one, name in waiting_for(proposal))
    return [
        record
        for record, name in records
        if record and getattr(record, f"{name}_id") != proposal.record
    ]


def unlink(proposal: ArticleProposal) -> None:
    """Take the links away that accepting it, or what it waited for, has made."""
    links = [(one, name, proposal.record) for one, name in waiting_for(proposal)]
    others = ArticleProposal.objects.in_bulk(proposal.awaits.values())
    links += [
        (proposal, name, others[key].record)
        for name, key in proposal.awaits.items()
        if key in others
    ]
    for one, name, linked in links:
        record = _rows(one).select_for_update().first()
        if record and linked and getattr(record, f"{name}_id") == linked:
            setattr(record, name, None)
            record.save()


def _rows(proposal: ArticleProposal) -> models.QuerySet:
    """What it became; nothing if that was deleted."""
    return apps.get_model(proposal.model)._base_manager.filter(pk=proposal.record)
