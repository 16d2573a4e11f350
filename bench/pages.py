"""Cost of single pages on one database, measured inside the process that builds them.

`python -m bench.pages` reads {name: [address, ...]} as JSON from stdin. Prints for each name the
build time with and without cached counts, queries, bytes and the SQL for `bench.floor`; for "csv"
only bytes and SQL; as "ends" the first and last pages of a long list.
"""

import gzip
import json
import os
import statistics
import sys
import time
from unittest import mock

import django
from django.db import connection

ROUNDS = 3


def ask(address: str) -> bytes:
    """The page from the site's WSGI application, without the page cache."""
    from django.test import RequestFactory  # noqa: PLC0415, Django must be set up first

    from config.wsgi import site  # noqa: PLC0415

    path, _, query = address.partition("?")
    environ = RequestFactory().get(path, headers={"host": "localhost"}).environ
    said = []
    response = site({**environ, "QUERY_STRING": query}, lambda *status: said.append(status))
    content = b"".join(response)
    response.close()
    if not said[0][0].startswith("200"):
        raise RuntimeError(f"{address}: {said[0][0]}")
    return content


def clock() -> float:
    """Seconds: CPU time with SQLite, wall time otherwise."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def milliseconds(address: str, rounds: int = ROUNDS) -> float:
    """The minimum of several runs, as the rest is noise."""
    times = []
    for _round in range(rounds):
        began = clock()
        ask(address)
        times.append(clock() - began)
    return 1000 * min(times)


def statements(address: str) -> list[list]:
    found = []

    def note(execute, sql, params, many, context):
        found.append([connection_sql(sql), [plain(value) for value in params or ()]])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(address)
    return found


def connection_sql(sql: str) -> str:
    if connection.vendor == "sqlite":
        return sql.replace("%s", "?").replace("%%", "%")
    return sql


def plain(value):
    return value if isinstance(value, str | int | float | list | None) else str(value)


def measure(address: str) -> dict:
    content = ask(address)
    with mock.patch("core.records.versions.key", return_value=None):
        bare = milliseconds(address, 1)
        every = statements(address)
    steady = statements(address)
    compressed = len(gzip.compress(content, 5))
    return {
        "address": address,
        "built ms": milliseconds(address),
        "nothing kept ms": bare,
        "queries": len(steady),
        "queries with nothing kept": len(every),
        "bytes": len(content),
        "compressed": compressed,
        "sent": compressed,
        "sql": steady,
        "every sql": every,
    }


def measure_file(address: str) -> dict:
    sql = statements(address)
    return {"address": address, "sent": len(ask(address)), "sql": sql, "every sql": sql}


def measure_ends() -> dict:
    """Uncached first and last pages of the reforms, with cached counts."""
    from core.web.counts import public_count  # noqa: PLC0415
    from reforms.models import Reform  # noqa: PLC0415

    last = -(-public_count(Reform) // 50)
    ask(f"/en/reforms/?page={last // 2}")
    return {
        "first ms": _median_of([1, 2, 3]),
        "last ms": _median_of([last, last - 1, last - 2]),
    }


def _median_of(numbers: list[int]) -> float:
    return statistics.median(milliseconds(f"/en/reforms/?page={n}", 1) for n in numbers)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    wanted = json.load(sys.stdin)
    files = wanted.pop("csv", [])
    told = {"ends": measure_ends()}
    told |= {name: [measure(address) for address in pages] for name, pages in wanted.items()}
    told["csv"] = [measure_file(address) for address in files]
    print(json.dumps(told))


def middle(pages: list[dict], what: str) -> float:
    return statistics.median(page[what] for page in pages)


if __name__ == "__main__":
    main()
