"""Batches, to bound memory and query parameters."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from django.db import connections, models, router

CHUNK = 500  # records per query: SQLite limits the number of parameters
AS_THEY_ARE = {str, int, bool, type(None)}  # values that a driver takes


def batched(rows: Iterable, size: int = CHUNK) -> Iterator[list]:
    """Lists of `size` rows, each read when it is asked for."""
    rows = iter(rows)
    return iter(lambda: list(islice(rows, size)), [])


def in_chunks(keys: Iterable) -> Iterator[list]:
    keys = list(keys)
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def in_batches(queryset: models.QuerySet) -> Iterator[list]:
    """The rows by primary key, CHUNK at a time. One query for each batch."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield batch
        last = batch[-1].pk


def insert(
    model: type[models.Model], columns: Sequence[models.Field], rows: Sequence[Sequence]
) -> list[int]:
    """Insert rows of values for these columns and return their keys, in the same order.

    The values are of the columns' types: checked ones. A fraction of the work of `bulk_create`; one
    query for each CHUNK on PostgreSQL, on SQLite a few.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    start = f"INSERT INTO {quote(model._meta.db_table)} ({names})"
    end = f"RETURNING {quote(model._meta.pk.column)}"
    prepare = [_prepared(column, connection) for column in columns]
    size, values_of = _form(columns, connection)
    found: list[int] = []
    with connection.cursor() as cursor:
        for first in range(0, len(rows), size):
            by_column = zip(prepare, zip(*rows[first : first + size], strict=True), strict=True)
            prepared = [one(values) for one, values in by_column]
            values, params = values_of(prepared)
            cursor.execute(f"{start} {values} {end}", params)
            found += [key for (key,) in cursor.fetchall()]
    return found


def _form(columns: Sequence[models.Field], connection) -> tuple[int, Callable]:
    """How many rows go into a statement, and what makes its SQL and parameters of columns."""
    if connection.vendor == "postgresql":
        # Types without their lengths: the columns refuse what is too long.
        types = (column.db_type(connection).partition("(")[0] for column in columns)
        arrays = ", ".join(f"%s::{name}[]" for name in types)
        return CHUNK, lambda values: (f"SELECT * FROM unnest({arrays})", values)  # noqa: S608
    connection.ensure_connection()
    limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    row = f"({', '.join(['%s'] * len(columns))})"

    def in_rows(values: list[list]) -> tuple[str, list]:
        sql = f"VALUES {', '.join([row] * len(values[0]))}"
        return sql, [*chain.from_iterable(zip(*values, strict=True))]

    return min(CHUNK, limit // len(columns)), in_rows


def _prepared(column: models.Field, connection):
    """What makes values of this column ones for the driver."""
    is_json = isinstance(column, models.JSONField)

    def prepare(values: Sequence) -> list:
        if not is_json and AS_THEY_ARE.issuperset(map(type, values)):
            return [*values]
        if is_json:
            return [column.get_db_prep_save(value, connection) for value in values]
        found = {value: column.get_db_prep_save(value, connection) for value in {*values}}
        return [found[value] for value in values]

    return prepare
