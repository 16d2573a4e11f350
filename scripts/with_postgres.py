"""Run a command beside a PostgreSQL server of its own, which is gone afterwards.

`python3 -m scripts.with_postgres COMMAND ...` sets DATABASE_URL for the command and ends with its
exit code. The server listens on a free port of this machine only. Without PostgreSQL on the
machine the command is skipped, or refused when REQUIRE_PARTS=1. `--keep FOLDER` before the
command keeps the data there, for the next time.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.check_port import HOST, free_port
from scripts.prepare import check_python, last_line, run_quietly, say

OWNER = "postgres"  # who runs the server when we are root, which PostgreSQL refuses
MISSING = "PostgreSQL is not installed: its tests are skipped. Debian: apt-get install postgresql"
SETTINGS = {
    # The data live for minutes: nothing needs to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tests write rows and take them back, in transactions that never have statistics: the rows
    # are to be cleared away soon, and a table that looks large is to be hashed all the same.
    "autovacuum_naptime": "5s",
    "work_mem": "256MB",
    "jit": "off",
}


def find_binaries(debian="/usr/lib/postgresql"):
    """The folder with `initdb` and `postgres`: Debian's newest, else the one on the PATH."""
    versions = Path(debian).glob("*/bin/initdb")
    newest_first = sorted(versions, key=lambda path: float(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    for initdb in [*newest_first, *([Path(on_path)] if on_path else [])]:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    return None


def owner():
    """How to start a process of the server: as OWNER when we are root, else as ourselves."""
    if os.geteuid() != 0:
        return {}
    return {"user": OWNER, "group": OWNER, "extra_groups": []}


@contextlib.contextmanager
def temporary_folder():
    """An empty folder that the server's owner may write to."""
    folder = tempfile.mkdtemp(prefix="postgres-")
    try:
        if owner():
            shutil.chown(folder, OWNER, OWNER)
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def kept_folder(folder):
    """The folder that was named, made for the server's owner where there is none."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        if owner():
            shutil.chown(folder, OWNER, OWNER)
    yield folder.resolve()


def make_cluster(binaries, folder):
    """An empty cluster in `folder`/data."""
    initdb = [binaries / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8"]
    initdb += ["--locale=C.UTF-8", "--no-sync"]
    made = run_quietly(initdb, cwd=str(folder), **owner())
    if made.returncode != 0:
        sys.exit("PostgreSQL's initdb failed: " + last_line(made.stdout))


@contextlib.contextmanager
def server(binaries, keep=None):
    """A running server; gives its database address. Its cluster is new, or that in `keep`."""
    with kept_folder(keep) if keep else temporary_folder() as folder:
        data, log = folder / "data", folder / "log"
        if not (data / "PG_VERSION").exists():
            make_cluster(binaries, folder)
        port = free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-h", HOST, "-p", str(port)]
        command += ["-k", str(folder)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=str(folder),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the tests first, the server through us
                **owner(),
            )
        try:
            wait_until_ready(binaries, process, port, log)
            yield f"postgres://{OWNER}@{HOST}:{port}/{OWNER}"
        finally:
            stop(process, signal.SIGINT if keep else signal.SIGQUIT)


def wait_until_ready(binaries, process, port, log, seconds=60):
    """Return when the server accepts connections, or end with the last line of its log."""
    ready = [str(binaries / "pg_isready"), "-q", "-h", HOST, "-p", str(port)]
    deadline = time.monotonic() + seconds
    while subprocess.run(ready).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start: " + last_line(log.read_text()))
        time.sleep(0.1)


def stop(process, how):
    """End the server: at once (SIGQUIT), or after writing its data down. Not to be interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    process.send_signal(how)
    try:
        process.wait(timeout=20 if how == signal.SIGQUIT else 300)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_command(command, address):
    """Run the command to its end and give its exit code, whatever signal we get meanwhile."""
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told the command too: it ends in its own way
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        return 128 + signal.SIGINT
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
            process.wait()


def clean_up_when_killed():
    """Let a plain kill or a closed terminal unwind like any other end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))


def unavailable(binaries):
    """Why no server can be started here, or an empty string."""
    if binaries is None:
        return MISSING
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            return f"PostgreSQL does not run as root, and there is no user {OWNER}: " + MISSING
    return ""


def main(command):
    check_python()
    keep = None
    if command[:1] == ["--keep"]:
        keep, command = Path(command[1]), command[2:]
    binaries = find_binaries()
    reason = unavailable(binaries)
    if reason:
        if os.environ.get("REQUIRE_PARTS") == "1":
            sys.exit(reason.replace("its tests are skipped.", "REQUIRE_PARTS=1 needs it."))
        say(reason)
        return 0
    clean_up_when_killed()
    with server(binaries, keep) as address:
        code = run_command(command, address)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
