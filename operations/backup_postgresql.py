"""Backups of PostgreSQL: pg_dump of one snapshot, pg_restore in one transaction."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from operations.digests import Digest, OperationError, digest

PLAIN = ("--no-owner", "--no-privileges")  # owned by the restoring user
LOCK_WAIT = "30s"
# They determine the text form of a row.
SESSION = "SET TIME ZONE 'UTC'; SET datestyle = ISO; SET extra_float_digits = 1"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


@contextmanager
def opened(connection, name: str = "") -> Iterator:
    parameters = connection.get_connection_params()
    if name:
        parameters["dbname"] = name
    with closing(psycopg2.connect(**parameters)) as database:
        with database.cursor() as cursor:
            cursor.execute(SESSION)
        database.commit()
        yield database


def ask(database, query: str) -> list[tuple]:
    with database.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def digests_in(database) -> dict[str, Digest]:
    tables = {}
    for (name,) in ask(database, TABLES):
        with database.cursor(name="rows") as cursor:
            cursor.execute(f'SELECT whole_row::text FROM "{name}" AS whole_row')  # noqa: S608, a name
            tables[name] = digest(cursor)
    return tables


def digests(connection, name: str = "") -> dict[str, Digest]:
    with opened(connection, name) as database:
        return digests_in(database)


def dump(connection, target: Path) -> dict[str, Digest]:
    with opened(connection) as database:
        database.set_session(isolation_level="REPEATABLE READ", readonly=True)
        ((snapshot,),) = ask(database, "SELECT pg_export_snapshot()")
        place = ("--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        run(connection, "pg_dump", *PLAIN, *place)
        return digests_in(database)


def restored(connection, dumped: Path) -> dict[str, Digest]:
    """Loads the dump into a scratch database on the same server."""
    name = f"scratch_{secrets.token_hex(8)}"
    with opened(connection) as database:
        database.autocommit = True
        ((kind,),) = ask(
            database,
            "SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding),"
            " datcollate, datctype) FROM pg_database WHERE datname = current_database()",
        )
        with database.cursor() as cursor:
            try:
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 {kind}")
            except psycopg2.errors.InsufficientPrivilege as error:
                raise OperationError(
                    "The database's user may not make the scratch database in which a backup is "
                    "verified: ALTER ROLE ... CREATEDB."
                ) from error
            try:
                load(connection, dumped, name)
                return digests(connection, name)
            finally:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def load(connection, dumped: Path, name: str = "") -> None:
    with opened(connection, name) as database:
        tables = ", ".join(f'"{table}"' for (table,) in ask(database, TABLES))
    script = [f"SET lock_timeout = '{LOCK_WAIT}'"]
    script += [f"DROP TABLE {tables} CASCADE"] if tables else []
    with tempfile.TemporaryDirectory(dir=dumped.parent) as folder:
        path = Path(folder) / "restore.sql"
        clean = ("--clean", "--if-exists")  # what a dump has besides tables
        run(connection, "pg_restore", *PLAIN, *clean, f"--file={path}", str(dumped))
        commands = [f"--command={command}" for command in script]
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        run(connection, "psql", *options, *commands, f"--file={path}", name=name)


def run(connection, program: str, *arguments: str, name: str = "") -> None:
    """Run a PostgreSQL program on this database, or on `name`. Raises OperationError."""
    settings = {**connection.settings_dict, "NAME": name or connection.settings_dict["NAME"]}
    (_psql, *where), variables = connection.client.settings_to_cmd_args_env(settings, [])
    if program == "pg_restore":  # only rewrites a file
        where = []
    done = subprocess.run(  # noqa: S603, one of PostgreSQL's own programs
        [tool(program), *arguments, *where],
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise OperationError(f"{program} failed: {done.stderr.strip()}")


def tool(program: str) -> str:
    """On PATH, else Debian's newest."""
    installed = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(installed, key=lambda path: float(path.parts[-3]), default=None)
    if not (found := shutil.which(program) or newest):
        raise OperationError(
            f"{program} is not installed. Debian: apt-get install postgresql-client, "
            "of the server's version or newer."
        )
    return str(found)
