"""What a page or a kept result has read: it is made anew when that changes.

While something is recorded, each table in a statement to the database is noted. Code that knows
better says so: `only_of` these records, or `note` what was read without a statement.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.apps import apps
from django.db import models

from core.records.changelog import RowChange, bookkeeping, logged_models, logged_tables

# (table,): any row; (table, MOVED): which rows there are and what they belong to; (table, column,
# key): rows that belong to that record; ANYTHING: tables whose changes are not logged.
Tag = tuple
MOVED = "moved"
ANYTHING = ()
TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)')

READ = "zone_reforms.reads"  # environ key: the tags of a request
_recording: ContextVar[set[Tag] | None] = ContextVar("what is read", default=None)
_narrowed: ContextVar[dict[str, frozenset[Tag]] | None] = ContextVar("rows read", default=None)


def begin(environ: dict, **_kwargs) -> None:
    """Start of a request, all of which is recorded; an outer layer may do so already."""
    _recording.set(environ.setdefault(READ, set()))


def end(**_kwargs) -> None:
    _recording.set(None)


@contextmanager
def recording() -> Iterator[set[Tag]]:
    """The tags of all that is read inside; an outer recording has them too.

    What an outer block says it reads does not hold inside.
    """
    outer, inner = _recording.get(), set()
    token, rows = _recording.set(inner), _narrowed.set(None)
    try:
        yield inner
    finally:
        _recording.reset(token)
        _narrowed.reset(rows)
        if outer is not None:
            outer |= inner


@contextmanager
def aside() -> Iterator[None]:
    """What is read inside is not noted: whoever reads notes it in other words."""
    token = _recording.set(None)
    try:
        yield
    finally:
        _recording.reset(token)


def so_far() -> frozenset[Tag]:
    """What is read already; outside a request that is not known."""
    found = _recording.get()
    return frozenset([ANYTHING] if found is None else found)


def note(tags: Iterable[Tag]) -> None:
    found = _recording.get()
    if found is not None:
        found.update(tags)


@contextmanager
def only_of(*records: models.Model) -> Iterator[None]:
    """Of tables that nothing else refers to, only these records' rows are read inside.

    Others may be read through a reference too, such as a zone that a source's figure belongs to.
    """
    with only_of_keys((type(record), record.pk) for record in records):
        yield


@contextmanager
def only_of_keys(keys: Iterable[tuple[type[models.Model], int]]) -> Iterator[None]:
    """The same for records that are named by model and key."""
    found: dict[str, set[Tag]] = {}
    for model, key in keys:
        for table, column in _references(model):
            found.setdefault(table, set()).add((table, column, key))
    rows = {table: frozenset(tags) for table, tags in found.items()}
    token = _narrowed.set({**(_narrowed.get() or {}), **rows})
    try:
        yield
    finally:
        _narrowed.reset(token)


@cache
def _references(model: type[models.Model]) -> list[tuple[str, str]]:
    """Tables and columns that refer to such records, and that no other table refers to."""
    columns = [(one, f) for one in logged_models() for f in one._meta.concrete_fields]
    referred_to = {field.related_model for one, field in columns if field.related_model is not one}
    return [
        (one._meta.db_table, field.column)
        for one, field in columns
        if field.related_model is model and one not in referred_to
    ]


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
