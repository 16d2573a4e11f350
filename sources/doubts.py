"""Confirmed doubts about records."""

from collections.abc import Iterable, Sequence

from django.db import models

from core.records.doubts import Doubt, Names
from sources.models import ConfirmedDoubt


def open_doubts(records: Sequence[models.Model], known: Names | None = None) -> list[list[Doubt]]:
    """The unconfirmed doubts of each record, all of one model. Two queries."""
    if not records:
        return []
    model = type(records[0])
    found = model.doubts_about(records, known)
    slugs = [record.slug for record, doubts in zip(records, found, strict=True) if doubts]
    if not slugs:
        return found
    rows = ConfirmedDoubt.objects.filter(model=model._meta.label_lower).order_by()
    rows = rows.filter(models.Q(slug__in=slugs) | models.Q(about__in=slugs))
    answered = set(rows.values_list("slug", "kind", "about"))
    answered |= {(about, kind, slug) for slug, kind, about in answered}  # in both directions
    return [
        [doubt for doubt in doubts if (record.slug, doubt.kind, doubt.about) not in answered]
        for record, doubts in zip(records, found, strict=True)
    ]


def confirm(doubts: Iterable[tuple[str, str, Doubt]], *, reason: str, actor) -> None:
    """Store doubts as confirmed, each with its record's model and slug. One query."""
    ConfirmedDoubt.objects.bulk_create(
        (
            ConfirmedDoubt(
                model=model,
                slug=slug,
                kind=doubt.kind,
                about=doubt.about,
                reason=reason,
                confirmed_by=actor,
            )
            for model, slug, doubt in doubts
        ),
        ignore_conflicts=True,
    )
