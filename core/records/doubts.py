"""Implausible but possible values, which an editor confirms before saving."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.language.text import name_key


class Kind(models.TextChoices):
    """What can be doubtful about a record."""

    ALIKE = "alike", _("name of another record")
    OUT_OF_RANGE = "out-of-range", _("outside the plausible range")
    SHARE = "share", _("share over 100 %")
    NEGATIVE = "negative", _("less than nothing")
    FUTURE = "future", _("actual, but in the future")
    AFTER_ISSUE = "after-issue", _("actual, but after its source")
    PARTS = "parts", _("parts exceed their total")
    DUPLICATE = "duplicate", _("figure recorded twice")
    QUOTE_MISSING = "quote-missing", _("quotation not found")
    QUOTE_SEVERAL = "quote-several", _("quotation found more than once")
    FIGURE_AWAY = "figure-away", _("figure not near its quotation")
    OTHER_NUMBER = "other-number", _("quotation with another number")


@dataclass(frozen=True)
class Doubt:
    """A question about one record. A confirmation holds for this `kind` and `about` only.

    `about`: the other record's slug, or the values in question. `columns`: fields whose change
    raises the question; the first shows the message. `record`: the slug of the record that the
    answer is stored for, if it is another one (the total, where a part makes its parts too much).
    """

    kind: str
    about: str
    columns: tuple[str, ...]
    sentence: str
    record: str = ""


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
    sentence = gettext("There is a %(kind)s of this name already: “%(slug)s”. Is this another one?")
    return Doubt(Kind.ALIKE, slug, columns, sentence % words)
