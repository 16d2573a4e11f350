"""One migration for all processes of a test run: the first one migrates, the others copy."""

import contextlib
import fcntl
import sqlite3
from pathlib import Path

from django.core import management
from django.db import connections


@contextlib.contextmanager
def locked(folder: Path, name: str):
    """No two processes of the run are in here at once."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def migrated_once(folder: Path):
    """Databases that are made meanwhile are migrated once for all that share this folder.

    Yields what must be forgotten at the end of the run.
    """
    migrate, made = management.call_command, []

    def command(name, *arguments, **options):
        if name != "migrate":
            return migrate(name, *arguments, **options)
        one = connections[options["database"]]
        copy = PostgreSQL(one, folder) if one.vendor == "postgresql" else SQLite(one, folder)
        with locked(folder, "migrated"):
            if copy.path.exists():
                return copy.take()
            migrate(name, *arguments, **options)
            copy.keep()
            made.append(copy)

    management.call_command = command
    try:
        yield made
    finally:
        management.call_command = migrate


class SQLite:
    """The migrated database as a file."""

    def __init__(self, connection, folder: Path):
        self.connection, self.path = connection, folder / "migrated.sqlite3"

    def keep(self) -> None:
        unfinished = self.path.with_suffix(".unfinished")
        with contextlib.closing(sqlite3.connect(unfinished)) as file:
            self.connection.connection.backup(file)
        unfinished.rename(self.path)

    def take(self) -> None:
        self.connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(self.path)) as file:
            file.backup(self.connection.connection)

    def forget(self) -> None:
        self.path.unlink()


class PostgreSQL:
    """The migrated database as a template on the server; the file has its name."""

    def __init__(self, connection, folder: Path):
        self.connection, self.path = connection, folder / "migrated.name"
        name = connection.settings_dict["NAME"]
        self.name, self.template = map(connection.ops.quote_name, (name, f"{name}_migrated"))

    def keep(self) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {self.template}", copied(self.name, self.template))
        self.path.write_text(self.template)

    def take(self) -> None:
        self.execute(f"DROP DATABASE {self.name}", copied(self.path.read_text(), self.name))

    def forget(self) -> None:
        self.path.unlink()  # a process that begins now migrates for itself
        self.execute(f"DROP DATABASE {self.template}")

    def execute(self, *statements: str) -> None:
        self.connection.close()  # neither a template nor what is dropped may be in use
        with self.connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def copied(template: str, name: str) -> str:
    return f"CREATE DATABASE {name} TEMPLATE {template}"
