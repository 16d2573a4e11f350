"""Confirmed doubts about records."""

from collections.abc import Iterable, Sequence

from django.db import models

from core.records.doubts import Doubt, Names
from sources.models import ConfirmedDoubt


def open_doubts(records: Sequence[models.Model], known: Names | None = None) -> list[list[Doubt]]:
    """The unconfirmed doubts of each record, all of one model."""
    if not records:
        return []
    model = type(records[0])
    found = model.doubts_about(records, known)
    if not any(found):
        return found
    slugs = [record.slug for record, doubts in zip(records, found, strict=True) if doubts]
    answered = confirmed(model, slugs)
    return [
        [doubt for doubt in doubts if (record.slug, doubt.kind, doubt.about) not in answered]
        for record, doubts in zip(records, found, strict=True)
    ]


def confirmed(model: type[models.Model], slugs: Iterable[str] | None = None) -> set[tuple]:
    """(slug, kind, about) of the confirmed doubts of a model, in both directions. One query."""
    rows = ConfirmedDoubt.objects.filter(model=model._meta.label_lower).order_by()
    if slugs is not None:
        wanted = list(slugs)
        rows = rows.filter(models.Q(slug__in=wanted) | models.Q(about__in=wanted))
    found = set(rows.values_list("slug", "kind", "about"))
    return found | {(about, kind, slug) for slug, kind, about in found}


def confirm(
    model: type[models.Model], doubts: Iterable[tuple[str, Doubt]], *, reason: str, actor
) -> None:
    """Store these doubts, each with its record's slug, as confirmed. One query."""
    ConfirmedDoubt.objects.bulk_create(
        (
            ConfirmedDoubt(
                model=model._meta.label_lower,
                slug=slug,
                kind=doubt.kind,
                about=doubt.about,
                reason=reason,
                confirmed_by=actor,
            )
            for slug, doubt in doubts
        ),
        ignore_conflicts=True,
    )
