"""Cost of single pages on one database, measured inside the process that builds them.

`python -m bench.pages` reads {name: address} as JSON from stdin and prints for each name the time
in ms with everything kept, with counts kept, with nothing kept, and of its own SQL on a bare
driver; queries and bytes. With `sql` it prints instead the SQL of each address for `bench.floor`,
with counts kept and with nothing kept. CPU time on SQLite, else wall time.
"""

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

from bench.site import application, ask, forget

from bench.floor import run_all  # isort: skip, after Django's setup
from django.db import connection  # isort: skip

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))  # a test takes one


def milliseconds(job: Callable, *, before: Callable = lambda: None, rounds: int = ROUNDS) -> float:
    """The minimum of several runs, as the rest is noise."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _round in range(rounds):
        before()
        began = clock()
        job()
        times.append(clock() - began)
    return 1000 * min(times)


def statements(address: str) -> list[list]:
    """[SQL, parameters] of each query, as the bare driver takes them."""
    found = []

    def note(execute, sql, params, many, context):
        given = [plain(value) for value in params or ()]
        as_driver = sql.replace("%s", "?").replace("%%", "%") if params is not None else sql
        found.append([as_driver if connection.vendor == "sqlite" else sql, given])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(address)
    return found


def plain(value):
    return value if isinstance(value, str | int | float | list | None) else str(value)


def measure(address: str) -> dict:
    first = milliseconds(lambda: ask(address), rounds=1)  # with what the process builds only once
    content = ask(address)
    forget()
    every = statements(address)
    kept = statements(address)
    ask(address, application)
    return {
        "address": address,
        "first ms": first,
        "kept ms": milliseconds(lambda: ask(address, application)),
        "counts kept ms": milliseconds(lambda: ask(address)),
        "nothing kept ms": milliseconds(lambda: ask(address), before=forget),
        "own SQL ms": milliseconds(lambda: run_all(every)),
        "queries, counts kept": len(kept),
        "queries": len(every),
        "bytes": len(content),
        "compressed": len(gzip.compress(content, 5)),
    }


def described(address: str) -> dict:
    """What `bench.floor` needs to do as much as the page."""
    sent = len(ask(address) if "format=" in address else gzip.compress(ask(address), 5))
    forget()
    every = statements(address)
    return {"every sql": every, "sql": statements(address), "bytes": sent}


def ends() -> dict:
    """Uncached first and last pages of the reforms, with cached counts."""
    from core.web.counts import public_count  # noqa: PLC0415, Django is set up by now
    from reforms.models import Reform  # noqa: PLC0415

    last = -(-public_count(Reform) // 50)
    ask(f"/en/reforms/?page={last // 2}")

    def median_of(numbers: list[int]) -> float:
        pages = [f"/en/reforms/?page={n}" for n in numbers]
        return statistics.median(milliseconds(lambda page=p: ask(page), rounds=1) for p in pages)

    return {"first ms": median_of([1, 2, 3]), "last ms": median_of([last, last - 1, last - 2])}


def main(*what: str) -> None:
    asked = json.load(sys.stdin)
    if what == ("sql",):
        print(json.dumps({address: described(address) for address in asked}))
    else:
        told = {name: measure(address) for name, address in asked.items()}
        print(json.dumps({"pages": told, "ends": ends()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
