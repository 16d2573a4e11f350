"""The files of the data set, made when somebody first asks for a version of the data.

They lie in EXPORT_DIR, a folder for each version. Several processes may make them at once:
one makes a file, the others wait for it; a file is complete when it is there.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from opendata import about
from opendata.datapackage import write_datapackage
from opendata.sqlite_file import datasette_metadata, write_sqlite

KEPT = 2  # versions
ZIP, SQLITE, METADATA = (f"{about.NAME}.{end}" for end in ("zip", "sqlite", "metadata.json"))


def write_metadata(path: Path) -> str:
    """Write what Datasette shows of the SQLite file. One query."""
    write_json(path, datasette_metadata(about.NAME))
    return about.current_version().label


def write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


WRITERS: dict[str, Callable[[Path], str]] = {
    ZIP: write_datapackage,
    SQLITE: write_sqlite,
    METADATA: write_metadata,
}


def there(name: str, version: str) -> Path | None:
    """The file of that version, if it was made already. No queries."""
    path = _folder(version) / name
    return path if path.is_file() else None


def made(name: str) -> Path:
    """The file of the data as they stand; made now if nobody asked for it yet.

    One query for a file that is there, two dozen and some seconds for another.
    """
    version = about.current_version().label
    if path := there(name, version):
        return path
    Path(settings.EXPORT_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(name):
        path = there(name, about.current_version().label)
        return path or _make(name)


def _make(name: str) -> Path:
    handle, temporary = tempfile.mkstemp(dir=settings.EXPORT_DIR, prefix=f".{name}.")
    os.close(handle)
    try:
        # The data may have changed since the version was read: what was written counts.
        version = WRITERS[name](Path(temporary))
        path = _folder(version) / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    _forget_old()
    return path


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Only one process at a time is in here for a file."""
    with Path(settings.EXPORT_DIR, f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _folder(version: str) -> Path:
    return Path(settings.EXPORT_DIR) / version


def _forget_old() -> None:
    """Remove all versions but the newest two: somebody may be about to open the last one."""
    folders = [folder for folder in Path(settings.EXPORT_DIR).iterdir() if folder.is_dir()]
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` when it is complete."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        yield Path(temporary)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
