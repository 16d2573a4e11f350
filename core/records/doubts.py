"""What is rarely right about a record but may be: an editor is asked before it is saved.

A rule that no record may break is a constraint of the database. A doubt is a question: is this
the zone that is there already, is an area of −5 ha what the source says? A model answers for a
batch of its records (`SluggedModel.doubts_about`); forms and imports ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from core.language.text import name_key

ALIKE, OUT_OF_RANGE = "alike", "out-of-range"


@dataclass(frozen=True)
class Doubt:
    """A question about one record. A confirmation answers it for this `kind` and `about` alone.

    `about` is the other record's slug, or the value. `columns` are the fields that raise it,
    the first being where it is shown.
    """

    kind: str
    about: str
    columns: tuple[str, ...]
    sentence: str


# Who bears a name: slugs by the hash of the name's normal form and of what it belongs to.
Names = dict[int, tuple[str, ...]]


def alike(
    records: Sequence[models.Model],
    names: Sequence[str],
    within: Sequence[str],
    known: Names | None = None,
) -> list[list[Doubt]]:
    """For each record the others that bear its name, within the same of what it belongs to.

    Names are compared in their normal form (`core.language.text.name_key`). One query, which
    reads the names of all records that belong to the same. Who asks batch by batch gives the same
    `known` each time: the first call fills it with all names, the others with the batch's.
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
    """The question whether a record is the one of that slug."""
    words = {"kind": record._meta.verbose_name, "slug": slug}
    sentence = _("There is a %(kind)s of this name already: “%(slug)s”. Is this another one?")
    return Doubt(ALIKE, slug, columns, sentence % words)
