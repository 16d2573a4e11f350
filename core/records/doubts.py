"""Implausible but possible values, which an editor confirms before saving."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from core.language.text import name_key

ALIKE, OUT_OF_RANGE = "alike", "out-of-range"


@dataclass(frozen=True)
class Doubt:
    """A question about one record. A confirmation holds for this `kind` and `about` only.

    `about`: the other record's slug, or the value. `columns`: fields; the first shows the message.
    """

    kind: str
    about: str
    columns: tuple[str, ...]
    sentence: str


# Slugs by the hash of the normalised name and its scope.
Names = dict[int, tuple[str, ...]]


def alike(
    records: Sequence[models.Model],
    names: Sequence[str],
    within: Sequence[str],
    known: Names | None = None,
) -> list[list[Doubt]]:
    """For each record, doubts about others with the same `name_key` and scope (`within`).

    One query. For batches pass one `known` dictionary: filled once, then extended by each batch.
    """
    scope = [f"{one}_id" for one in within]
    columns = [*names, *scope]
    new = [(record.slug, *(getattr(record, one) for one in columns)) for record in records]
    rows = type(records[0])._base_manager.order_by().values_list("slug", *columns)
    if known is None:
        known = {}
        of_records = {f"{one}__in": {getattr(record, one) for record in records} for one in scope}
        rows = rows.filter(**of_records)
    for slug, *values in new if known else rows.iterator():
        for key in _keys(values, len(names)):
            if slug not in known.get(key, ()):
                known[key] = (*known.get(key, ()), slug)
    found = []
    for record, (slug, *values) in zip(records, new, strict=True):
        slugs = {other for key in _keys(values, len(names)) for other in known.get(key, ())}
        others = sorted(slugs - {slug})
        found.append([alike_doubt(record, other, (*names, *within)) for other in others])
    return found


def _keys(values: Sequence, number: int) -> set[int]:
    """Keys of the names, which are the first values; the others are their scope."""
    return {hash((key, *values[number:])) for one in values[:number] if (key := name_key(one))}


def alike_doubt(record: models.Model, slug: str, columns: tuple[str, ...]) -> Doubt:
    words = {"kind": record._meta.verbose_name, "slug": slug}
    sentence = _("There is a %(kind)s of this name already: “%(slug)s”. Is this another one?")
    return Doubt(ALIKE, slug, columns, sentence % words)
