"""Batches, to bound memory and query parameters."""

from collections.abc import Iterable, Iterator

from django.db import models

CHUNK = 500  # records per query: SQLite limits the number of parameters


def in_chunks(keys: Iterable) -> Iterator[list]:
    keys = list(keys)
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def in_batches(queryset: models.QuerySet) -> Iterator[list]:
    """The rows by primary key, CHUNK at a time. One query for each batch."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield batch
        last = batch[-1].pk
