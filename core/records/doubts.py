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
    model, columns = type(records[0]), [*names, *(f"{one}_id" for one in within)]
    rows = model._base_manager.order_by().values_list("slug", *columns)
    if known is None:
        known = {}
        rows = rows.filter(
            **{
                f"{one}_id__in": {getattr(record, f"{one}_id") for record in records}
                for one in within
            }
        )
    elif known:
        rows = [(record.slug, *(getattr(record, one) for one in columns)) for record in records]
    for slug, *values in rows if isinstance(rows, list) else rows.iterator():
        for key in _keys(values[: len(names)], values[len(names) :]):
            if slug not in known.get(key, ()):
                known[key] = (*known.get(key, ()), slug)
    return [_alike_ones(record, known, names, within) for record in records]


def _keys(names: Sequence[str], belongs: Sequence) -> set[int]:
    return {hash((name_key(name), *belongs)) for name in names if name_key(name)}


def _alike_ones(record, known: Names, names, within) -> list[Doubt]:
    values = [getattr(record, name) for name in names]
    keys = _keys(values, [getattr(record, f"{one}_id") for one in within])
    slugs = set().union(*(known.get(key, ()) for key in keys)) - {record.slug}
    return [alike_doubt(record, slug, (*names, *within)) for slug in sorted(slugs)]


def alike_doubt(record: models.Model, slug: str, columns: tuple[str, ...]) -> Doubt:
    words = {"kind": record._meta.verbose_name, "slug": slug}
    sentence = _("There is a %(kind)s of this name already: “%(slug)s”. Is this another one?")
    return Doubt(ALIKE, slug, columns, sentence % words)
