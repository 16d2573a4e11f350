"""Large files, and programs that are killed: in processes and a database of their own."""

import csv
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.prepare import ROOT
from tests.operations.conftest import clean_environment, done, python

ROWS = 20_000
FEW = 2_000

# Imports a file and prints the most memory that the process had of its own, in kilobytes.
MEASURED = """
import io, sys, threading, time, django
django.setup()
from django.core.management import call_command

most = 0
def watch():
    global most
    while True:
        with open("/proc/self/status") as file:
            most = max(most, int(file.read().split("RssAnon:")[1].split()[0]))
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
applied = ImportRun.objects.exclude(applied=None)
print(Agency.objects.count(), Change.objects.count(), applied.count())
"""


@pytest.fixture
def database(empty_database) -> str:
    """The address of a database whose tables are there and empty."""
    done("migrate", "--verbosity", "0", database=empty_database)
    return empty_database


def agencies(folder: Path, number: int) -> Path:
    path = folder / f"agencies-{number}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["slug", "name", "name_en"])
        name = f"某某省工业和信息化厅{number}-"
        writer.writerows([f"agency-{number}-{n}", f"{name}{n}", ""] for n in range(number))
    return path


def counted(database: str) -> str:
    """How many agencies, changes and applied imports there are."""
    return done("shell", "--no-imports", "--command", COUNTED, database=database)


def test_ten_times_as_many_rows_are_imported_in_little_more_memory(database, tmp_path):
    variables = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings"}
    few, many = (
        int(python("-c", MEASURED, agencies(tmp_path, rows), **variables).stdout)
        for rows in (FEW, ROWS)
    )
    assert counted(database) == f"{ROWS + FEW} {ROWS + FEW} 2\n"
    assert many - few < 0.9 * (ROWS - FEW)  # kilobytes; the keys of all rows take half of it


def test_an_import_that_is_killed_half_way_writes_nothing(database, tmp_path):
    arguments = ["import_records", agencies(tmp_path, 2000), "--kind", "agency"]
    arguments += ["--apply", "--reason", "x"]
    process = subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(DATABASE_URL=database, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert any(line.startswith("Rows written: 1000") for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert counted(database) == "0 0 0\n"
    done(*arguments, database=database)
    assert counted(database) == "2000 2000 1\n"
