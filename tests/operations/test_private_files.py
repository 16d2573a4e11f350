"""Other users of the machine read neither the database nor the key nor anything else in `var/`."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.prepare import ROOT
from tests.operations.conftest import clean_environment, done

pytestmark = pytest.mark.once
USE_THE_DATABASE = """
import os, stat
from pathlib import Path
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS kept (number integer)")
    cursor.execute("INSERT INTO kept VALUES (1)")
    file = Path(connection.settings_dict["NAME"])
    for path in sorted(file.parent.glob(file.name + "*")):
        print(path.name, oct(stat.S_IMODE(path.stat().st_mode)))
"""
WITH_COMPANIONS = "db.sqlite3 0o600\ndb.sqlite3-shm 0o600\ndb.sqlite3-wal 0o600\n"


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.fixture
def elsewhere(tmp_path):
    """A folder of somebody else's, for a database file that DATABASE_URL names."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def used(folder: Path) -> str:
    """The modes of a database's files in `folder` while it is open."""
    address = f"sqlite:///{folder / 'db.sqlite3'}"
    return done("shell", "--no-imports", "--command", USE_THE_DATABASE, database=address)


def test_a_new_database_elsewhere_is_its_owners_alone_and_the_folder_stays_as_it_is(elsewhere):
    assert used(elsewhere) == WITH_COMPANIONS
    assert mode(elsewhere) == "0o755"


def test_a_database_that_exists_is_made_private_while_it_is_in_use(elsewhere):
    with sqlite3.connect(elsewhere / "db.sqlite3") as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE before (number integer)")
        for path in elsewhere.iterdir():
            path.chmod(0o644)
        assert len(list(elsewhere.iterdir())) == 3
        assert used(elsewhere) == WITH_COMPANIONS
    other.close()


def test_a_restored_database_is_its_owners_alone(filled_sqlite, elsewhere, tmp_path):
    done("backup", tmp_path / "backup.zip", database=f"sqlite:///{filled_sqlite}")
    restored = elsewhere / "db.sqlite3"
    done("restore", tmp_path / "backup.zip", database=f"sqlite:///{restored}")
    assert mode(restored) == "0o600"


@pytest.fixture
def installation(tmp_path):
    """As much of the project as its settings need, in a folder of its own."""
    for name in ("config", "operations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale").mkdir()
    return tmp_path


def modes_after_a_start(installation: Path) -> dict[str, str]:
    """Read the settings as every command does, under a generous umask; the modes in var/."""
    subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.SECRET_KEY)"],
        cwd=installation,
        env=clean_environment(),
        check=True,
        capture_output=True,
        umask=0,
    )
    folder = installation / "var"
    return {str(path.relative_to(folder)): mode(path) for path in [folder, *folder.rglob("*")]}


def test_a_start_keeps_new_files_to_their_owner_and_takes_others_from_everybody_else(installation):
    assert modes_after_a_start(installation) == {".": "0o700", "secret_key": "0o600"}
    files = ["secret_key", "db.sqlite3", "db.sqlite3-wal", "exports/1/zones.zip", "old.zip"]
    (installation / "var" / "exports" / "1").mkdir(parents=True)
    for name in files:
        (installation / "var" / name).write_text("key")
    for path in [installation / "var", *(installation / "var").rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert modes_after_a_start(installation) == {
        **dict.fromkeys((".", "exports", "exports/1"), "0o700"),
        **dict.fromkeys(files, "0o600"),
    }


# Another thread of the process opens the database; then another process comes and goes. If it
# finds no lock it thinks that it was alone, and takes the write-ahead log away.
TWO_THREADS = """
import subprocess, sys, threading
from pathlib import Path
from django.db import connection, connections
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE kept (number integer)")
    cursor.execute("INSERT INTO kept VALUES (1)")
thread = threading.Thread(target=lambda: connections["default"].ensure_connection())
thread.start()
thread.join()
file = Path(connection.settings_dict["NAME"])
other = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM kept').fetchall()"
subprocess.run([sys.executable, "-c", other, file], check=True)
print(*sorted(path.name for path in file.parent.glob(file.name + "*")))
"""


def test_opening_a_database_takes_no_lock_away_from_other_threads(elsewhere):
    address = f"sqlite:///{elsewhere / 'db.sqlite3'}"
    told = done("shell", "--no-imports", "--command", TWO_THREADS, database=address)
    assert told == "db.sqlite3 db.sqlite3-shm db.sqlite3-wal\n"
