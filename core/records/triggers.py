"""Makes the triggers that log each changed row (`core.records.changelog`).

The order of the log is that of commits: PostgreSQL's triggers run at the end of a transaction and
take one lock for it, SQLite has one writer. Only the newest rows are kept.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from django.db import connections, models

from core.records.changelog import EVERYTHING, key_columns, log_table, logged_models

KEPT = 50_000  # rows
SWEEP = 1_000  # rows after which older ones are deleted
LOCK = 7003411905  # of PostgreSQL, while a transaction writes the log and commits
COLUMNS = '"at", "table", "row", before, after'
# Names and tables of our triggers. A name ends in a digest of what it does.
EXISTING = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master "
    "WHERE type = 'trigger' AND name LIKE '%\\_logged\\_%' ESCAPE '\\'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
    "WHERE tgname LIKE '%\\_logged\\_%'",
}


def step_aside(using: str = "default", plan=(), **_kwargs) -> None:
    """Before migrations: a trigger would not let a column go that it looks at."""
    if plan:
        drop(using)


def drop(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        _drop(connection, cursor, _existing(connection, cursor))


def prepare(using: str = "default", **_kwargs) -> None:
    """After migrations: make the triggers that are missing or of an older form."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if log_table() not in tables:
            return
        wanted = _wanted(connection.vendor, tables)
        existing = _existing(connection, cursor)
        if existing == wanted.keys():
            return
        _drop(connection, cursor, existing - wanted.keys())
        whole = {model._meta.db_table for model in logged_models() if _is_whole(model, connection)}
        for name, table in wanted.keys() - existing:
            if table in whole or table == log_table():
                cursor.execute(wanted[name, table])
        # What changed while there were none is not known.
        cursor.execute(
            f"INSERT INTO {log_table()} ({COLUMNS}) "  # noqa: S608
            f"VALUES (CURRENT_TIMESTAMP, '{EVERYTHING}', 0, NULL, NULL)"
        )


def _existing(connection, cursor) -> set[tuple[str, str]]:
    cursor.execute(EXISTING[connection.vendor])
    return set(cursor.fetchall())


def _drop(connection, cursor, triggers: Iterable[tuple[str, str]]) -> None:
    for name, table in triggers:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")


def _is_whole(model: type[models.Model], connection) -> bool:
    """Whether its table has all columns; after a part of the migrations it may lack some."""
    with connection.cursor() as cursor:
        if model._meta.db_table not in connection.introspection.table_names(cursor):
            return False
        found = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return {field.column for field in model._meta.concrete_fields} <= {one.name for one in found}


def _wanted(vendor: str, tables: set[str]) -> dict[tuple[str, str], str]:
    """The statement that makes each trigger, by its name and table."""
    make = _on_sqlite if vendor == "sqlite" else _on_postgresql
    found = [
        (name, model._meta.db_table, does)
        for model in logged_models()
        if model._meta.db_table in tables
        for name, does in make(model)
    ]
    if vendor == "sqlite":
        found.append((f"{log_table()}_logged_sweep", log_table(), SWEEPING))
    wanted = {}
    for name, table, does in found:
        full_name = f"{name}_{blake2b(does.encode(), digest_size=4).hexdigest()}"
        made = does.replace("{trigger}", full_name).replace("{log}", log_table())
        wanted[full_name, table] = made
    return wanted


def _keys(model: type[models.Model], function: str, row: str) -> str:
    pairs = (f"'{column}', {row}.{column}" for column in key_columns(model))
    return f"{function}({', '.join(pairs)})"


def _told_apart_by(model: type[models.Model]) -> list[str]:
    """A row saved as it was, which only counts its revision, is not logged."""
    columns = [field.column for field in model._meta.concrete_fields]
    return [f'"{column}"' for column in columns if column != "revision"]


SWEEPING = f"""
CREATE TRIGGER {{trigger}} AFTER INSERT ON {{log}} WHEN new.id % {SWEEP} = 0
BEGIN DELETE FROM {{log}} WHERE id <= new.id - {KEPT}; END
"""  # noqa: S608


def _on_sqlite(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    old, new = (_keys(model, "json_object", row) for row in ("old", "new"))
    differs = " OR ".join(f"old.{one} IS NOT new.{one}" for one in _told_apart_by(model))
    for event, row, before, after in (
        ("INSERT", "new", "NULL", new),
        ("DELETE", "old", old, "NULL"),
        ("UPDATE", "new", old, new),
    ):
        when = f"WHEN {differs} " if event == "UPDATE" else ""
        there = f"AFTER {event} ON {table} {when}"
        values = f"strftime('%Y-%m-%d %H:%M:%f000'), '{table}', {row}.id, {before}, {after}"
        yield (
            f"{table}_logged_{event.lower()}",
            f"CREATE TRIGGER {{trigger}} {there} "  # noqa: S608
            f"BEGIN INSERT INTO {{log}} ({COLUMNS}) VALUES ({values}); END",
        )


POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {{trigger}}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_ text; after_ text; row_ bigint; place bigint;
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    IF TG_OP <> 'INSERT' THEN before_ := {{old}}; row_ := OLD.id; END IF;
    IF TG_OP <> 'DELETE' THEN after_ := {{new}}; row_ := NEW.id; END IF;
    INSERT INTO {{log}} ({COLUMNS})
        VALUES (clock_timestamp(), TG_TABLE_NAME, row_, before_, after_) RETURNING id INTO place;
    IF place % {SWEEP} = 0 THEN DELETE FROM {{log}} WHERE id <= place - {KEPT}; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {{trigger}} AFTER {{event}} ON {{table}}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {{when}} EXECUTE FUNCTION {{trigger}}()
"""  # noqa: S608


def _on_postgresql(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    old, new = (_keys(model, "jsonb_build_object", row) for row in ("OLD", "NEW"))
    differs = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in _told_apart_by(model))
    for name, event, when in (
        ("row", "INSERT OR DELETE", ""),
        ("update", "UPDATE", f"WHEN ({differs})"),
    ):
        said = {"old": old, "new": new, "event": event, "table": table, "when": when}
        yield f"{table}_logged_{name}", POSTGRESQL.format(trigger="{trigger}", log="{log}", **said)
