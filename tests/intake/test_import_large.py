"""Large files, and programs that are killed: in processes and a database of their own."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

ROWS = 50_000
FEW = 2_000
NAME = f"zone_reforms_own_{os.getpid()}"  # test processes run side by side

# Imports a file and prints the most memory that the process had of its own, in kilobytes.
MEASURED = """
import io, sys, threading, time, django
django.setup()
from django.core.management import call_command

most = 0
def watch():
    global most
    while True:
        status = open("/proc/self/status").read()
        most = max(most, int(status.split("RssAnon:")[1].split()[0]))
        time.sleep(0.02)

threading.Thread(target=watch, daemon=True).start()
call_command(
    "import_records", sys.argv[1], kind="agency", apply=True, reason="x", stdout=io.StringIO()
)
print(most)
"""
COUNTED = """
from history.models import Change, ImportRun
from policies.models import Agency
applied = ImportRun.objects.filter(applied__isnull=False)
print("counts", Agency.objects.count(), Change.objects.count(), applied.count())
"""


@pytest.fixture
def own_database(tmp_path, django_db_setup, django_db_blocker):
    """The environment of programs with an empty database of their own."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(settings.BASE_DIR)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if connection.vendor == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'own.sqlite3'}"
        yield environment
        return
    parts = urlsplit(os.environ["DATABASE_URL"])
    environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{NAME}"))
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield environment
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def run(own_database) -> Callable[..., str]:
    """Run Python on that database, whose tables are there: what it printed."""

    def python(*arguments) -> str:
        command = [sys.executable, *map(str, arguments)]
        options = {"cwd": settings.BASE_DIR, "env": own_database, "check": True, "text": True}
        return subprocess.run(command, stdout=subprocess.PIPE, **options).stdout

    python("manage.py", "migrate", "--verbosity", "0")
    return python


def agencies(folder: Path, number: int) -> Path:
    path = folder / f"agencies-{number}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["slug", "name", "name_en"])
        name = f"某某省工业和信息化厅{number}-"
        writer.writerows([f"agency-{number}-{n}", f"{name}{n}", ""] for n in range(number))
    return path


def counted(run) -> list[int]:
    """How many agencies, changes and applied imports there are."""
    output = run("manage.py", "shell", "-v", "0", "-c", COUNTED)
    return [int(word) for word in output.split("counts")[1].split()]


def test_fifty_thousand_rows_are_imported_in_the_memory_of_two_thousand(run, tmp_path):
    few, many = (
        int(run("-c", MEASURED, agencies(tmp_path, rows)).split()[-1]) for rows in (FEW, ROWS)
    )
    assert counted(run) == [ROWS + FEW, ROWS + FEW, 2]
    assert many - few < 45_000  # kilobytes; the keys of all rows take half of it


def test_an_import_that_is_killed_half_way_writes_nothing(own_database, run, tmp_path):
    file = agencies(tmp_path, 5000)
    command = ["manage.py", "import_records", file, "--kind", "agency", "--apply", "--reason", "x"]
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=settings.BASE_DIR,
        env=own_database,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert any(line.startswith("Rows written: 1000") for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert counted(run) == [0, 0, 0]
    run(*command)
    assert counted(run) == [5000, 5000, 1]
