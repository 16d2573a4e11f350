"""Real servers for a test: PostgreSQL, its replica, the site's processes, nginx."""

import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import psycopg2
import requests

from scripts.check_port import HOST, free_port
from scripts.prepare import ROOT
from scripts.with_postgres import OWNER, find_binaries, owner, wait_until_ready
from tests.operations.conftest import clean_environment

CHANGED_MEANWHILE = "Somebody else has saved this record since you opened it"
BIN = Path(sys.executable).parent
PASSWORD = "correct horse battery staple"
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

    def __init__(self, folder: Path, *, settings: tuple[str, ...] = ()):
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.settings = (*DURABLE, *settings)
        self.binaries = find_binaries()
        self.process = None

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            cwd=self.folder,
            capture_output=True,
            **owner(),
        )

    def make(self) -> "Cluster":
        """A new, empty primary."""
        options = ("-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.run("initdb", "-D", str(self.data), *options)
        return self.start()

    def copy(self, primary: "Cluster") -> "Cluster":
        """A replica that streams from a primary."""
        source = ("-h", HOST, "-p", str(primary.port), "-U", OWNER)
        self.run("pg_basebackup", *source, "-D", str(self.data), "-R", "-c", "fast", "--no-sync")
        return self.start()

    def start(self) -> "Cluster":
        command = [self.binaries / "postgres", "-D", self.data, "-h", HOST, "-p", self.port]
        command += ["-k", self.folder]
        for setting in self.settings:
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

    def address(self, name: str) -> str:
        return f"postgres://{OWNER}@{HOST}:{self.port}/{name}"

    @contextlib.contextmanager
    def connection(self, name: str = OWNER) -> Iterator:
        """A connection of our own, each statement its own transaction."""
        connection = psycopg2.connect(host=HOST, port=self.port, user=OWNER, dbname=name)
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, query: str, *values, name: str = OWNER):
        """The rows that a statement gives; none where it gives none."""
        with self.connection(name) as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []


class Site:
    """The site's server with its processes, as production runs it."""

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
                [ROOT / "deploy" / "entrypoint.sh", "serve"],
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
        children = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
        )  # it fails where there are none
        lines = [line.split(None, 1) for line in children.stdout.splitlines()]
        return [int(number) for number, words in lines if "resource_tracker" not in words]

    def browser(self, port: int | None = None) -> "Browser":
        return Browser(f"http://{HOST}:{port or self.port}")

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
        token = self.cookies.get("csrftoken", domain="", path="/") or self.token()
        return self.post(path, data={**fields, "csrfmiddlewaretoken": token}, **options)

    def token(self) -> str:
        return next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")

    def form(self, path: str) -> dict[str, str]:
        """What a browser would send from the page's form of a record."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        reader = FormReader()
        reader.feed(answer.text)
        return reader.fields


class FormReader(HTMLParser):
    """The names and values of the inputs, texts and choices of a page's change form."""

    def __init__(self):
        super().__init__()
        self.fields: dict[str, str] = {}
        self.inside = False
        self.name = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = (given.get("id") or "").endswith("_form")
        if not self.inside:
            return
        if tag == "input" and given.get("type") not in ("submit", "file", "button"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.fields[name] = given.get("value") or ""
        elif tag in ("textarea", "select"):
            self.name = name
            self.fields[name] = ""
        elif tag == "option" and "selected" in given:
            self.fields[self.name] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag in ("textarea", "select"):
            self.name = ""
        if tag == "form":
            self.inside = False

    def handle_data(self, data):
        if self.name and not data.isspace() and self.lasttag == "textarea":
            self.fields[self.name] = data.removeprefix("\n")


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

    def __init__(self, site: Site, path: str, number: int):
        self.browser, self.path, self.number = site.editor(), path, number
        self.form = self.browser.form(path)
        self.tried = 0
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

    def lost(self, cluster: Cluster, name: str) -> list[str]:
        """The notes whose saving was acknowledged and that the history does not have."""
        rows = cluster.ask("SELECT after ->> 'note' FROM history_change", name=name)
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


def new_name() -> str:
    return f"site_{secrets.token_hex(4)}"


def pages_named(text: str) -> list[str]:
    return re.findall(r'href="(/en/zones/[\w-]+/)"', text)
