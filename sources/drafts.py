"""Drafts: facts that only staff see until they are published."""

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from core.records.access import may_publish
from core.records.changes import Context, RecordChange
from core.records.models import TOTALS_ABOVE, has_drafts
from sources.evidence.citations import cited_models


def drafts_above(record: models.Model, above: int = TOTALS_ABOVE) -> list[models.Model]:
    """The drafts above a record: its zone, its reform, its total. A query for each."""
    found = {}
    for name in record.waits_for:
        parent = getattr(record, name)
        is_total = isinstance(parent, type(record))
        if parent is None or (is_total and not above):
            continue
        if parent.is_draft:
            found[parent] = None
        found |= dict.fromkeys(drafts_above(parent, above - is_total))
    return list(found)


def drafts_by_source(**sources) -> Counter[int]:
    """The number of draft facts by the key of their source. A query per kind of fact."""
    counts: Counter[int] = Counter()
    for model in cited_models():
        rows = model.objects.filter(is_draft=True, **sources).order_by().values_list("source")
        counts.update(dict(rows.annotate(models.Count("pk"))))
    return counts


def refuse_publishing(changes: Sequence[RecordChange], context: Context, **_kwargs) -> None:
    """Raise PermissionDenied if the user may not publish or unpublish. Commands are exempt."""
    if context.actor is None or may_publish(context.actor):
        return
    for change in changes:
        if has_drafts(change.model) and change.after is not None:
            was_draft = change.before["is_draft"] if change.before else True
            if change.after["is_draft"] != was_draft:
                raise PermissionDenied(
                    _("Only a curator may publish a fact or make it a draft again.")
                )
