"""Run a command with its own temporary PostgreSQL server.

`python3 -m scripts.with_postgres [--as-shipped] [--keep FOLDER] COMMAND ...` sets DATABASE_URL and
exits with the command's code. Without PostgreSQL the command is skipped, or fails with
REQUIRE_PARTS=1. `--keep` keeps the data for the next time; `--as-shipped` takes the settings that
docker-compose.yml ships, durability included, instead of those for tests.
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
from scripts.prepare import ROOT, check_python, last_line, run_quietly, say

OWNER = "postgres"  # runs the server when we are root, which PostgreSQL refuses
MISSING = "PostgreSQL is not installed: its tests are skipped. Debian: apt-get install postgresql"
SHIPPED = ROOT / "deploy" / "postgresql.conf"
FOR_TESTS = {
    # Short-lived data: nothing needs to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tests roll their rows back, so tables have no statistics: vacuum soon, and hash tables even
    # if they look large.
    "autovacuum_naptime": "5s",
    "work_mem": "256MB",
    "jit": "off",
}
AS_SHIPPED = {"config_file": SHIPPED}


def find_binaries(debian="/usr/lib/postgresql"):
    """Debian's newest, else on PATH."""
    versions = Path(debian).glob("*/bin/initdb")
    newest_first = sorted(versions, key=lambda path: float(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    for initdb in [*newest_first, *([Path(on_path)] if on_path else [])]:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    return None


def owner():
    if os.geteuid() != 0:
        return {}
    return {"user": OWNER, "group": OWNER, "extra_groups": []}


@contextlib.contextmanager
def temporary_folder():
    folder = tempfile.mkdtemp(prefix="postgres-")
    try:
        if owner():
            shutil.chown(folder, OWNER, OWNER)
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def kept_folder(folder):
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        if owner():
            shutil.chown(folder, OWNER, OWNER)
    yield folder.resolve()


def make_cluster(binaries, folder):
    initdb = [binaries / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8"]
    initdb += ["--locale=C.UTF-8", "--no-sync"]
    made = run_quietly(initdb, cwd=str(folder), **owner())
    if made.returncode != 0:
        sys.exit("PostgreSQL's initdb failed: " + last_line(made.stdout))


@contextlib.contextmanager
def server(binaries, keep=None, settings=FOR_TESTS):
    """A running server with a new cluster or that in `keep`; yields its database address."""
    with kept_folder(keep) if keep else temporary_folder() as folder:
        data, log = folder / "data", folder / "log"
        if not (data / "PG_VERSION").exists():
            make_cluster(binaries, folder)
        port = free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-h", HOST, "-p", str(port)]
        command += ["-k", str(folder)]
        for name, value in settings.items():
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
    ready = [str(binaries / "pg_isready"), "-q", "-h", HOST, "-p", str(port)]
    deadline = time.monotonic() + seconds
    while subprocess.run(ready).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start: " + last_line(log.read_text()))
        time.sleep(0.1)


def stop(process, how):
    """End the server: at once (SIGQUIT), or after a checkpoint. Not to be interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    process.send_signal(how)
    try:
        process.wait(timeout=20 if how == signal.SIGQUIT else 300)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_command(command, address):
    """The command's exit code; waits for its end even when we get a signal."""
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has signalled the command too: it ends by itself
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
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))


def unavailable(binaries):
    """Why no server can be started here, or ""."""
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
    keep, settings = None, FOR_TESTS
    if command[:1] == ["--as-shipped"]:
        settings, command = AS_SHIPPED, command[1:]
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
    with server(binaries, keep, settings) as address:
        code = run_command(command, address)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
