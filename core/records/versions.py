"""The data version, read once a request (by commands and background threads each time)."""

from collections.abc import Hashable
from contextvars import ContextVar

from django.db import connections, models, router

READ = "zone_reforms.data_versions"  # environ key: the versions read in this request, by database
_of_request: ContextVar[dict | None] = ContextVar("data versions read", default=None)
_models: list[type[models.Model]] = []


def register(model: type[models.Model]) -> None:
    """Register the model (of a higher app): one row with `number` and `changed` (time)."""
    _models[:] = [model]


def begin(environ: dict, **_kwargs) -> None:
    """Start of a request. Keeps a version already read by an outer layer."""
    _of_request.set(environ.setdefault(READ, {}))


def end(**_kwargs) -> None:
    """End of the response, after streaming."""
    _of_request.set(None)


def forget() -> None:
    """Drop the cached version after a change in this request."""
    if found := _of_request.get():
        found.clear()


def key() -> Hashable | None:
    """Number and time as stored; unique even after a restore. One query a request.

    None in a transaction, which may see uncommitted data, and before the first version.
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
    """The registered row; None before the first change. One query a request."""
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
    """The version in files and citations, "2026-11-22.17"; "0" before the first."""
    return str(current() or 0)


def _connection():
    [model] = _models
    return connections[router.db_for_read(model)]


def _read(connection) -> tuple | None:
    table = connection.ops.quote_name(_models[0]._meta.db_table)
    # Raw SQL: a queryset takes ten times as long, on every page.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, changed FROM {table} WHERE id = 1")  # noqa: S608
        return cursor.fetchone()
