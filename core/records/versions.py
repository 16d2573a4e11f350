"""The version of the data: a number and a time, new after every change.

It is read once a request, so that all parts of an answer agree on it. Commands and threads of
our own read it each time. Its table is in a higher app, which registers it in `ready`.
"""

from collections.abc import Hashable
from contextvars import ContextVar

from django.db import connections, models, router

READ = "zone_reforms.data_versions"  # in the environ of a request: what was read, by database
_of_request: ContextVar[dict | None] = ContextVar("data versions read", default=None)
_models: list[type[models.Model]] = []


def register(model: type[models.Model]) -> None:
    """Name the model, with one row of a `number` and the time when it `changed`."""
    _models[:] = [model]


def begin(environ: dict, **_kwargs) -> None:
    """Called when Django starts with a request; what a layer around it has read holds."""
    _of_request.set(environ.setdefault(READ, {}))


def end(**_kwargs) -> None:
    """Called when an answer is sent, streamed ones included."""
    _of_request.set(None)


def forget() -> None:
    """Read the version again: it has changed in this request."""
    if found := _of_request.get():
        found.clear()


def key() -> Hashable | None:
    """Number and time as the database holds them: none comes again, even after a restore.

    None inside a transaction, which may see what nobody else ever will, and before the first
    version. One query a request.
    """
    connection = _connection()
    if connection.in_atomic_block:
        return None
    found = _of_request.get()
    if found is None:
        return _read(connection)
    if connection.alias not in found:
        found[connection.alias] = _read(connection)
    return found[connection.alias]


def current() -> models.Model | None:
    """The registered row; None before the first change. One query a request or, inside a
    transaction, each time.
    """
    [model], connection = _models, _connection()
    values = _read(connection) if connection.in_atomic_block else key()
    if values is None:
        return None
    number, changed = values
    column = model._meta.get_field("changed").get_col(model._meta.db_table)
    for convert in connection.ops.get_db_converters(column):
        changed = convert(changed, column, connection)
    return model(pk=1, number=number, changed=changed)


def label() -> str:
    """The version as files and citations name it, "2026-11-22.17"; "0" before the first."""
    return str(current() or 0)


def _connection():
    [model] = _models
    return connections[router.db_for_read(model)]


def _read(connection) -> tuple | None:
    table = connection.ops.quote_name(_models[0]._meta.db_table)
    # Not by a queryset, which takes ten times as long, in front of every page.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, changed FROM {table} WHERE id = 1")  # noqa: S608
        return cursor.fetchone()
