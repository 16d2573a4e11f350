"""A backup holds every row, and a restored one is the database it was made of."""

import json
import subprocess
import sys
import zipfile

import pytest

from operations import backup_postgresql, backups
from operations.digests import OperationError
from scripts.prepare import ROOT
from tests.operations.conftest import (
    ON_POSTGRESQL,
    ZONES,
    clean_environment,
    done,
    manage,
    needs_postgres,
    refused,
)

KIND = "postgresql" if ON_POSTGRESQL else "sqlite"


def execute(connection, statement: str) -> None:
    """Run a statement and let go of the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def tables_of(connection):
    return backups.ENGINES[connection.vendor].digests(connection)


def manifest_of(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


@pytest.fixture
def file(site, connect, tmp_path):
    """A backup of the site."""
    path = tmp_path / "backup.zip"
    backups.write(connect(site), path, verified=False)
    return path


def test_a_backup_restores_into_an_empty_database_row_by_row(site, empty_database, tmp_path):
    file = tmp_path / "backup.zip"
    assert "every row compared" in done("backup", file, "--verify", database=site)
    assert "every row compared" in done("restore", file, database=empty_database)
    again = tmp_path / "again.zip"
    done("backup", again, database=empty_database)
    before, after = manifest_of(file), manifest_of(again)
    assert before["tables"] == after["tables"]
    assert before["tables"]["zones_zone"]["rows"] == ZONES
    assert before["tables"]["auth_user"]["rows"] == 1
    assert (before["format"], before["database"]) == (1, KIND)
    assert ["zones", "0001_initial"] in before["migrations"]


def test_a_database_with_tables_is_replaced_with_all_of_them_and_only_when_told_to(
    site, file, connect
):
    before = tables_of(connect(site))
    execute(connect(site), "DELETE FROM history_change")
    execute(connect(site), "CREATE TABLE left_over (number integer REFERENCES zones_zone (id))")
    assert "The database is not empty" in refused("restore", file, database=site)
    assert tables_of(connect(site)).keys() - before.keys() == {"left_over"}
    backups.restore(connect(site), file, overwrite=True)
    assert tables_of(connect(site)) == before


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(site, connect, tmp_path):
    folder = tmp_path / "backups"
    backups.write(connect(site), backups.target(folder), verified=True)
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.name.startswith("zone-reforms-20")


def test_rotation_keeps_the_newest_and_whatever_has_another_name(site, tmp_path):
    for day in ("20200101", "20200102", "20200103"):
        (tmp_path / f"zone-reforms-{day}T000000Z.zip").touch()
    (tmp_path / "before-the-upgrade.zip").touch()
    done("backup", tmp_path, "--keep", "2", database=site)
    kept = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert kept[:2] == ["before-the-upgrade.zip", "zone-reforms-20200103T000000Z.zip"]
    assert len(kept) == 3
    assert "a number from 1 on" in refused("backup", tmp_path, "--keep", "0", database=site)


def rewrite(file, dump: bytes | None = None, **changes) -> None:
    """The backup with another dump, or with other words in its manifest."""
    with zipfile.ZipFile(file) as archive:
        manifest, old = json.loads(archive.read("manifest.json")), archive.read("database")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", json.dumps({**manifest, **changes}))
        archive.writestr("database", dump or old)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda file: file.write_bytes(b"PK"), "is no backup, or damaged"),
        (lambda file: file.write_bytes(file.read_bytes()[:-2000]), "is no backup, or damaged"),
        (lambda file: rewrite(file, dump=b"other"), "its dump is not the one it was made with"),
        (lambda file: rewrite(file, format=2), "made by a newer release"),
        (lambda file: rewrite(file, database="oracle"), "The backup is one of oracle"),
    ],
)
def test_a_file_that_cannot_be_trusted_changes_nothing(site, file, connect, damage, words):
    before = tables_of(connect(site))
    damage(file)
    with pytest.raises(OperationError, match=words):
        backups.restore(connect(site), file, overwrite=True)
    assert tables_of(connect(site)) == before


def test_a_backup_that_is_not_there_is_named(tmp_path):
    told = refused("restore", tmp_path / "none.zip", database=f"sqlite:///{tmp_path / 'x.db'}")
    assert told.startswith("CommandError: The backup was not restored:")
    assert "none.zip" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": ZONES + 1}, f"zones_zone has {ZONES + 1} rows in the backup and {ZONES} after"),
        ({"sha256": "0" * 64}, "zones_zone has rows that differ"),
    ],
)
def test_rows_that_are_not_those_of_the_backup_are_noticed(
    file, empty_database, connect, change, words
):
    tables = manifest_of(file)["tables"]
    tables["zones_zone"].update(change)
    rewrite(file, tables=tables)
    with pytest.raises(OperationError, match=words):
        backups.restore(connect(empty_database), file, overwrite=False)


def test_a_backup_that_does_not_restore_as_it_was_is_not_kept(site, connect, tmp_path, monkeypatch):
    engine = backups.ENGINES[KIND]
    monkeypatch.setattr(engine, "restored", lambda connection, dump: {})
    with pytest.raises(OperationError, match="only in the backup"):
        backups.write(connect(site), tmp_path / "backups" / "backup.zip", verified=True)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_of_a_newer_release_says_so(file, empty_database):
    rewrite(file, migrations=[["zones", "0001_initial"], ["zones", "9999_later"]])
    process = manage("restore", file, database=empty_database)
    assert process.returncode == 0
    assert "does not know zones.9999_later" in process.stderr


# Each writer keeps two zones alike (bench/contention.py), and every save leaves one change.
WHOLE = """
from django.db import connection
from history.models import Change
from zones.models import Zone
connection.check_constraints()
zones = list(Zone.objects.order_by("pk")[:8])
notes = [zone.note for zone in zones]
assert notes[::2] == notes[1::2], notes
for zone in zones:
    saved = Change.objects.filter(model="zones.zone", record=zone.pk, reason="contention")
    assert saved.count() == zone.revision - 1
print("whole")
"""


def test_a_backup_made_during_writes_restores_to_a_whole_state(
    site, empty_database, connect, tmp_path
):
    writers = subprocess.Popen(
        [sys.executable, "-m", "bench.contention", "--seconds", "6", "--readers", "0"],
        cwd=ROOT,
        env=clean_environment(DATABASE_URL=site),
        stdout=subprocess.PIPE,
        text=True,
    )
    states = {}
    while writers.poll() is None:
        file = tmp_path / f"{len(states)}.zip"
        backups.write(connect(site), file, verified=False)
        states[manifest_of(file)["tables"]["history_change"]["rows"]] = file
    wrote = json.loads(writers.stdout.read())
    writers.stdout.close()
    assert wrote["errors"] == []
    _before, *during = sorted(states)
    assert during[:-1], "a backup was made after the first write and before the last"
    backups.restore(connect(empty_database), states[during[0]], overwrite=False)
    assert done("shell", "--no-imports", "--command", WHOLE, database=empty_database) == "whole\n"


def test_sqlites_own_checks_are_asked(site, connect, tmp_path):
    if ON_POSTGRESQL:
        pytest.skip("PostgreSQL checks every constraint while it restores")
    connection = connect(site)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = 0")
        cursor.execute("UPDATE zones_zone SET province_id = 999")
    with pytest.raises(OperationError, match="A row of zones_zone refers to a row of zones_prov"):
        backups.write(connect(site), tmp_path / "backup.zip", verified=True)


def test_a_database_that_is_not_there_is_not_made_by_a_backup(tmp_path):
    missing = tmp_path / "missing.sqlite3"
    told = refused("backup", tmp_path, database=f"sqlite:///{missing}")
    assert "There is no database at" in told
    assert not missing.exists()


@needs_postgres
def test_without_the_client_programs_the_package_is_named(site, connect, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_postgresql.shutil, "which", lambda name: None)
    monkeypatch.setattr(backup_postgresql.Path, "glob", lambda *arguments: iter(()))
    with pytest.raises(OperationError, match="apt-get install postgresql-client"):
        backups.write(connect(site), tmp_path / "backup.zip", verified=False)


@needs_postgres
def test_verifying_leaves_no_scratch_database(site, connect, tmp_path):
    backups.write(connect(site), tmp_path / "backup.zip", verified=True)
    with connect(site).cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'scratch%'")
        assert cursor.fetchone() == (0,)
