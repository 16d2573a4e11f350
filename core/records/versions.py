"""The data version, read once a request (by commands and background threads each time)."""

from collections.abc import Hashable
from contextvars import ContextVar

from django.db import connections, models, router

from core.records import changelog, following

READ = "zone_reforms.data_versions"  # environ key: the versions read in this request, by database
_of_request: ContextVar[dict | None] = ContextVar("data versions read", default=None)
_models: list[type[models.Model]] = []


def register(model: type[models.Model], log: type[models.Model]) -> None:
    """Register the models (of a higher app): one row with `number` and `changed`, and the log."""
    _models[:] = [model]
    changelog.register(log, model)


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
    """Number and time as stored, and the place in the log; unique even after a restore.

    One query a request, two if rows have changed, of which the caches are told then. None in a
    transaction, which may see uncommitted data, and before the first version.
    """
    connection = _connection()
    if connection.in_atomic_block:
        return None
    found = _of_request.get()
    if found is None:
        return _read_and_follow(connection)
    if connection.alias not in found:
        found[connection.alias] = _read_and_follow(connection)
    return found[connection.alias]


def followed() -> str | None:
    """The database whose changes caches are told of; None where `key` is."""
    return None if key() is None else _connection().alias


def current() -> models.Model | None:
    """The registered row; None before the first change. One query a request.

    Its `more` counts rows changed since by other ways than this code: one query if there are any.
    """
    [model], connection = _models, _connection()
    values = _read(connection) if connection.in_atomic_block else key()
    if values is None:
        return None
    number, changed, _place, _at, table = values
    column = model._meta.get_field("changed").get_col(model._meta.db_table)
    for convert in connection.ops.get_db_converters(column):
        changed = convert(changed, column, connection)
    version = model(pk=1, number=number, changed=changed)
    if table not in (None, changelog.EVERYTHING, model._meta.db_table):
        version.more = changelog.count_after(connection, model._meta.db_table)
    return version


def label() -> str:
    """The version in files and citations, "2026-11-22.17"; "0" before the first."""
    return str(current() or 0)


def database() -> str:
    """The name of the database that is read."""
    return _connection().alias


def _connection():
    [model] = _models
    return connections[router.db_for_read(model)]


def _read_and_follow(connection) -> tuple | None:
    found = _read(connection)
    if found is not None and found[2] is not None:
        following.follower(connection.alias).catch_up(connection, found[2:4])
    return found


def _read(connection) -> tuple | None:
    table, log = _models[0]._meta.db_table, changelog.log_table()
    # Raw SQL: a queryset takes ten times as long, on every page.
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT number, changed, log.id, log."at", log."table" FROM {table} '  # noqa: S608
            f"LEFT JOIN {log} AS log ON log.id = (SELECT max(id) FROM {log}) "
            f"WHERE {table}.id = 1"
        )
        return cursor.fetchone()
