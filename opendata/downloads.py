"""The files of the data set, made on the first request for a data version.

EXPORT_DIR has a folder for each version. One process makes a file while others wait.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.web.tables import Text
from opendata import about
from opendata.datapackage import write_datapackage
from opendata.sqlite_file import datasette_metadata, write_sqlite

KEPT = 2  # versions
ZIP, SQLITE, METADATA = (f"{about.NAME}.{end}" for end in ("zip", "sqlite", "metadata.json"))


def write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_metadata(path: Path) -> str:
    """Write the metadata that Datasette reads with the SQLite file. One query."""
    write_json(path, datasette_metadata(about.NAME))
    return str(about.current_version())


@dataclass(frozen=True)
class DataFile:
    """A file of the data set; `write` makes it and returns its data version."""

    write: Callable[[Path], str]
    media_type: str
    what: Text


FILES = {
    ZIP: DataFile(
        write_datapackage,
        "application/zip",
        _("Data Package: a CSV file for each table, a description, a codebook"),
    ),
    SQLITE: DataFile(
        write_sqlite,
        "application/vnd.sqlite3",
        _("One SQLite database, with views that join names"),
    ),
    METADATA: DataFile(
        write_metadata,
        "application/json; charset=utf-8",
        _("Descriptions of the SQLite file, for Datasette"),
    ),
}


def there(name: str, version: str) -> Path | None:
    """The file of that version, None if not made yet. No queries."""
    path = Path(settings.EXPORT_DIR) / version / name
    return path if path.is_file() else None


def made(name: str) -> Path:
    """The current file. One query if it exists; else two dozen, and some seconds."""
    if path := there(name, str(about.current_version())):
        return path
    exports = Path(settings.EXPORT_DIR)
    exports.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (exports / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path := there(name, str(about.current_version())):
            return path
        with temporary_file(exports / name) as made_now:
            # The data may have changed since: the version that was written counts.
            path = exports / FILES[name].write(made_now) / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            os.replace(made_now, path)
    # Keep two versions: a request may be about to open the previous one.
    folders = [folder for folder in exports.iterdir() if folder.is_dir()]
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
    return path


@contextmanager
def temporary_file(beside: Path) -> Iterator[Path]:
    """An empty file beside another; removed at the end unless it was moved."""
    handle, name = tempfile.mkstemp(dir=beside.parent, prefix=f".{beside.name}.")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write, moved to `path` when complete."""
    with temporary_file(path) as made_now:
        yield made_now
        made_now.chmod(0o644)
        os.replace(made_now, path)
