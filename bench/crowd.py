"""/healthz and a kept page, while others fetch two CSV files and the data set, and one imports."""

import re
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.addresses import CSV, DATA_SET
from bench.databases import module
from bench.servers import Server, granian, running
from bench.watch import Watch
from core.web.crowds import THREADS

KEPT = "/en/"
LONGEST = 600  # seconds
TOKEN = "b" * 32  # against forged requests: a cookie and a field that say the same
# As production runs it (deploy/entrypoint.sh).
COMMAND = granian("config.wsgi:application", workers=2, threads=THREADS)


def measure(address: str, rows: int) -> dict:
    """Times until the import of so many rows has been applied and the data set been fetched."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figures.csv")
        module(address, "bench.imports", "--write", str(file), str(rows))
        session = module(address, "bench.session").strip()
        variables = {"ALLOWED_HOSTS": "zones.example", "PRODUCTION": "0", "EXPORT_DIR": folder}
        with running(COMMAND, "/healthz", DATABASE_URL=address, **variables) as server:
            for _worker in range(8):
                server.fetch(KEPT, LONGEST)
            return watched(server, partial(imported, server, session, file))


def watched(server: Server, job: Callable) -> dict:
    quiet = Watch(server.port, KEPT).look(2)
    others = Others(partial(server.fetch, DATA_SET, LONGEST), job)
    fetching = [partial(server.fetch, CSV, LONGEST)] * 2
    with others, Others(*fetching, again_until=others.are_done):
        watch = Watch(server.port, KEPT).look(LONGEST, others.are_done)
    if others.errors:
        raise others.errors[0]
    return {
        "quiet p99 ms": 1000 * quiet.all_but_one_of_100(),
        "p99 ms": 1000 * watch.all_but_one_of_100(),
        "longest ms": 1000 * max(max(each) for each in watch.seconds.values()),
        "asked": sum(map(len, watch.seconds.values())),
        "failures": watch.failures[:5],
        "s": others.seconds,
    }


class Others:
    """Jobs, each in a thread of its own: once, or again and again until something is true."""

    def __init__(self, *jobs: Callable, again_until: Callable[[], bool] = lambda: True):
        self.until, self.errors, self.seconds = again_until, [], []
        self.threads = [threading.Thread(target=self.work, args=(job,)) for job in jobs]

    def work(self, job: Callable) -> None:
        began = time.perf_counter()
        try:
            job()
            while not self.until():
                job()
        except Exception as error:
            self.errors.append(error)
        self.seconds.append(time.perf_counter() - began)

    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads)

    def __enter__(self) -> "Others":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        for thread in self.threads:
            thread.join()


def imported(server: Server, session: str, file: Path) -> None:
    """Upload, preview and apply, as a browser does."""
    edge = uuid.uuid4().hex
    fields = {"csrfmiddlewaretoken": TOKEN, "kind": "zones.observation"}
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(f'name="file"; filename="figures.csv"\r\n\r\n{file.read_text(encoding="utf-8")}')
    lines = [f"--{edge}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts]
    body = f"{''.join(lines)}--{edge}--\r\n".encode()
    post = partial(posted, server, session)
    told = post("/admin/import/", body, f"multipart/form-data; boundary={edge}")
    run = re.findall(r"/admin/imports/\d+/", told)[-1]
    form = f"csrfmiddlewaretoken={TOKEN}&change_reason=bench&confirmed=yes".encode()
    post(f"{run}apply/", form, "application/x-www-form-urlencoded")
    if "/undo/" not in posted(server, session, run):
        raise RuntimeError(f"{run} was not applied.")


def posted(server: Server, session: str, path: str, body: bytes | None = None, kind="") -> str:
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Content-Type": kind}
    address = f"http://127.0.0.1:{server.port}{path}"
    request = urllib.request.Request(address, body, headers)
    with urllib.request.urlopen(request, timeout=LONGEST) as answer:  # noqa: S310
        return answer.read().decode()
