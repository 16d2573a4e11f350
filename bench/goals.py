"""The goals: each a name, where its value stands in the results, and a limit.

`goals` says of each whether it is met; `table` writes them for people, into bench/README.md.
"""

import operator
import re
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from bench.addresses import ADMINS, CSV, GROWING, LIMITED

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- goals -->\n", "<!-- end of the goals -->"
DATABASES = ("SQLite", "PostgreSQL")


class Goal(NamedTuple):
    name: str
    value: Callable[[dict], float]  # of the results on one database
    limit: str  # such as ">= 0.5 x"
    on: tuple[str, ...] = DATABASES

    def is_met(self, value: float | None) -> bool:
        sign, number, *_unit = self.limit.split()
        compare = {">=": operator.ge, "<=": operator.le}[sign]
        return value is not None and compare(value, float(number))


def at(*path: str) -> Callable[[dict], float]:
    return lambda results: reduce(operator.getitem, path, results)


def every() -> Iterator[Goal]:
    saving = "readers while one fact is saved each second"
    yield Goal(f"{saving}: throughput against no writer", at("saving", "ratio"), ">= 0.5 x")
    yield Goal(f"{saving}: p95", at("saving", "beside a writer", "p95 ms"), "<= 100 ms")
    name = "list, nothing kept, against Datasette"
    yield Goal(name, at("speed", "ratios", name), ">= 3 x")
    for page in LIMITED:
        value = at("pages", "pages", page, "nothing kept ms")
        yield Goal(f"{page}, nothing kept", value, "<= 250 ms")
    for page in LIMITED:
        yield Goal(f"{page}, nothing kept, against its own SQL", against_sql(page), "<= 2 x")
    for page in GROWING:
        name = f"{page}, nothing kept, five times the data: slope"
        yield Goal(name, at("growth", "slopes", page), "<= 0.3")
    name = "/healthz and a kept page beside files and an import: p99"
    yield Goal(name, at("crowded", "p99 ms"), "<= 200 ms")
    yield Goal("admin change lists, HTML at most", admin_kilobytes, "<= 200 KB")
    name = "admin change lists with five times the sources"
    yield Goal(name, at("growth", "admin"), "<= 1.05 x")
    yield Goal("CSV of all reforms against the floor", at("files", "ratio"), ">= 0.6 x")
    name = "import with preview and history against the floor"
    yield Goal(name, at("imports", "ratio"), ">= 0.3 x", ("PostgreSQL",))
    name = "one process after many mixed requests"
    yield Goal(name, at("memory", "MB"), "<= 110 MB")
    yield Goal(f"{name}, against half as many", at("memory", "growth"), "<= 1.05 x")
    name = "common terms in search against LIKE"
    yield Goal(name, at("terms", "ratios", "common"), ">= 3 x")
    name = "304 against a bare Django view"
    yield Goal(f"unchanged page ({name})", at("speed", "ratios", name), ">= 1.3 x")
    # Of earlier issues, and kept.
    yield Goal("list against Datasette", at("speed", "ratios", "list against Datasette"), ">= 10 x")
    yield Goal("six zones: queries", at("pages", "pages", "six zones", "queries"), "<= 12")
    yield Goal("last page of a list against its first", of_the_ends, "<= 1.5 x")
    yield Goal("largest page, compressed", largest_kilobytes, "<= 60 KB")
    yield Goal("rare terms against LIKE", at("terms", "ratios", "rare"), ">= 10 x")
    yield Goal("CSV: memory at most", at("files", "files", CSV, "peak MB"), "<= 150 MB")


def against_sql(page: str) -> Callable[[dict], float]:
    def value(results: dict) -> float:
        measured = results["pages"]["pages"][page]
        return measured["nothing kept ms"] / measured["own SQL ms"]

    return value


def admin_kilobytes(results: dict) -> float:
    return max(results["pages"]["pages"][name]["bytes"] for name in ADMINS) / 1024


def of_the_ends(results: dict) -> float:
    ends = results["pages"]["ends"]
    return ends["last ms"] / ends["first ms"]


def largest_kilobytes(results: dict) -> float:
    public = (p for name, p in results["pages"]["pages"].items() if name not in ADMINS)
    return max(page["compressed"] for page in public) / 1024


def goals(databases: dict[str, dict]) -> list[dict]:
    """Every goal on each of its databases; `value` is None where it was not measured."""
    found = []
    for goal in every():
        for name in goal.on:
            try:
                value = goal.value(databases[name])
            except (KeyError, TypeError):
                value = None
            found.append(
                {
                    "name": goal.name,
                    "database": name,
                    "value": value,
                    "goal": goal.limit,
                    "met": goal.is_met(value),
                }
            )
    return found


def table(found: list[dict]) -> str:
    """Markdown, a row for each goal; what is missed is bold."""
    cells = {(one["name"], one["database"]): cell(one) for one in found}
    limits = {one["name"]: one["goal"] for one in found}
    lines = [f"| goal | | {' | '.join(DATABASES)} |", "|---|---|---|---|"]
    for name, limit in limits.items():
        values = " | ".join(cells.get((name, each), "–") for each in DATABASES)
        lines.append(f"| {name} | {limit.replace('<=', '≤').replace('>=', '≥')} | {values} |")
    return "\n".join(lines) + "\n"


def cell(one: dict) -> str:
    if one["value"] is None:
        return "not measured"
    _sign, _limit, *unit = one["goal"].split()
    value = one["value"]
    printed = f"{value:,.0f}" if value >= 99.5 else f"{value:.2g}"
    words = " ".join([printed, *unit])
    return words if one["met"] else f"**{words}**"


def write(found: list[dict], path: Path = README) -> None:
    """Put the table in its place in the text."""
    text = path.read_text(encoding="utf-8")
    place = re.compile(f"(?<={BEGIN}).*(?={END})", re.DOTALL)
    path.write_text(place.sub(lambda _old: table(found), text), encoding="utf-8")
