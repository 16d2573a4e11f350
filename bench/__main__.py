"""`python -m bench`: the site against alternatives, on the same made-up data.

Starts each contender in turn with one process, on a full database and one of a hundredth, and
prints a table of ratios with their spread. Figures and versions go to a JSON file.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from bench import table
from bench.driving import COMPARE, CSV, LISTS, ROOT, TYPES, Load

PAGES = {
    "list": LISTS,
    "compare": COMPARE,
    "home": ["/en/"],
    "reform": ["/en/reforms/made-reform-77/"],
    "zone": ["/en/zones/made-zone-3/"],
    "zones": ["/en/zones/"],
    "terms": ["/en/metrics/", "/en/glossary/"],
    "others": [
        "/en/policies/",
        "/en/policies/made-policy-3/",
        "/en/sources/made-source-3/",
        "/en/compare/reforms/?type=standard-land",
        "/en/search/?q=%E5%AE%A1%E6%89%B9",
        "/en/data/",
    ],
    "csv": [CSV],
}
GROWING = ("list", "compare", "home", "reform", "zone")


def main() -> None:
    asked = arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    file = asked.folder / f"scale-{asked.scale:g}.sqlite3"
    databases = {"SQLite": f"sqlite:///{file.resolve()}"}
    if asked.postgresql:
        databases["PostgreSQL"] = asked.postgresql
    results = {"machine": machine(), "scale": asked.scale, "databases": {}, "small": {}}
    for name, address in databases.items():
        fill(address, asked.scale)
        is_file = name == "SQLite"
        results["databases"][name] = one_database(address, asked, file if is_file else None)
        small = other_database(address, "small") if asked.scale > 0.01 else ""
        if small:
            fill(small, max(0.01, asked.scale / 100))
            growing = {job: PAGES[job] for job in GROWING}
            results["small"][name] = ask_module("bench.pages", small, growing)
        save(results, asked.out)
    if asked.postgresql:
        results["imports"] = imported(asked)
    save(results, asked.out)
    table.show(results)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=5, help="of load for each contender")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mixed", type=int, default=10_000, help="requests to one process")
    parser.add_argument("--imported", type=int, default=50_000, help="rows of the import")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="for databases")
    given = os.environ.get("DATABASE_URL", "")  # from scripts.with_postgres
    parser.add_argument(
        "--postgresql",
        default=given if given.startswith("postgres") else "",
        help="address of an empty or filled database, whose server makes two others",
    )
    parser.add_argument("--datasette", default=os.environ.get("DATASETTE", ""), help="its program")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results.json")
    return parser.parse_args()


def one_database(address: str, asked: argparse.Namespace, file: Path | None) -> dict:
    told = {"pages": ask_module("bench.pages", address, PAGES)}
    told["terms"] = ask_module("bench.terms", address)
    load = Load(address, told["pages"], asked.seconds)
    told["load"] = load.all(asked.rounds, admin_requests(address), file, asked.datasette)
    told["csv"] = load.csv()
    told["memory"] = load.memory(ask_module("bench.mixed", address), asked.mixed)
    return told


def fill(address: str, scale: float) -> None:
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    make = ["-m", "bench.scale", "--scale", f"{scale:g}"]
    for command in (["manage.py", "migrate", "-v0"], make):
        run = [sys.executable, *command]
        subprocess.run(run, check=True, cwd=ROOT, env={**os.environ, **settings})


def other_database(address: str, name: str, *, anew: bool = False) -> str:
    """The address of another database beside this one, created if missing."""
    if address.startswith("sqlite"):
        return address.replace(".sqlite3", f"-{name}.sqlite3")
    import psycopg2  # noqa: PLC0415, only where it is asked for

    raw = psycopg2.connect(address)
    raw.autocommit = True
    with raw.cursor() as cursor:
        if anew:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    raw.close()
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def imported(asked: argparse.Namespace) -> dict:
    address = other_database(asked.postgresql, "imports", anew=True)
    fill(address, 0.02)  # fifty zones
    return ask_module("bench.imports", address, None, str(asked.imported))


def ask_module(name: str, address: str, given=None, *more: str):
    done = subprocess.run(
        [sys.executable, "-m", name, *more],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def admin_requests(address: str) -> list:
    """The admin's list of reforms with the same filter, as a superuser."""
    session, keys = ask_module("bench.session", address, TYPES)
    headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}
    return [(f"/admin/reforms/reform/?types__id__exact={key}", headers) for key in keys]


def save(results: dict, path: Path) -> None:
    written = json.loads(json.dumps(results))
    for pages in [t["pages"] for t in written["databases"].values()] + [*written["small"].values()]:
        pages.pop("csv", None)
        for page in (page for job in pages.values() if isinstance(job, list) for page in job):
            del page["sql"], page["every sql"]
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict:
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
