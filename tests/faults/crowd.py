"""People and programs that keep a server busy, and a reader with a watch."""

import contextlib
import io
import socket
import sqlite3
import ssl
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg2
import requests

from core.web.xlsx import Sheet, workbook
from scripts.check_port import HOST
from tests.faults.servers import Browser, Cluster, Load
from tests.operations.conftest import ZONES

CSV, ZIP, KEPT = "/en/reforms/?format=csv", "/data/zone-reforms.zip", "/en/"
ROWS = 20_000
LOCKED = 4  # seconds, again and again
# Reforms enough for a CSV file of 24 MB that cannot be compressed to less than half of it, and
# what the imported figures refer to.
FILL = """
import random
import django; django.setup()
from django.db.models import QuerySet
from reforms.models import Reform
from tests import factories as make
from zones.choices import Quantity
from zones.models import Zone
make.MetricFactory(slug="counted", quantity=Quantity.COUNT, unit="item")
source, zone = make.SourceFactory(slug="counted-by"), Zone.objects.first()
chance = random.Random(1)
QuerySet.bulk_create(Reform.objects.all(), [
    make.ReformFactory.build(slug=f"large-{n}", zone=zone, source=source,
        note=chance.randbytes(12_000).hex())
    for n in range(1_000)
])
"""


def figures() -> bytes:
    """A CSV file of new figures, each of a thing of its own."""
    lines = ["slug,zone,metric,value,unit,period,detail,source,locator,quote"]
    lines += [
        f"f-{n},zone-{n % ZONES},counted,{n % 97},item,2021,口径{n},counted-by,¶3,{n % 97}项"
        for n in range(ROWS)
    ]
    return "\n".join(lines).encode()


def unfolding() -> bytes:
    """A spreadsheet of 120 KB whose one row unfolds to 120 MB of empty cells."""
    file, sheet = io.BytesIO(), Sheet("zones.zone", ["slug", "note"], [["zone-0", ""]])
    small = io.BytesIO(b"".join(workbook([sheet])))
    with (
        zipfile.ZipFile(small) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as large,
    ):
        for name in source.namelist():
            head, end, tail = source.read(name).rpartition(b"</row>")  # of the sheet alone
            large.writestr(name, head + b"<c/>" * (120 << 18 if end else 0) + end + tail)
    return file.getvalue()


@contextmanager
def sqlite_lock(path: Path):
    """Nobody else writes meanwhile."""
    with contextlib.closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def postgres_lock(cluster: Cluster, name: str):
    """Nobody else logs in or changes the data meanwhile."""
    with contextlib.closing(psycopg2.connect(cluster.address(name))) as connection:
        cursor = connection.cursor()
        cursor.execute("LOCK TABLE accounts_loginattempt, sources_dataversion IN EXCLUSIVE MODE")
        yield


def trusting() -> ssl.SSLContext:
    """Takes the test's own certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def stop_reading(port: int, path: str, *, tls: bool = False) -> socket.socket:
    """Ask for a file and take nothing of it; the connection, to be closed."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    one.connect((HOST, port))
    if tls:
        one = trusting().wrap_socket(one)
    one.sendall(f"GET {path} HTTP/1.1\r\nHost: zones.example\r\n\r\n".encode())
    return one


class Crowd(Load):
    """Everything at once that keeps a server busy; `told` is what each of them was answered.

    Three who stop reading a large file, one who stops reading the data set's ZIP, an import, a
    spreadsheet that unfolds far, two people who log in, and a write lock held most of the time.
    """

    def __init__(self, port: int, browser: Callable[[], Browser], lock: Callable, *, tls=False):
        self.browser, self.lock, self.told = browser, lock, []
        editor = browser().log_in()
        super().__init__(
            partial(self.upload, editor, "figures.csv", figures(), "zones.observation"),
            *(self.hold_lock, self.log_in, self.log_in),
            partial(self.upload, editor, "unfolding.xlsx", unfolding(), "zones.zone"),
        )
        self.sockets = [stop_reading(port, path, tls=tls) for path in (CSV, CSV, CSV, ZIP)]

    def __exit__(self, *error) -> None:
        for one in self.sockets:
            one.close()
        super().__exit__(*error)

    def work(self, person: Callable[[], None]) -> None:
        def patiently() -> None:
            with contextlib.suppress(requests.RequestException):
                person()
            self.ended.wait(0.2)

        super().work(patiently)

    def upload(self, editor: Browser, name: str, content: bytes, kind: str) -> None:
        """Upload a file, and read how it goes on until it is done or the crowd goes."""
        fields, files = {"kind": kind}, {"file": (name, content)}
        with editor.submit("/admin/import/", fields, files=files, stream=True) as answer:
            self.told.append(f"{name} {answer.status_code}")
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if "<li" in line:
                    self.told.append(line)
                if self.ended.is_set():
                    return

    def has_been_told(self, begin: str) -> bool:
        return any(told.startswith(begin) for told in self.told)

    def hold_lock(self) -> None:
        with self.lock():
            self.ended.wait(LOCKED)
        self.ended.wait(0.5)

    def log_in(self) -> None:
        """With a wrong password, which is written down."""
        somebody = self.browser()
        somebody.get("/admin/login/")
        answer = somebody.submit("/admin/login/", {"username": "nobody", "password": "no"})
        self.told.append(f"login {answer.status_code}")
