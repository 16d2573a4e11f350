"""Real servers for a test: PostgreSQL, its replica, the site's processes, nginx."""

import contextlib
import html
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import requests

from scripts.check_port import HOST, free_port
from scripts.prepare import ROOT
from scripts.with_postgres import OWNER, find_binaries, make_cluster, owner, wait_until_ready
from tests.operations.conftest import PASSWORD, clean_environment, postgres_database, sql

CHANGED_MEANWHILE = "Somebody else has saved this record since you opened it"
BIN = Path(sys.executable).parent
# A commit that was acknowledged must outlive the server; the machine itself stays up.
DURABLE = ("fsync=off", "synchronous_commit=on", "full_page_writes=on", "wal_keep_size=256MB")


def wait_for(what: Callable, why: str = ""):
    """The first true answer of `what`, which a busy machine may take its time for."""
    deadline = time.monotonic() + 120
    while not (found := what()):
        assert time.monotonic() < deadline, f"This did not come true: {why or what}"
        time.sleep(0.05)
    return found


class Cluster:
    """A PostgreSQL server in a folder: a primary, or a replica of one."""

    def __init__(self, folder: Path):
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.binaries, self.process = find_binaries(), None

    def make(self) -> "Cluster":
        """A new, empty primary."""
        make_cluster(self.binaries, self.folder)
        return self.start()

    def copy(self, primary: "Cluster") -> "Cluster":
        """A replica that streams from a primary."""
        command = [self.binaries / "pg_basebackup", "-D", self.data, "-R", "-c", "fast"]
        command += ["-h", HOST, "-p", str(primary.port), "-U", OWNER, "--no-sync"]
        subprocess.run(command, check=True, cwd=self.folder, capture_output=True, **owner())
        return self.start()

    def start(self) -> "Cluster":
        command = [self.binaries / "postgres", "-D", self.data, "-h", HOST, "-p", self.port]
        command += ["-k", self.folder]
        for setting in DURABLE:
            command += ["-c", setting]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                list(map(str, command)),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **owner(),
            )
        wait_until_ready(self.binaries, self.process, self.port, self.folder / "log")
        return self

    def kill(self) -> None:
        """kill -9 of the server and all its processes, which have no moment to write anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """A fast shutdown, as a restart begins with."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)

    def zone_page(self, name: str, slug: str = "zone-1") -> str:
        """The address of a zone's form in the admin."""
        ((key,),) = self.ask("SELECT id FROM zones_zone WHERE slug = %s", slug, name=name)
        return f"/admin/zones/zone/{key}/change/"

    def address(self, name: str) -> str:
        return f"postgres://{OWNER}@{HOST}:{self.port}/{name}"

    def ask(self, query: str, *values, name: str = OWNER) -> list[tuple]:
        """The rows that a statement gives; none where it gives none."""
        return sql(self.address(name), query, *values)

    @contextlib.contextmanager
    def database(self, options: str = "") -> Iterator[str]:
        """The name of a new filled database; gone afterwards."""
        with postgres_database(self.address(OWNER), "filled", options) as address:
            # A copied sequence believes that its next numbers are in the log: without this a
            # crash would give them a second time.
            self.ask("CHECKPOINT")
            yield address.rpartition("/")[2]


def children(number: int) -> list[int]:
    """The processes that a process has started."""
    command = ["ps", "-o", "pid=,args=", "--ppid", str(number)]
    told = subprocess.run(command, capture_output=True, text=True)  # it fails where there are none
    lines = [line.split(None, 1) for line in told.stdout.splitlines()]
    return [int(found) for found, words in lines if "resource_tracker" not in words]


class Site:
    """The site's server with its processes, as production runs it."""

    command = (ROOT / "deploy" / "entrypoint.sh", "serve")

    def __init__(self, database: str, log: Path, *, workers: int = 2, **variables):
        self.port, self.log, self.workers = free_port(), log, workers
        self.variables = {
            "DATABASE_URL": database,
            "SECRET_KEY": "k" * 50,
            "ALLOWED_HOSTS": "zones.example",
            "HTTPS": "0",
            "PRODUCTION": "1",
            "API_RATE": "100000/min",
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "WORKERS": str(workers),
            "GRANIAN_PORT": str(self.port),
            "GRANIAN_RESPAWN_INTERVAL": "0.2",
            **variables,
        }
        self.process = None

    def __enter__(self) -> "Site":
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=clean_environment(**self.variables),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_for(self.is_alive, why="the site answers")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def is_alive(self) -> bool:
        try:
            return self.browser().get("/healthz").status_code == 200
        except requests.ConnectionError:
            return False

    def worker_ids(self) -> list[int]:
        """The processes that answer requests."""
        return children(self.process.pid)

    def browser(self) -> "Browser":
        return Browser(f"http://{HOST}:{self.port}")

    def editor(self) -> "Browser":
        return self.browser().log_in()


class Browser(requests.Session):
    """Somebody's browser: paths instead of addresses, English, no redirects of its own."""

    def __init__(self, root: str):
        super().__init__()
        self.root = root
        self.headers.update({"Accept-Language": "en", "Host": "zones.example"})
        self.trust_env = False

    def request(self, method, path, **options):
        options = {"timeout": 60, **options, "allow_redirects": False}
        return super().request(method, self.root + path, **options)

    def log_in(self) -> "Browser":
        self.get("/admin/login/")
        sent = {"username": "admin", "password": PASSWORD, "next": "/admin/"}
        answer = self.submit("/admin/login/", sent)
        assert answer.status_code == 302, answer.text
        return self

    def submit(self, path: str, fields: dict, **options):
        """Post a form with its token."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        return self.post(path, data={**fields, "csrfmiddlewaretoken": token}, **options)

    def form(self, path: str) -> dict[str, str]:
        """What a browser would send from the page's form of a record."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        (form,) = re.findall(r'<form [^>]*id="\w+_form".*?</form>', answer.text, re.DOTALL)
        controls = r'<{0} name="([^"]+)"[^>]*>(.*?)</{0}>'
        fields = dict(re.findall(controls.format("textarea"), form, re.DOTALL))
        for name, options in re.findall(controls.format("select"), form, re.DOTALL):
            fields[name] = "".join(re.findall(r'<option value="([^"]*)" selected', options)[-1:])
        for control in re.findall(r"<input ([^>]*)>", form):
            given = dict(re.findall(r'(\w+)="([^"]*)"', control))
            if given["type"] != "submit" and (given["type"] != "checkbox" or "checked" in control):
                fields[given["name"]] = given.get("value", "")
        return {name: html.unescape(value).removeprefix("\n") for name, value in fields.items()}


class Load:
    """People at work at the same time: each a function that is called again and again."""

    def __init__(self, *people: Callable[[], None]):
        self.ended = threading.Event()
        self.errors: list[BaseException] = []
        self.threads = [threading.Thread(target=self.work, args=(each,)) for each in people]

    def work(self, person: Callable[[], None]) -> None:
        while not self.ended.is_set():
            try:
                person()
            except BaseException as error:
                self.errors.append(error)
                return
            time.sleep(0.01)

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]


class Writer:
    """An editor who changes one record's note again and again, and remembers what was saved."""

    def __init__(self, site: Site, cluster: Cluster, name: str, number: int):
        self.cluster, self.name, self.number = cluster, name, number
        self.browser, self.path = site.editor(), cluster.zone_page(name, f"zone-{number}")
        self.form, self.tried = self.browser.form(self.path), 0
        self.acknowledged: list[str] = []
        self.statuses: list[int] = []

    def __call__(self) -> None:
        self.tried += 1
        note = f"writer {self.number}, note {self.tried}"
        try:
            answer = self.browser.submit(self.path, {**self.form, "note": note, "_save": "Save"})
        except requests.ConnectionError:
            self.statuses.append(0)
            return
        self.statuses.append(answer.status_code)
        if answer.status_code == 302:
            self.acknowledged.append(note)
            self.form = self.again()
        elif answer.status_code == 503:
            assert note in answer.text, "what was typed is given back"
        else:
            # what was refused as not saved may have been saved: the answer was lost on its way
            assert CHANGED_MEANWHILE in answer.text, answer.text[:2000]
            self.form = self.again()

    def again(self) -> dict:
        try:
            return self.browser.form(self.path)
        except (AssertionError, requests.ConnectionError):
            return self.form

    def lost(self) -> list[str]:
        """The notes whose saving was acknowledged and that the history does not have."""
        rows = self.cluster.ask("SELECT after ->> 'note' FROM history_change", name=self.name)
        kept = {note for (note,) in rows}
        return [note for note in self.acknowledged if note not in kept]


class Reader:
    """Somebody who is not logged in and reads pages."""

    def __init__(self, site: Site, *paths: str):
        self.browser, self.paths, self.turn = site.browser(), paths, 0
        self.statuses: list[int] = []
        self.read_only = 0

    def __call__(self) -> None:
        self.turn += 1
        path = self.paths[self.turn % len(self.paths)]
        try:
            answer = self.browser.get(path)
        except requests.ConnectionError:
            self.statuses.append(0)
            return
        self.statuses.append(answer.status_code)
        self.read_only += "nothing can be saved at the moment" in answer.text
