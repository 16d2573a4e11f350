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


@needs_postgres
def test_the_command_gets_a_database_that_finds_chinese_and_its_exit_code_comes_back():
    code = (
        "import os, sys, psycopg2\n"
        "connection = psycopg2.connect(os.environ['DATABASE_URL'])\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('SHOW lc_ctype')\n"
        "print(*cursor.fetchone())\n"
        "connection.close()\n"
        "sys.exit(7)\n"
    )
    command = [sys.executable, "-m", "scripts.with_postgres", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("C.UTF-8", 7), done.stderr


@needs_postgres
def test_a_kept_folder_has_its_data_the_next_time():
    code = (
        "import os, psycopg2\n"
        "connection = psycopg2.connect(os.environ['DATABASE_URL'])\n"
        "connection.autocommit = True\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('CREATE TABLE IF NOT EXISTS kept (at int)')\n"
        "cursor.execute('INSERT INTO kept VALUES (1)')\n"
        "cursor.execute('SELECT count(*) FROM kept')\n"
        "print(*cursor.fetchone())\n"
    )
    with with_postgres.temporary_folder() as folder:
        command = [sys.executable, "-m", "scripts.with_postgres", "--keep", str(folder / "here")]
        command += [sys.executable, "-c", code]
        for said in ("1", "2"):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            assert (done.stdout.strip(), done.returncode) == (said, 0), done.stderr


@needs_postgres
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_and_folder_are_gone_when_the_run_is_stopped(number):
    code = (
        "import os, psycopg2, time\n"
        "connection = psycopg2.connect(os.environ['DATABASE_URL'])\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('SHOW data_directory')\n"
        "print(*cursor.fetchone(), flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-m", "scripts.with_postgres", sys.executable, "-c", code]
    with subprocess.Popen(
        command,
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
