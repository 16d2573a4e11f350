"""`python -m bench`: the site beside what somebody would pick instead, on the same made-up data.

Fills a database (and one of a hundredth of it, to see what growth costs), starts each contender
in turn with one process, drives it from another one, and prints one table of ratios, with the
spread over the rounds. All figures, with machine, versions and commit, go to a JSON file.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from urllib.parse import urlencode

from bench import pages
from bench.servers import Server, datasette, granian, running

ROOT = Path(__file__).resolve().parent.parent
COMPRESSED = {"Accept-Encoding": "gzip"}
# The four commonest types of the made-up data.
TYPES = ["self-service-terminals", "standard-land", "market-based-promotion", "policy-outreach"]
ZONES = "&".join(f"zone=made-zone-{n}" for n in range(2, 8))
PAGES = {
    "list": [f"/en/reforms/?type={kind}&page={n}" for kind in TYPES[:2] for n in (1, 2)],
    "compare": [f"/en/compare/zones/?{ZONES}"],
    "home": ["/en/"],
    "detail": ["/en/reforms/made-reform-77/", "/en/zones/made-zone-3/"],
    "zones": ["/en/zones/"],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=5, help="of load for each contender")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="for databases")
    given = os.environ.get("DATABASE_URL", "")  # from scripts.with_postgres
    parser.add_argument(
        "--postgresql",
        default=given if given.startswith("postgres") else "",
        help="address of an empty or filled database",
    )
    parser.add_argument("--datasette", default=os.environ.get("DATASETTE", ""), help="its program")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results.json")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    file = asked.folder / f"scale-{asked.scale:g}.sqlite3"
    addresses = {"SQLite": f"sqlite:///{file.resolve()}"}
    if asked.postgresql:
        addresses["PostgreSQL"] = asked.postgresql
    hundredth = max(0.01, asked.scale / 100)
    small = f"sqlite:///{(asked.folder / f'scale-{hundredth:g}.sqlite3').resolve()}"
    fill(small, hundredth)
    results = {"machine": machine(), "scale": asked.scale, "databases": {}}
    for name, address in addresses.items():
        fill(address, asked.scale)
        told = {"pages": ask_module("bench.pages", address, PAGES)}
        told["terms"] = ask_module("bench.terms", address)
        told["load"] = load_all(address, told["pages"], asked, file if name == "SQLite" else None)
        results["databases"][name] = told
    results["small"] = ask_module("bench.pages", small, PAGES)
    print_table(results)
    for told in [*results["databases"].values(), {"pages": results["small"]}]:
        for measured in told["pages"].values():
            for page in measured:  # long, and in the code
                page.pop("sql", None), page.pop("every sql", None)
    asked.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def fill(address: str, scale: float) -> None:
    """Make the data, or use what is there."""
    for command in (["migrate", "-v0"], ["make_scale_data", "--scale", f"{scale:g}"]):
        manage = [sys.executable, str(ROOT / "manage.py"), *command]
        subprocess.run(manage, check=True, env={**os.environ, "DATABASE_URL": address})


def ask_module(name: str, address: str, given=None) -> dict:
    """What a module of this folder measures, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", name],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout)


# -- Load -------------------------------------------------------------------------------


def load_all(address: str, measured: dict, asked, file: Path | None) -> dict:
    """Every contender under load, in turn, `rounds` times: {job: [figures of each round]}."""
    lists = [(path, COMPRESSED) for path in PAGES["list"]]
    compare = [(path, COMPRESSED) for path in PAGES["compare"]]
    with tempfile.TemporaryDirectory() as folder:
        floors = {}
        for name, sql in (("floor", "sql"), ("floor, nothing kept", "every sql")):
            floors[name] = Path(folder, f"{sql}.json")
            described = [page for job in ("list", "compare") for page in measured[job]]
            content = {p["address"]: {"sql": p[sql], "bytes": p["compressed"]} for p in described}
            floors[name].write_text(json.dumps(content), encoding="utf-8")
        site = (granian("config.wsgi:application"), "/healthz")
        bare = (granian("bench.floor:application"), "/hello")
        jobs = [
            ("list", *site, {}, lists),
            ("list, built anew", *site, {"KEPT_PAGES_MB": "0"}, lists),
            ("list, unchanged", *site, {}, "etag"),
            ("compare", *site, {}, compare),
            ("compare, built anew", *site, {"KEPT_PAGES_MB": "0"}, compare),
            ("hello", *bare, {"FLOOR": str(floors["floor"])}, [("/hello", {})]),
        ]
        for name, path in floors.items():
            jobs.append((f"list, {name}", *bare, {"FLOOR": str(path)}, lists))
            jobs.append((f"compare, {name}", *bare, {"FLOOR": str(path)}, compare))
        admin = admin_requests(address)
        jobs.append(("list, admin", *site, {}, admin))
        if file and asked.datasette:
            jobs.append(
                (
                    "list, Datasette",
                    datasette(asked.datasette, file),
                    "/-/versions.json",
                    {},
                    datasette_requests(file),
                )
            )
        found: dict[str, list] = {}
        for _round in range(asked.rounds):
            for name, command, check, variables, requests in jobs:
                with running(command, check, DATABASE_URL=address, **variables) as server:
                    figures = drive(server, requests, asked.seconds)
                found.setdefault(name, []).append(figures)
    return found


def drive(server: Server, requests, seconds: float) -> dict:
    """Load on a server that has answered each request once before."""
    if requests == "etag":
        requests = [(path, {"If-None-Match": etag(server, path)}) for path in PAGES["list"]]
    client(server, requests, 0)
    before = server.cpu_seconds()
    figures = client(server, requests, seconds)
    figures["cpu ms each"] = 1000 * (server.cpu_seconds() - before) / figures["answers"]
    figures["memory MB"] = server.memory()
    return figures


def client(server: Server, requests, seconds: float) -> dict:
    """The figures of bench.load, which must all be answers of success."""
    if seconds == 0:  # each once
        seconds = 0.001
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(server.port), str(seconds)],
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


def etag(server: Server, path: str) -> str:
    import urllib.request  # noqa: PLC0415

    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
        return answer.headers["ETag"]


def admin_requests(address: str) -> list:
    """Django's own list of reforms, with the same filter, as a logged-in superuser asks for it."""
    session, keys = ask_module("bench.session", address, TYPES)
    headers = {"Cookie": f"sessionid={session}", **COMPRESSED}
    return [(f"/admin/reforms/reform/?types__id__exact={key}", headers) for key in keys]


def datasette_requests(file: Path) -> list:
    """The same table in Datasette: rows of a type, 50 of them, five facets with counts."""
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(file) as raw:
        places = ",".join("?" for _slug in TYPES)
        sql = f"SELECT id FROM reforms_reformtype WHERE slug IN ({places})"  # noqa: S608
        keys = [key for (key,) in raw.execute(sql, TYPES)]
    facets = ["stage", "zone_id", "source_id", "is_draft", "is_broken_off"]
    asked = []
    for key in keys:
        through = {"table": "reforms_reform_types", "column": "reformtype_id", "value": str(key)}
        query = [("_through", json.dumps(through)), ("_size", "50")]
        query += [("_facet", facet) for facet in facets]
        asked.append((f"/{file.stem}/reforms_reform?{urlencode(query)}", COMPRESSED))
    return asked


# -- The table --------------------------------------------------------------------------


def ratio(found: dict, first: str, second: str, what: str = "per second") -> str:
    """How many times the first is the second: the median over the rounds, and the extremes."""
    if first not in found or second not in found:
        return "not measured"
    pairs = zip(found[first], found[second], strict=True)
    ratios = sorted(one[what] / other[what] for one, other in pairs)
    return f"{statistics.median(ratios):.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def print_table(results: dict) -> None:
    """One line a goal."""
    rows = []
    small = results["small"]
    for name, told in results["databases"].items():
        found, measured = told["load"], told["pages"]
        rows += [
            (name, "list against Datasette", ">= 10", ratio(found, "list", "list, Datasette")),
            (
                name,
                "  built anew each time",
                "",
                ratio(found, "list, built anew", "list, Datasette"),
            ),
            (name, "list against the admin", "", ratio(found, "list", "list, admin")),
            (name, "list against the floor", ">= 0.5", ratio(found, "list", "list, floor")),
            (name, "  built anew each time", "", ratio(found, "list, built anew", "list, floor")),
            (
                name,
                "  floor with nothing kept",
                "",
                ratio(found, "list, built anew", "list, floor, nothing kept"),
            ),
            (name, "unchanged against hello", ">= 0.7", ratio(found, "list, unchanged", "hello")),
            (
                name,
                "six zones against the floor",
                ">= 0.4",
                ratio(found, "compare", "compare, floor"),
            ),
            (
                name,
                "  built anew each time",
                "",
                ratio(found, "compare, built anew", "compare, floor"),
            ),
            (
                name,
                "six zones: queries",
                "<= 12",
                str(int(pages.middle(measured["compare"], "queries"))),
            ),
        ]
        for kind, goal in (("rare", ">= 10"), ("common", ">= 3"), ("in most texts", "")):
            ratios = [t["ratio"] for t in told["terms"].values() if t["kind"] == kind]
            middle = f"{statistics.median(ratios):.1f} x ({min(ratios):.1f} to {max(ratios):.1f})"
            rows.append((name, f"search against LIKE, {kind}", goal, middle))
        if name == "SQLite":
            for job in PAGES:
                growth = pages.middle(measured[job], "built ms") / pages.middle(
                    small[job], "built ms"
                )
                rows.append(
                    (name, f"growth of {job}, 100 times the rows", "<= 1.5", f"{growth:.2f} x")
                )
        for job, goal in (("list", 60), ("compare", 60), ("home", 60), ("detail", 60)):
            largest = max(page["compressed"] for page in measured[job]) / 1024
            rows.append((name, f"bytes of {job}, compressed", f"<= {goal} KB", f"{largest:.0f} KB"))
        memory = max(figures["memory MB"] for figures in found["list"])
        rows.append(
            (name, "memory of the process after the list's load", "<= 120 MB", f"{memory:.0f} MB")
        )
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def machine() -> dict:
    """What the figures hang on besides the code."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()
    packages = ["django", "granian", "psycopg2-binary"]
    return {
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in packages},
        "commit": commit,
    }


if __name__ == "__main__":
    main()
