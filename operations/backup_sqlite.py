"""Backups of SQLite by its online backup, consistent under concurrent writes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from operations.digests import Digest, OperationError, digest
from operations.environment import make_private_database

BUSY_SECONDS = 60
# Excludes statistics of the query planner.
TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'"


def file_of(connection) -> Path:
    return Path(connection.settings_dict["NAME"])


def opened(path: Path) -> closing[sqlite3.Connection]:
    """Without Django's conversions of values."""
    return closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None))


def digests_in(database: sqlite3.Connection) -> dict[str, Digest]:
    names = [name for (name,) in database.execute(TABLES)]
    rows = {name: f'SELECT * FROM "{name}"' for name in names}  # noqa: S608, of tables
    return {name: digest(database.execute(query)) for name, query in rows.items()}


def digests(connection) -> dict[str, Digest]:
    path = file_of(connection)
    if not path.exists():
        return {}
    with opened(path) as database:
        return digests_in(database)


def dump(connection, target: Path) -> dict[str, Digest]:
    if not file_of(connection).exists():
        raise OperationError(f"There is no database at {file_of(connection)}.")
    with opened(file_of(connection)) as source, opened(target) as copy:
        source.execute("BEGIN")  # one state of the database from the first read on
        tables = digests_in(source)
        source.backup(copy)
        source.execute("ROLLBACK")
    return tables


def restored(_connection, dumped: Path) -> dict[str, Digest]:
    """The digests of a dump after SQLite's integrity checks."""
    with opened(dumped) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise OperationError(f"The copy is damaged: {verdict}.")
        if broken := copy.execute("PRAGMA foreign_key_check").fetchone():
            lost = f"A row of {broken[0]} refers to a row of {broken[2]} that is gone."
            raise OperationError(lost)
        return digests_in(copy)


def load(connection, dumped: Path) -> None:
    connection.close()
    file_of(connection).parent.mkdir(parents=True, exist_ok=True)
    make_private_database(file_of(connection))
    with opened(dumped) as source, opened(file_of(connection)) as target:
        source.backup(target)
