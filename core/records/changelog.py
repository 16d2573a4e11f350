"""The log of changed rows, written by the database itself: every save by any code, raw SQL too.

`core.records.triggers` makes its triggers. Caches read it to know what to forget.
"""

import json
from functools import cache
from typing import NamedTuple

from django.db import models

from core.records import changes

MOST = 25_000  # rows that are read at once; more are a reason to begin anew
EVERYTHING = ""  # as a table: what changed is not known
_log: list[type[models.Model]] = []
_logged_too: list[type[models.Model]] = []


def register(log: type[models.Model], *logged_too: type[models.Model]) -> None:
    """Register the model of the log, and what is logged besides records (of higher apps)."""
    _log[:], _logged_too[:] = [log], logged_too


def log_table() -> str:
    return _log[0]._meta.db_table


class RowChange(NamedTuple):
    """A changed row: its keys by column before and after, None if it was or is not there.

    The keys are foreign keys and `is_draft`.
    """

    table: str
    row: int
    before: dict | None
    after: dict | None

    @property
    def has_moved(self) -> bool:
        """Whether it came, went, was published, or belongs to other records than before."""
        return self.before != self.after


Place = tuple  # of a row in the log: number and time, unique even after a restore


def since(connection, place: Place) -> tuple[Place, list[RowChange]] | None:
    """What was logged after a place, in the order of commits, and the place reached. One query.

    None if that is too much to go through, or if the log does not reach back so far.
    """
    columns = f'id, "at", "table", "row", before, after FROM {log_table()}'
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} WHERE id >= %s ORDER BY id LIMIT %s",
            [place[0], MOST + 2],
        )
        found = cursor.fetchall()
    if not found or found[0][:2] != place or len(found) > MOST + 1:
        return None
    changed = [
        RowChange(table, row, before and json.loads(before), after and json.loads(after))
        for _id, _at, table, row, before, after in found[1:]
    ]
    return found[-1][:2], changed


def count_after(connection, table: str) -> int:
    """How many rows were logged after the last one of this table. One query."""
    log = log_table()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {log} WHERE id > coalesce("  # noqa: S608
            f'(SELECT max(id) FROM {log} WHERE "table" IN (%s, %s)), 0)',
            [table, EVERYTHING],
        )
        return cursor.fetchone()[0]


@cache
def logged_models() -> tuple[type[models.Model], ...]:
    """All records, their relations to many, and what is registered."""
    kinds = changes.kinds()
    relations = (field.remote_field.through for m in kinds for field in m._meta.local_many_to_many)
    return (*kinds, *relations, *_logged_too)


@cache
def logged_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in logged_models())


def bookkeeping() -> frozenset[str]:
    """Tables that say that something has changed, and are read for nothing else."""
    return frozenset(model._meta.db_table for model in (*_log, *_logged_too))


def key_columns(model: type[models.Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.column for field in fields if field.many_to_one or field.name == "is_draft"]
