"""Long lists in pieces, so that memory and the parameters of a query stay few."""

from collections.abc import Iterable, Iterator

from django.db import models

from core.records.plain import CHUNK


def in_chunks(keys: Iterable) -> Iterator[list]:
    """The keys, CHUNK at a time."""
    keys = list(keys)
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def in_batches(queryset: models.QuerySet) -> Iterator[list]:
    """The rows in the order of their numbers, CHUNK at a time. One query for each batch."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield batch
        last = batch[-1].pk
