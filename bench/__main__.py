"""`python -m bench`: the site against alternatives, on the same made-up data.

Runs every part (bench/parts.py) on both databases, or with `--only` some; writes the figures and
the goals (bench/goals.py) to a JSON file, and the table of goals into bench/README.md.
"""

import argparse
import json
import os
import platform
import subprocess
import time
from importlib import metadata
from pathlib import Path

from bench import goals
from bench.databases import ROOT, file_of, filled
from bench.parts import PARTS, Run


def main() -> None:
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    beside = {"SQLite": f"sqlite:///{options.folder.resolve() / 'any'}.sqlite3"}
    if options.postgresql:
        beside["PostgreSQL"] = options.postgresql
    results = begun(options)
    for database, address in beside.items():
        run = Run(filled(address, options.scale), options)
        options.file = file_of(run.address) or options.file  # Datasette reads SQLite alone
        if database not in options.on:
            continue
        told = results["databases"].setdefault(database, {})
        for name in options.only or PARTS:
            started = time.monotonic()
            told[name] = PARTS[name](run)
            print(f"{database}, {name}: {time.monotonic() - started:.0f} s", flush=True)
            results["goals"] = goals.goals(results["databases"])
            text = json.dumps(results, indent=1, ensure_ascii=False)
            options.out.write_text(text + "\n", encoding="utf-8")
    print(goals.table(results["goals"]))
    if options.readme:
        goals.write(results["goals"], options.readme)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, help="parts; others keep their figures")
    parser.add_argument(
        "--on",
        nargs="+",
        default=goals.DATABASES,
        choices=goals.DATABASES,
        help="databases; others keep their figures",
    )
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=5, help="of load for each contender")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--saving", type=float, default=60, help="seconds of readers and a writer")
    parser.add_argument("--crowd", type=int, default=20_000, help="rows imported beside readers")
    parser.add_argument("--mixed", type=int, default=10_000, help="requests to one process")
    parser.add_argument("--imported", type=int, default=50_000, help="rows of the import")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="for databases")
    given = os.environ.get("DATABASE_URL", "")  # from scripts.with_postgres
    parser.add_argument(
        "--postgresql",
        default=given if given.startswith("postgres") else "",
        help="address of a database whose server makes others",
    )
    parser.add_argument("--datasette", default=os.environ.get("DATASETTE", ""), help="its program")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results.json")
    parser.add_argument("--readme", type=Path, default=None, help="the text with the goals' table")
    options = parser.parse_args()
    options.file = None
    if options.out == ROOT / "bench" / "results.json":
        options.readme = options.readme or goals.README
    return options


def begun(options: argparse.Namespace) -> dict:
    """Results to add to: with `only` those in the file, if they are of the same data."""
    new = {"machine": machine(), "scale": options.scale, "goals": [], "databases": {}}
    if options.only and options.out.exists():
        old = json.loads(options.out.read_text(encoding="utf-8"))
        if old["scale"] == options.scale:
            new["databases"] = old["databases"]
    return new


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
