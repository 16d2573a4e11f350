"""A newcomer's first minutes: `python3 -m scripts.smoke`, called by CI.

Clones the commit, calls `make run` twice and fetches pages. The second start must be quicker
than the first and leave every row of the database as it was.
"""

import contextlib
import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from scripts.check_port import HOST, free_port
from scripts.prepare import ROOT, check_python, say

PAGES = ["/", "/en/", "/zh-hans/", "/admin/login/", "/healthz", "/readyz"]
PAGES += [
    f"/{language}/{name}/"
    for language in ("en", "zh-hans")
    for name in ("zones", "reforms", "policies", "metrics", "sources")
]
LOCAL_ADDRESS = re.compile(r'(?:href|src|srcset)="(/[^"?#/][^"?#]*)"')
FIRST_START = 600  # seconds, downloads included


def hear_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def running_site(folder, port, seconds):
    """`make run` in `folder`, ended by Ctrl-C; yields its output before it answered."""
    log = folder.parent / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=str(folder),
            # a newcomer has set nothing
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # our parent may have had Ctrl-C ignored, as for a background job
            preexec_fn=hear_ctrl_c,
        )
    try:
        wait_until_it_answers(process, port, seconds, log)
        yield log.read_text()
    finally:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            sys.exit("Ctrl-C did not end the site within 20 seconds.")
    if "Traceback" in log.read_text() or "***" in log.read_text():
        sys.exit("The site did not run or end cleanly:\n" + log.read_text())


def wait_until_it_answers(process, port, seconds, log):
    deadline = time.monotonic() + seconds
    while fetch(port, "/healthz")[0] != 200:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The site did not start within {seconds:.0f} seconds:\n" + log.read_text())
        time.sleep(0.2)


def fetch(port, path):
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as response:
            return response.status, response.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""
    except OSError:
        return 0, ""


def check_pages(port):
    """PAGES, and pages of this site linked from them without parameters, answer 200."""
    statuses, linked = {}, set()
    for path in PAGES:
        statuses[path], text = fetch(port, path)
        say(f"  {statuses[path]} {path}")
        linked.update(LOCAL_ADDRESS.findall(text))
    for path in sorted(linked - set(PAGES)):
        statuses[path], _text = fetch(port, path)
    say(f"  ... and {len(statuses) - len(PAGES)} addresses that these pages name")
    wrong = [f"  {code} {path}" for path, code in statuses.items() if code != 200]
    if wrong:
        sys.exit("These should answer 200:\n" + "\n".join(wrong))


def fingerprint(database):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = "\n".join(connection.iterdump())
    return hashlib.sha256(rows.encode()).hexdigest()


def smoke():
    check_python()
    with tempfile.TemporaryDirectory(prefix="smoke-") as temporary:
        folder = Path(temporary) / "site"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
        database = folder / "var" / "db.sqlite3"
        port = free_port()
        started = time.monotonic()
        with running_site(folder, port, FIRST_START) as printed:
            say(printed.rstrip())
            first = time.monotonic() - started
            say(f"The first start took {first:.0f} s.")
            check_pages(port)
        before = fingerprint(database)
        started = time.monotonic()
        with running_site(folder, port, first) as printed:
            say(f"The second start took {time.monotonic() - started:.0f} s.")
            if "password" in printed or fingerprint(database) != before:
                sys.exit("The second start changed the data:\n" + printed)


if __name__ == "__main__":
    smoke()
