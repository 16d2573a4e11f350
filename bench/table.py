"""The table of ratios, a line for each goal."""

import statistics
from collections.abc import Iterator

from bench.pages import middle

Line = tuple[str, str, str, str]  # database, what, goal, result
GROWTH = ("list", "compare", "home", "reform", "zone")
PAGES = ("list", "compare", "home", "reform", "zone", "zones", "terms", "others")


def show(results: dict) -> None:
    rows = []
    for name, told in results["databases"].items():
        rows += [*speed(name, told["load"]), *searches(name, told["terms"])]
        rows += single_pages(name, told)
        if name in results["small"]:
            rows += growth(name, told["pages"], results["small"][name])
    if imported := results.get("imports"):
        reached = f"{imported['ratio']:.2f} x ({imported['ours s']:.0f} s)"
        rows.append(("PostgreSQL", "import of many rows against the floor", ">= 0.2 x", reached))
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def ratio(found: dict, first: str, second: str, what: str = "per second") -> str:
    """How many times the first is the second: median over the rounds, and extremes."""
    if first not in found or second not in found:
        return "not measured"
    pairs = zip(found[first], found[second], strict=True)
    ratios = sorted(one[what] / other[what] for one, other in pairs)
    return f"{statistics.median(ratios):.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def speed(name: str, found: dict) -> Iterator[Line]:
    for words, goal, first, second in (
        ("list against Datasette", ">= 10 x", "list", "list, Datasette"),
        ("  built anew each time", "", "list, built anew", "list, Datasette"),
        ("list against the admin", "", "list", "list, admin"),
        ("  built anew each time", "", "list, built anew", "list, admin"),
        ("list against the floor", ">= 0.5 x", "list", "list, floor"),
        ("  built anew each time", "", "list, built anew", "list, floor"),
        ("  floor with every count", "", "list, built anew", "list, floor, nothing kept"),
        ("unchanged page against hello", ">= 0.7 x", "list, unchanged", "hello"),
        ("six zones against the floor", ">= 0.4 x", "compare", "compare, floor"),
        ("  built anew each time", "", "compare, built anew", "compare, floor"),
    ):  # fmt: skip
        yield name, words, goal, ratio(found, first, second)


def searches(name: str, terms: dict) -> Iterator[Line]:
    for kind, goal in (("rare", ">= 10 x"), ("common", ">= 3 x"), ("in most texts", "")):
        ratios = sorted(one["ratio"] for one in terms.values() if one["kind"] == kind)
        if ratios:
            middle = f"{statistics.median(ratios):.1f} x ({ratios[0]:.1f} to {ratios[-1]:.1f})"
            yield name, f"search against LIKE, {kind} terms", goal, middle


def single_pages(name: str, told: dict) -> Iterator[Line]:
    pages = told["pages"]
    queries = max(page["queries with nothing kept"] for page in pages["compare"])
    yield name, "six zones: queries", "<= 12", str(queries)
    ends = pages["ends"]["last ms"] / pages["ends"]["first ms"]
    yield name, "last page of a list against the first", "<= 1.5 x", f"{ends:.2f} x"
    largest = max((p["compressed"], p["address"]) for job in PAGES for p in pages.get(job, []))
    yield (
        name,
        "largest page, compressed",
        "<= 60 KB",
        f"{largest[0] / 1024:.0f} KB {largest[1][:40]}",
    )
    if csv := told.get("csv"):
        against = csv["floor"]["all s"] / csv["ours"]["all s"]
        yield name, "reforms as CSV against the floor", ">= 0.5 x", f"{against:.2f} x"
        yield name, "  memory at most", "<= 150 MB", f"{csv['ours']['peak MB']:.0f} MB"
    if steps := told.get("memory"):
        first, last = steps[0], steps[-1]
        reached = f"{last['MB']:.0f} MB (after {first['answers']}: {first['MB']:.0f} MB)"
        yield name, f"memory after {last['answers']} mixed requests", "<= 120 MB", reached


def growth(name: str, large: dict, small: dict) -> Iterator[Line]:
    for job in GROWTH:
        times = middle(large[job], "built ms") / middle(small[job], "built ms")
        yield name, f"growth of {job}", "<= 1.5 x", f"{times:.2f} x"
