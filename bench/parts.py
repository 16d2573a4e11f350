"""The parts of the benchmark: each measures one thing on one database, and can run alone."""

import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from bench import crowd, scaling
from bench.addresses import ADMIN, ADMINS, COMPARE, CSV, FILES, GROWING, LISTS, PAGES, READ, TYPES
from bench.databases import ROOT, copied, file_of, filled, module
from bench.servers import Server, datasette, granian, running

COMPRESSED = {"Accept-Encoding": "gzip"}
CHECK = "/healthz"
SITE = granian("config.wsgi:application")
NOTHING_KEPT = granian("bench.site:nothing_kept")
BARE = granian("bench.floor:application")
HELLO = granian("bench.hello:application")
READERS = granian("config.wsgi:application", workers=2)
NO_PAGES = {"KEPT_PAGES_MB": "0"}
# Seconds that a reader rests after a page: as people who click fast, and as programs.
PAUSES = {"": 0.02, ", in haste": 0.0005}
FEWER = 5  # how many times less data the same pages are built from
LEAST = 0.002  # scale at which the pages exist


class Run:
    """One database, its address, and the options of the run."""

    def __init__(self, address: str, options: Namespace):
        self.address, self.options = address, options

    def ask(self, name: str, *arguments: str, given: object = None, address: str = ""):
        return json.loads(module(address or self.address, name, *arguments, given=given))

    def server(self, command: list[str], check: str = CHECK, **variables: str):
        return running(command, check, DATABASE_URL=self.address, **variables)

    @cached_property
    def described(self) -> dict:
        return self.ask("bench.pages", "sql", given=[*LISTS, COMPARE, CSV])

    @cached_property
    def smaller(self) -> str:
        scale = self.options.scale / FEWER
        return self.address if scale < LEAST else filled(self.address, scale)


def pages(run: Run) -> dict:
    """Each page with everything, counts and nothing kept, and its SQL alone."""
    return run.ask("bench.pages", given=PAGES)


def growth(run: Run) -> dict:
    """Pages and admin at a fifth of the data and at all of it; the slope of the time."""
    asked = {name: PAGES[name] for name in [*GROWING, *ADMINS]}
    small = run.ask("bench.pages", given=asked, address=run.smaller)["pages"]
    large = run.ask("bench.pages", given=asked)["pages"]

    def times(name: str, what: str) -> float:
        return large[name][what] / small[name][what]

    slopes = {n: math.log(times(n, "nothing kept ms")) / math.log(FEWER) for n in GROWING}
    return {
        "slopes": slopes,
        "ms": {n: [each[n]["nothing kept ms"] for each in (small, large)] for n in GROWING},
        "admin bytes": {n: [each[n]["bytes"] for each in (small, large)] for n in ADMINS},
        "admin": max(times(name, "bytes") for name in ADMINS),
    }


def terms(run: Run) -> dict:
    """Searching for words by the index and by LIKE."""
    found = run.ask("bench.terms")
    kinds = {one["kind"] for one in found.values()}
    ratios = {k: [one["ratio"] for one in found.values() if one["kind"] == k] for k in kinds}
    return {"words": found, "ratios": {k: statistics.median(each) for k, each in ratios.items()}}


def speed(run: Run) -> dict:
    """Answers a second of one process: the site, Datasette, the admin, the floor."""
    with tempfile.TemporaryDirectory() as folder:
        asked = jobs(run, Path(folder))
        found: dict[str, list] = {name: [] for name in asked}
        for _round in range(run.options.rounds):
            for name, (command, check, variables, requests) in asked.items():
                with run.server(command, check, **variables) as server:
                    found[name].append(driven(server, requests, run.options.seconds))
    ratios = {name: ratio(found, *pair) for name, pair in RATIOS.items() if pair[1] in found}
    return {"rounds": found, "ratios": ratios}


RATIOS = {
    "list against Datasette": ("list", "list, Datasette"),
    "list, counts kept, against Datasette": ("list, counts kept", "list, Datasette"),
    "list, nothing kept, against Datasette": ("list, nothing kept", "list, Datasette"),
    "list, counts kept, against the admin": ("list, counts kept", "list, admin"),
    "list, nothing kept, against its SQL": ("list, nothing kept", "list, floor, nothing kept"),
    "304 against a bare Django view": ("list, unchanged", "a bare Django view"),
    "304 against a bare function": ("list, unchanged", "a bare function"),
    "list against its SQL with counts kept": ("list", "list, floor"),
    "six zones against their SQL": ("six zones", "six zones, floor"),
    "six zones, counts kept, against their SQL": ("six zones, counts kept", "six zones, floor"),
}


def ratio(found: dict, first: str, second: str) -> float:
    pairs = zip(found[first], found[second], strict=True)
    return statistics.median(one["per second"] / other["per second"] for one, other in pairs)


def saving(run: Run) -> dict:
    """Two workers of one thread and four readers of eleven pages, while somebody saves."""
    requests = [(PAGES[name], COMPRESSED) for name in READ]
    seconds = run.options.saving
    with copied(run.address) as address:
        variables = {"DATABASE_URL": address}
        with running(READERS, CHECK, **variables) as server:
            told = {}
            for name, pause in PAUSES.items():
                client(server, requests, 20 * len(requests), "answers", 0.001)  # of both processes
                alone = client(server, requests, seconds, "seconds", pause)
                writer = subprocess.Popen(
                    [sys.executable, "-m", "bench.writer", str(seconds)],
                    cwd=ROOT,
                    env={**os.environ, **variables},
                    stdout=subprocess.PIPE,
                )
                writer.stdout.readline()  # it is ready
                beside = client(server, requests, seconds, "seconds", pause)
                saves = json.loads(writer.communicate(timeout=120)[0])
                told[f"alone{name}"], told[f"beside a writer{name}"] = alone, beside
                told[f"saves{name}"] = {"number": len(saves), "median ms": saves[len(saves) // 2]}
                told[f"ratio{name}"] = beside["per second"] / alone["per second"]
    return told


def crowded(run: Run) -> dict:
    """Health check and a kept page beside two CSV files, the data set and an import."""
    with copied(run.address) as address:
        return crowd.measure(address, run.options.crowd)


def files(run: Run) -> dict:
    """Each large file from a new process; that of all reforms against its SQL and csv.writer."""
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        variables = floor(run, Path(folder), "sql") | {"EXPORT_DIR": folder}
        for path in FILES:
            told[path] = fetched(run, SITE, CHECK, path, variables)
        told["floor"] = fetched(run, BARE, "/hello", CSV, variables)
    return {"files": told, "ratio": told["floor"]["all s"] / told[CSV]["all s"]}


def fetched(run: Run, command: list[str], check: str, path: str, variables: dict) -> dict:
    with run.server(command, check, **variables) as server:
        return {**server.fetch(path, 600), "peak MB": server.peak_memory()}


def memory(run: Run) -> dict:
    """One process after each tenth of many mixed requests."""
    steps, times = [], run.options.mixed
    every = [(path, COMPRESSED) for path in run.ask("bench.mixed")]
    with run.server(SITE) as server:
        for done in range(times // 10, times + 1, times // 10):
            some = list(islice(every * (times // len(every) + 1), done - times // 10, done))
            client(server, some, len(some), "answers")
            steps.append({"answers": done, "MB": server.memory()})
    last, half = steps[-1]["MB"], steps[len(steps) // 2]["MB"]
    return {"steps": steps, "MB": last, "growth": last / half}


def imports(run: Run) -> dict | None:
    """Rows imported with preview and history against bare inserts; PostgreSQL only."""
    if file_of(run.address):
        return None
    with copied(filled(run.address, 0.02)) as address:  # fifty zones
        return run.ask("bench.imports", str(run.options.imported), address=address)


def scaled(run: Run) -> dict | None:
    """Pages built by one process, two, and two that read from a replica; PostgreSQL only."""
    if file_of(run.address):
        return None
    requests = [(PAGES[name], COMPRESSED) for name in READ]

    def drive(server: Server) -> dict:
        client(server, requests, 4 * len(requests), "answers", 0.001)
        return client(server, requests, 2 * run.options.seconds, "seconds", 0.0005)

    with copied(run.address) as address:
        return scaling.measure(address, drive)


PARTS: dict[str, Callable[[Run], dict | None]] = {
    part.__name__: part
    for part in (pages, growth, terms, speed, saving, crowded, files, memory, imports, scaled)
}


def jobs(run: Run, folder: Path) -> dict[str, tuple]:
    """{name: (command, address to wait for, environment, requests)}."""
    lists, compare = [(path, COMPRESSED) for path in LISTS], [(COMPARE, COMPRESSED)]
    key = module(run.address, "bench.session").strip()
    admin = [(ADMIN, {"Cookie": f"sessionid={key}", **COMPRESSED})]
    kept, every = floor(run, folder, "sql"), floor(run, folder, "every sql")
    found: dict[str, tuple] = {
        "list": (SITE, CHECK, {}, lists),
        "list, counts kept": (SITE, CHECK, NO_PAGES, lists),
        "list, nothing kept": (NOTHING_KEPT, CHECK, NO_PAGES, lists),
        "list, unchanged": (SITE, CHECK, {}, unchanged),
        "a bare Django view": (HELLO, "/hello", {}, [("/hello", {})]),
        "a bare function": (BARE, "/hello", kept, [("/hello", {})]),
        "list, floor": (BARE, "/hello", kept, lists),
        "list, floor, nothing kept": (BARE, "/hello", every, lists),
        "six zones": (SITE, CHECK, {}, compare),
        "six zones, counts kept": (SITE, CHECK, NO_PAGES, compare),
        "six zones, floor": (BARE, "/hello", kept, compare),
        "list, admin": (SITE, CHECK, {}, admin),
    }
    if (file := run.options.file) and run.options.datasette:
        command = datasette(run.options.datasette, file)
        found["list, Datasette"] = (command, "/-/versions.json", {}, datasette_requests(file))
    return found


def floor(run: Run, folder: Path, sql: str) -> dict[str, str]:
    file = folder / f"{sql}.json"
    content = {
        address: {"sql": page[sql], "bytes": page["bytes"]}
        for address, page in run.described.items()
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return {"FLOOR": str(file)}


def unchanged(server: Server) -> list:
    def etag(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
            return answer.headers["ETag"]

    return [(path, {"If-None-Match": etag(path)}) for path in LISTS]


def driven(server: Server, requests: list | Callable, seconds: float) -> dict:
    if callable(requests):
        requests = requests(server)
    client(server, requests, len(requests), "answers")
    before = server.cpu_seconds()
    figures = client(server, requests, seconds, "seconds")
    figures["cpu ms each"] = 1000 * (server.cpu_seconds() - before) / figures["answers"]
    figures["memory MB"] = server.memory()
    return figures


def client(server: Server, requests: list, limit: float, unit: str, pause: float = 0) -> dict:
    """The figures of bench.load; all answers must be successful."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", *map(str, (server.port, limit, unit, pause))],
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
    with closing(sqlite3.connect(file)) as raw:
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
