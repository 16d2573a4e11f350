"""Counts of public records, from the indexes in memory."""

from collections.abc import Collection, Mapping

from django.db import models
from django.db.models.functions import Cast
from pyroaring import BitMap

from core.records.indexes import Hidden, Related, Tally
from core.records.live import indexes
from core.records.models import public_related
from core.records.rows import Rows

FEW_ENOUGH_TO_NAME = 5_000  # keys in one query


def public_count(model: type[models.Model]) -> int:
    """The number of public records."""
    if model.waits_for:
        return sum(public_counts(model, model.waits_for[0]).values())
    return len(Rows(indexes(), model).public)


def public_counts(model: type[models.Model], column: str, of: str = "") -> Mapping[int, int]:
    """Public records by the key in `column`, such as figures by zone.

    With `of`: not the records, but the distinct keys in that column among them.
    """
    if of:
        return {key: len(others) for key, others in public_pairs(model, column, of).items()}
    if model._meta.get_field(column).many_to_one:
        return indexes().of(Tally, model, column).public()
    rows = Rows(indexes(), model)
    return rows.counted(column, rows.public)


def public_pairs(model: type[models.Model], column: str, of: str) -> Mapping[int, BitMap]:
    """The keys in the foreign key `of` of public records, by the key in `column`."""
    relation = model._meta.get_field(of)
    name = relation.related_query_name()
    return indexes().of(Related, relation.related_model, name, column).sets


def hidden(model: type[models.Model]) -> BitMap:
    """The keys of records that are not public."""
    return indexes().of(Hidden, model).keys


def having(model: type[models.Model], relation: str) -> models.Q:
    """Condition: a public record exists at the other end of a reverse relation."""
    keys = Rows(indexes(), model).having(relation, [1])
    few = len(keys) <= FEW_ENOUGH_TO_NAME
    return models.Q(pk__in=[*keys] if few else public_related(model, relation))


def counted_by(
    model: type[models.Model], relation: str, of: str = "", among: Collection[int] | None = None
) -> models.Case:
    """`count_of` from the indexes, for tables of some dozens of rows or `among` so many keys."""
    reverse_relation = model._meta.get_field(relation)
    counts = public_counts(reverse_relation.related_model, reverse_relation.field.name, of)
    by_number: dict[int, list[int]] = {}
    for key in counts if among is None else among:
        by_number.setdefault(counts.get(key, 0), []).append(key)
    cases = (models.When(pk__in=keys, then=n) for n, keys in by_number.items())
    # A bare 0 would be a column's place in PostgreSQL's ORDER BY.
    number = models.IntegerField()
    return models.Case(*cases, default=Cast(models.Value(0), number), output_field=number)
