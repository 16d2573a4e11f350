"""Load on every contender in turn: our site, Datasette, Django's admin, the floor."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from bench.servers import Server, datasette, granian, running

ROOT = Path(__file__).resolve().parent.parent
COMPRESSED = {"Accept-Encoding": "gzip"}
# The four most frequent types of the made-up data.
TYPES = ["self-service-terminals", "standard-land", "market-based-promotion", "policy-outreach"]
ZONES = "&".join(f"zone=made-zone-{n}" for n in range(2, 8))
LISTS = [f"/en/reforms/?type={kind}&page={n}" for kind in TYPES[:2] for n in (1, 2)]
COMPARE = [f"/en/compare/zones/?{ZONES}"]
CSV = "/en/reforms/?format=csv"
SITE = (granian("config.wsgi:application"), "/healthz")
BARE = (granian("bench.floor:application"), "/hello")
NOTHING_KEPT = {"KEPT_PAGES_MB": "0"}
LONGEST = 600  # timeout for a file, in seconds


class Load:
    """The contenders on one database. `pages` is the output of `bench.pages`."""

    def __init__(self, address: str, pages: dict, seconds: float):
        self.address, self.pages, self.seconds = address, pages, seconds

    def all(self, rounds: int, admin: list, file: Path | None, datasette_program: str) -> dict:
        """{job: figures of each round}. `admin` and Datasette's requests run beside ours."""
        with tempfile.TemporaryDirectory() as folder:
            jobs = [*self.jobs(Path(folder)), ("list, admin", *SITE, {}, admin)]
            if file and datasette_program:
                command = datasette(datasette_program, file)
                asked = datasette_requests(file)
                jobs.append(("list, Datasette", command, "/-/versions.json", {}, asked))
            found: dict[str, list] = {}
            for _round in range(rounds):
                for name, command, check, variables, requests in jobs:
                    with running(command, check, DATABASE_URL=self.address, **variables) as server:
                        figures = drive(server, requests, self.seconds)
                    found.setdefault(name, []).append(figures)
            return found

    def jobs(self, folder: Path) -> list[tuple]:
        """(name, command, address to wait for, environment, requests)."""
        lists, compare = ([(path, COMPRESSED) for path in each] for each in (LISTS, COMPARE))
        kept, every = self.floor(folder, "sql"), self.floor(folder, "every sql")
        return [
            ("list", *SITE, {}, lists),
            ("list, built anew", *SITE, NOTHING_KEPT, lists),
            ("list, unchanged", *SITE, {}, unchanged),
            ("compare", *SITE, {}, compare),
            ("compare, built anew", *SITE, NOTHING_KEPT, compare),
            ("hello", *BARE, kept, [("/hello", {})]),
            ("list, floor", *BARE, kept, lists),
            ("compare, floor", *BARE, kept, compare),
            ("list, floor, nothing kept", *BARE, every, lists),
        ]

    def floor(self, folder: Path, sql: str) -> dict[str, str]:
        file = folder / f"{sql}.json"
        described = [page for job in ("list", "compare", "csv") for page in self.pages[job]]
        content = {p["address"]: {"sql": p[sql], "bytes": p["sent"]} for p in described}
        file.write_text(json.dumps(content), encoding="utf-8")
        return {"FLOOR": str(file)}

    def csv(self) -> dict:
        told = {}
        with tempfile.TemporaryDirectory() as folder:
            for name, (command, check), variables in (
                ("ours", SITE, {}),
                ("floor", BARE, self.floor(Path(folder), "sql")),
            ):
                with running(command, check, DATABASE_URL=self.address, **variables) as server:
                    told[name] = {**server.fetch(CSV, LONGEST), "peak MB": server.peak_memory()}
        return told

    def memory(self, requests: list[str], times: int) -> list[dict]:
        steps, every = [], [(path, COMPRESSED) for path in requests]
        with running(*SITE, DATABASE_URL=self.address) as server:
            for done in range(times // 10, times + 1, times // 10):
                some = list(islice(every * (times // len(every) + 1), done - times // 10, done))
                client(server, some, len(some), "answers")
                steps.append({"answers": done, "MB": server.memory()})
        return steps


def unchanged(server: Server) -> list:
    def etag(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
            return answer.headers["ETag"]

    return [(path, {"If-None-Match": etag(path)}) for path in LISTS]


def drive(server: Server, requests: list | Callable, seconds: float) -> dict:
    if callable(requests):
        requests = requests(server)
    client(server, requests, len(requests), "answers")
    before = server.cpu_seconds()
    figures = client(server, requests, seconds, "seconds")
    figures["cpu ms each"] = 1000 * (server.cpu_seconds() - before) / figures["answers"]
    figures["memory MB"] = server.memory()
    return figures


def client(server: Server, requests: list, limit: float, unit: str) -> dict:
    """The figures of bench.load; all answers must be successful."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(server.port), str(limit), unit],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    figures = json.loads(done.stdout)
    if not set(figures["statuses"]) <= {"200", "304"}:
        raise RuntimeError(f"{requests[0][0]} was answered {figures['statuses']}")
    return figures


def datasette_requests(file: Path) -> list:
    """The same table in Datasette: rows of a type, 50 a page, five facets with counts."""
    with sqlite3.connect(file) as raw:
        places = ",".join("?" for _slug in TYPES)
        sql = f"SELECT id FROM reforms_reformtype WHERE slug IN ({places})"  # noqa: S608
        keys = [key for (key,) in raw.execute(sql, TYPES)]
    asked = []
    for key in keys:
        through = {"table": "reforms_reform_types", "column": "reformtype_id", "value": str(key)}
        query = [("_through", json.dumps(through)), ("_size", "50")]
        facets = ("stage", "zone_id", "source_id", "is_draft", "is_broken_off")
        query += [("_facet", facet) for facet in facets]
        asked.append((f"/{file.stem}/reforms_reform?{urlencode(query)}", COMPRESSED))
    return asked
