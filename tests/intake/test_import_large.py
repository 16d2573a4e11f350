"""Large files, and programs that are killed: in processes and a database of their own."""

import csv
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.prepare import ROOT
from tests.operations.conftest import clean_environment, done, python

ROWS = 6_000
FEW = 1_500

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


def agencies(folder: Path, number: int) -> Path:
    path = folder / f"agencies-{number}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["slug", "name", "name_en"])
        name = f"某某省工业和信息化厅{number}-"
        writer.writerows([f"agency-{number}-{n}", f"{name}{n}", ""] for n in range(number))
    return path


@pytest.mark.once  # tests/faults kills a worker that imports into PostgreSQL
def test_a_killed_import_writes_nothing_and_a_large_one_takes_little_more_memory(
    empty_database, tmp_path
):
    variables = {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done("migrate", "--verbosity", "0", database=empty_database)

    def counted() -> str:
        """How many agencies, changes and applied imports there are."""
        return done("shell", "--no-imports", "--command", COUNTED, database=empty_database)

    def measured(file: Path) -> int:
        return int(python("-c", MEASURED, file, **variables).stdout)

    few, many = (agencies(tmp_path, rows) for rows in (FEW, ROWS))
    command = ["manage.py", "import_records", few, "--kind", "agency", "--apply", "--reason", "x"]
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=clean_environment(**variables, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert any(line.startswith("Rows tried: 1,000") for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert counted() == "0 0 0\n"
    before = measured(few)
    assert counted() == f"{FEW} {FEW} 1\n"
    # In kilobytes; the keys of all rows take half of it.
    assert measured(many) - before < 0.9 * (ROWS - FEW)
    assert counted() == f"{FEW + ROWS} {FEW + ROWS} 2\n"
