"""The files of the data set: the newest finished one is sent while the next is made.

EXPORT_DIR has a folder for each version. A request that finds no file of the current version
starts a process of low priority, one at a time on a machine (decision 20).
"""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.web.crowds import NotMadeError
from core.web.tables import Text
from opendata import about
from opendata.datapackage import write_datapackage
from opendata.sqlite_file import datasette_metadata, write_sqlite

KEPT = 2  # versions of each file: a request may be about to open the previous one
# Seconds that a request waits for the current version: where there is none, and where an older
# file can be sent. The data of a province are ready within both.
FIRST, NEXT = 20, 2
LOCK = ".making"
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


def finished(name: str) -> list[Path]:
    """The files of all versions, the newest first. No queries."""
    found = []
    for path in Path(settings.EXPORT_DIR).glob(f"*/{name}"):
        with suppress(FileNotFoundError):  # removed by now
            found.append((path.stat().st_mtime_ns, path))
    return [path for _made, path in sorted(found, reverse=True)]


def latest(name: str) -> Path:
    """The current file; or, if making it takes long, the newest finished one.

    One query; a newer version is waited for as long as FIRST and NEXT say. Raises NotMadeError if
    there is no file after that.
    """
    version = about.current_version()
    if path := there(name, str(version)):
        return path
    older = finished(name)
    deadline = time.monotonic() + (NEXT if older else FIRST)
    has_begun = False
    while True:
        has_begun = has_begun or begin(name)
        for path in finished(name):
            # One of a later version is as good: the data may change each second.
            if path not in older and _place(path) >= (version.number, version.more):
                return path
        if time.monotonic() >= deadline:
            break
        time.sleep(0.1)
    if not (there_are := finished(name)):
        raise NotMadeError
    return there_are[0]


def _place(path: Path) -> tuple[int, int]:
    """The number in the version of a file, and what was changed since: 2026-11-22.17+3."""
    number, _plus, more = path.parent.name.rpartition(".")[2].partition("+")
    return int(number), int(more or 0)


def begin(name: str) -> bool:
    """Start the process that makes the file; False if one of them is at work. Waits for neither."""
    exports = _folder()
    with (exports / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # The process inherits the lock with its standard input, and it ends with the process.
        process = subprocess.Popen(  # noqa: S603, our own command and one of FILES
            [sys.executable, settings.BASE_DIR / "manage.py", "make_download", name],
            stdin=lock,
            stdout=subprocess.DEVNULL,
            process_group=0,  # of the same session: a priority counts only within one
        )
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, process.pid, 19)
    threading.Thread(target=process.wait, daemon=True).start()  # else a zombie stays
    return True


def make(name: str) -> Path:
    """Make the current file unless it is there. Two dozen queries; 40 s for a whole country."""
    if path := there(name, str(about.current_version())):
        return path
    exports = _folder()
    with temporary_file(exports / name) as made_now:
        # The data may have changed since: the version that was written counts.
        path = exports / FILES[name].write(made_now) / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(made_now, path)
    for old in finished(name)[KEPT:]:
        old.unlink(missing_ok=True)
        with suppress(OSError):  # there are other files of that version
            old.parent.rmdir()
    return path


def _folder() -> Path:
    exports = Path(settings.EXPORT_DIR)
    exports.mkdir(mode=0o700, parents=True, exist_ok=True)
    return exports


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
