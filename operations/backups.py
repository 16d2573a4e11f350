"""A backup: a zip file with the database's own dump and a manifest.

Manifest: time, database kind, applied migrations, the dump's SHA-256, rows and digest by table.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from operations import backup_postgresql, backup_sqlite
from operations.digests import OperationError, compare

ENGINES = {"sqlite": backup_sqlite, "postgresql": backup_postgresql}
FORMAT = 1
PREFIX = "zone-reforms-"
MANIFEST, DUMP = "manifest.json", "database"


def target(path: Path) -> Path:
    """The file to write: `path` if it ends in .zip, else a file in it, named by the time."""
    if path.suffix == ".zip":
        return path
    return path / f"{PREFIX}{timezone.now():%Y%m%dT%H%M%SZ}.zip"


def write(connection, path: Path, *, verified: bool) -> dict:
    """Write a backup, readable by its owner only; its manifest. Raises OperationError.

    `verified`: a restore into a scratch database is compared. The file appears only when complete.
    """
    engine = ENGINES[connection.vendor]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        dump, archive = Path(folder) / DUMP, Path(folder) / "archive.zip"
        made = timezone.now().isoformat(timespec="seconds")
        tables = engine.dump(connection, dump)
        manifest = {
            "format": FORMAT,
            "made": made,
            "database": connection.vendor,
            "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
            "dump": {"bytes": dump.stat().st_size, "sha256": sha256(dump)},
            "tables": dict(sorted(tables.items())),
        }
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(MANIFEST, json.dumps(manifest))
            file.write(dump, DUMP)
        archive.chmod(0o600)
        if verified:
            dump.unlink()
            manifest, dump = unpack(connection, archive, Path(folder))
            compare(manifest["tables"], engine.restored(connection, dump))
        with archive.open("rb") as file:
            os.fsync(file.fileno())
        archive.replace(path)
    return manifest


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(connection, path: Path, *, overwrite: bool) -> dict:
    """Replace the database by a backup and compare every row; the backup's manifest.

    Raises OperationError, before any change, for a damaged file or tables without `overwrite`.
    """
    engine = ENGINES[connection.vendor]
    if not overwrite and (tables := engine.digests(connection)):
        raise OperationError(
            f"The database is not empty: it has {len(tables)} tables with "
            f"{sum(each['rows'] for each in tables.values())} rows. "
            "With --overwrite the backup takes their place."
        )
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".restore-") as folder:
        manifest, dump = unpack(connection, path, Path(folder))
        if connection.vendor == "sqlite":  # the dump is itself a database
            compare(manifest["tables"], engine.restored(connection, dump))
        connection.close()
        engine.load(connection, dump)
        compare(manifest["tables"], engine.digests(connection))
    return manifest


def unpack(connection, path: Path, folder: Path) -> tuple[dict, Path]:
    """The manifest and the dump, unpacked into `folder`. Raises OperationError."""
    dump = folder / DUMP
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            check_kind(connection, manifest)
            with archive.open(DUMP) as packed, dump.open("wb") as file:
                shutil.copyfileobj(packed, file)
            whole = sha256(dump) == manifest["dump"]["sha256"]
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise OperationError(f"{path} is no backup, or damaged: {error}") from error
    if not whole:
        raise OperationError(f"{path} is damaged: its dump is not the one it was made with.")
    return manifest, dump


def check_kind(connection, manifest: dict) -> None:
    if manifest["format"] != FORMAT:
        raise OperationError("The backup was made by a newer release: restore it with that one.")
    if manifest["database"] != connection.vendor:
        raise OperationError(
            f"The backup is one of {manifest['database']}, and this database is "
            f"{connection.vendor}: restore it into one of its kind."
        )


def rotate(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest `keep` backups named by time; the deleted ones."""
    old = sorted(folder.glob(f"{PREFIX}*.zip"))[:-keep]
    for path in old:
        path.unlink()
    return old
