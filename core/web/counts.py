"""Cached counts of public records: all rows by an index, minus the few that are not public."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import models

from core.records.batches import in_chunks
from core.records.cache import cached
from core.records.models import TOTALS_ABOVE, has_drafts, public_related

FEW_ENOUGH_TO_NAME = 5_000  # keys in one query


def public_count(model: type[models.Model]) -> int:
    """The number of public records. Cached."""

    def make() -> int:
        if not model.waits_for:
            return model.objects.public().count()
        return model._base_manager.count() - len(_hidden(model))

    return cached(("count", model._meta.label), make)


def public_counts(model: type[models.Model], column: str, of: str = "") -> Mapping[int, int]:
    """Public records by the key in `column`, such as figures by zone. Cached.

    With `of`: not the records, but the distinct values of that column among them.
    """

    def make() -> Mapping[int, int]:
        if of:
            return Counter(key for (key, _), n in public_groups(model, column, of).items() if n)
        return {key: n for (key,), n in public_groups(model, column).items()}

    return cached(("counts", model._meta.label, column, of), make)


def public_groups(model: type[models.Model], *columns: str) -> Counter:
    """Public records by the values of these columns. Not cached."""
    rows = model._base_manager.order_by().values_list(*columns)
    counts = Counter({tuple(values): n for *values, n in rows.annotate(n=models.Count("pk"))})
    for keys in in_chunks(_hidden(model)):
        counts.subtract(rows.filter(pk__in=keys))
    return counts


def having(model: type[models.Model], relation: str) -> models.Q:
    """Condition: a public record exists at the other end of a reverse relation."""
    if public_count(model) > FEW_ENOUGH_TO_NAME:
        return models.Q(pk__in=public_related(model, relation))
    reverse_relation = model._meta.get_field(relation)
    counts = public_counts(reverse_relation.related_model, reverse_relation.field.name)
    return models.Q(pk__in=[key for key, n in counts.items() if n and key is not None])


def cached_count_of(model: type[models.Model], relation: str, of: str = "") -> models.Case:
    """`count_of` from cached counts, for tables of some dozens of rows."""
    reverse_relation = model._meta.get_field(relation)
    counts = public_counts(reverse_relation.related_model, reverse_relation.field.name, of)
    by_number: dict[int, list[int]] = {}
    for key, number in counts.items():
        by_number.setdefault(number, []).append(key)
    cases = (models.When(pk__in=keys, then=n) for n, keys in by_number.items())
    return models.Case(*cases, default=0, output_field=models.IntegerField())


def _hidden(model: type[models.Model]) -> set[int]:
    if not has_drafts(model):
        return set()
    rows = model._base_manager.order_by()
    found = set(rows.filter(is_draft=True).values_list("pk", flat=True))
    totals = []
    for name in model.waits_for:
        related = model._meta.get_field(name).related_model
        if related is model:
            totals.append(name)
        else:
            found |= _referring(model, name, _hidden(related))
    for name in totals:
        new = found
        for _step in range(TOTALS_ABOVE):
            new = _referring(model, name, new) - found
            found = found | new
    return found


def _referring(model: type[models.Model], name: str, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in in_chunks(keys):
        rows = model._base_manager.order_by().filter(**{f"{name}__in": some})
        found.update(rows.values_list("pk", flat=True))
    return found
