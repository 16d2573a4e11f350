"""The throw-away PostgreSQL: it comes, it goes, and its absence is said."""

import os
import signal
import subprocess
import sys

import pytest

from scripts import with_postgres
from scripts.prepare import ROOT

needs_postgres = pytest.mark.skipif(
    bool(with_postgres.unavailable(with_postgres.find_binaries()))
    and os.environ.get("REQUIRE_PARTS") != "1",
    reason=with_postgres.MISSING,
)


@pytest.fixture
def no_postgres(monkeypatch):
    monkeypatch.setattr(with_postgres, "find_binaries", lambda: None)
    monkeypatch.delenv("REQUIRE_PARTS", raising=False)
    return monkeypatch


def test_without_postgres_the_command_is_skipped_and_the_way_to_get_it_said(no_postgres, capsys):
    assert with_postgres.main(["false"]) == 0
    assert capsys.readouterr().out == with_postgres.MISSING + "\n"


def test_without_postgres_ci_fails(no_postgres):
    no_postgres.setenv("REQUIRE_PARTS", "1")
    with pytest.raises(SystemExit, match="apt-get install postgresql"):
        with_postgres.main(["true"])


def test_the_newest_of_several_versions_is_taken(tmp_path):
    for version in ("9.6", "15", "17"):
        binaries = tmp_path / version / "bin"
        binaries.mkdir(parents=True)
        (binaries / "initdb").touch()
        (binaries / "postgres").touch()
    assert with_postgres.find_binaries(tmp_path) == tmp_path / "17" / "bin"


# Runs SQL, prints the first row of its last statement, and then does what is asked.
ASK = """
import os, psycopg2, sys, time
connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[1])
print(*cursor.fetchone(), flush=True)
connection.close()
"""


def asking(sql: str, *options, then: str = "") -> list[str]:
    """A command that asks a throw-away server."""
    command = [sys.executable, "-m", "scripts.with_postgres", *map(str, options)]
    return [*command, sys.executable, "-c", ASK + then, sql]


def done(command: list[str]) -> tuple[str, int]:
    """What a command printed, and its exit code."""
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return process.stdout.strip(), process.returncode


@needs_postgres
def test_the_command_gets_a_database_that_finds_chinese_and_its_exit_code_comes_back():
    assert done(asking("SHOW lc_ctype", then="sys.exit(7)")) == ("C.UTF-8", 7)


@needs_postgres
def test_a_kept_folder_has_its_data_the_next_time():
    sql = "CREATE TABLE IF NOT EXISTS kept (at int); INSERT INTO kept VALUES (1); "
    sql += "SELECT count(*) FROM kept"
    with with_postgres.temporary_folder() as folder:
        for said in ("1", "2"):
            assert done(asking(sql, "--keep", folder / "here")) == (said, 0)


@needs_postgres
def test_as_shipped_the_server_takes_the_settings_of_docker_compose_and_is_durable():
    names = ("config_file", "jit", "wal_keep_size", "fsync", "synchronous_commit")
    sql = f"SELECT {', '.join(f'current_setting({name!r})' for name in names)}"
    said = f"{ROOT}/deploy/postgresql.conf off 1GB on on"
    assert done(asking(sql, "--as-shipped")) == (said, 0)


@needs_postgres
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_and_folder_are_gone_when_the_run_is_stopped(number):
    with subprocess.Popen(
        asking("SHOW data_directory", then="time.sleep(60)"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        # whatever a background job starts has Ctrl-C ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        data = process.stdout.readline().strip()
        assert os.path.isdir(data)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does
        else:
            process.send_signal(number)
        assert process.wait(timeout=45) == 128 + number  # not the minute that the command takes
    assert not os.path.exists(os.path.dirname(data))
