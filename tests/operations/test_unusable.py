"""A command of manage.py on a database that cannot be used ends with a sentence."""

import contextlib
import sqlite3

import pytest

from scripts.check_port import HOST, free_port
from tests.operations.conftest import done, manage, refused

pytestmark = pytest.mark.once


@pytest.fixture
def file(tmp_path, filled_sqlite):
    """A database with tables, without an administrator."""
    path = tmp_path / "site.sqlite3"
    path.write_bytes(filled_sqlite.read_bytes())
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE auth_user SET is_superuser = 0, username = 'somebody'")
    return path


def test_a_command_on_a_locked_database_says_that_it_is_locked(file):
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = refused("create_administrator", database=f"sqlite:///{file}?timeout=1")
    assert told == (
        "The database is locked: another program has been writing to it all the while. "
        "End that one, or wait for its end, and run this again."
    )
    assert "password" in done("create_administrator", database=f"sqlite:///{file}")


def test_a_server_that_does_not_answer_is_named(tmp_path):
    port = free_port()
    told = refused("create_administrator", database=f"postgres://zones@{HOST}:{port}/zones")
    assert told.startswith("The database does not answer: ")
    assert str(port) in told


def test_what_is_no_database_is_named(tmp_path):
    file = tmp_path / "site.sqlite3"
    file.write_text("This is a text, and a long one, so that nobody takes it for a database.")
    told = refused("migrate", database=f"sqlite:///{file}")
    assert told == "The database cannot be used: file is not a database."


def test_a_mistake_of_ours_keeps_its_traceback(tmp_path):
    ended = manage("seed", database=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "no such table" in ended.stderr
