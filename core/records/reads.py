"""What a page or a kept result has read: it is made anew when that changes.

While something is recorded, each table in a statement to the database is noted. Code that knows
better says so: `only` these rows, or `note` what was read without a statement.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.apps import apps
from django.db import models

from core.records.changelog import RowChange, bookkeeping, logged_tables

# (table,): any row; (table, MOVED): which rows there are and what they belong to; (table, column,
# key): rows that belong to that record; ANYTHING: tables whose changes are not logged.
Tag = tuple
MOVED = "moved"
ANYTHING = ()
TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)')

_recording: ContextVar[set[Tag] | None] = ContextVar("what is read", default=None)
_narrowed: ContextVar[dict[str, frozenset[Tag]] | None] = ContextVar("rows read", default=None)


@contextmanager
def recording() -> Iterator[set[Tag]]:
    """The tags of all that is read inside; an outer recording has them too."""
    outer, inner = _recording.get(), set()
    token = _recording.set(inner)
    try:
        yield inner
    finally:
        _recording.reset(token)
        if outer is not None:
            outer |= inner


def note(tags: Iterable[Tag]) -> None:
    found = _recording.get()
    if found is not None:
        found.update(tags)


@contextmanager
def only(model: type[models.Model], **keys: Iterable[int]) -> Iterator[None]:
    """Of this model only rows that belong to these records are read inside: `zone_id=[1, 2]`."""
    table = model._meta.db_table
    tags = frozenset((table, column, key) for column, each in keys.items() for key in each)
    token = _narrowed.set({**(_narrowed.get() or {}), table: tags})
    try:
        yield
    finally:
        _narrowed.reset(token)


def watch(connection, **_kwargs) -> None:
    """Note the statements of a new connection."""
    if _note_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note_statement)


def _note_statement(execute, sql, params, many, context):
    found = _recording.get()
    if found is not None:
        narrowed = _narrowed.get() or {}
        for table in set(TABLE.findall(sql)):
            found |= narrowed[table] if table in narrowed else _tags_of(table)
    return execute(sql, params, many, context)


@cache
def _tags_of(table: str) -> frozenset[Tag]:
    if table in bookkeeping():
        return frozenset()
    if table in logged_tables():
        return frozenset([(table,)])
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return frozenset([ANYTHING]) if table in ours else frozenset()


def tags_of(change: RowChange) -> Iterator[Tag]:
    """What depends on a changed row."""
    yield from (ANYTHING, (change.table,), (change.table, "id", change.row))
    if change.has_moved:
        yield change.table, MOVED
    for keys in (change.before, change.after):
        yield from ((change.table, column, key) for column, key in (keys or {}).items())
