"""What single pages cost on one database, measured inside the process that builds them.

`python -m bench.pages` reads addresses from standard input, as JSON: {name: [address, ...]}.
Prints as JSON for each name the time of building a page with and without what is kept between
requests, its queries, its bytes, and the SQL for the floor (`bench.floor`); of addresses named
"csv" the last two alone; and as "ends" the first pages of a long list beside its last.
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
    """The page as the site's own WSGI application sends it, without pages that were kept."""
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
    """Seconds: of this process where the database is in it, else as they pass."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def milliseconds(address: str, rounds: int = ROUNDS) -> float:
    """The least time of several: the rest is what others did meanwhile."""
    times = []
    for _round in range(rounds):
        began = clock()
        ask(address)
        times.append(clock() - began)
    return 1000 * min(times)


def statements(address: str) -> list[list]:
    """The SQL of a page with its parameters, as a raw connection takes them."""
    found = []

    def note(execute, sql, params, many, context):
        found.append([connection_sql(sql), [plain(value) for value in params or ()]])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(address)
    return found


def connection_sql(sql: str) -> str:
    """Django's placeholders as the driver has them."""
    if connection.vendor == "sqlite":
        return sql.replace("%s", "?").replace("%%", "%")
    return sql


def plain(value):
    """A parameter that JSON can hold; days are texts to both drivers."""
    return value if isinstance(value, str | int | float | list | None) else str(value)


def measure(address: str) -> dict:
    """One address: nothing kept, then with the counts and keys that are kept."""
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
    """A file, for the floor: the statements that fill it, and its bytes."""
    sql = statements(address)
    return {"address": address, "sent": len(ask(address)), "sql": sql, "every sql": sql}


def measure_ends() -> dict:
    """Pages of the list of reforms that nobody has asked for yet, from either end.

    What the list has beside its rows is known by then.
    """
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
    """The median over the addresses of a job."""
    return statistics.median(page[what] for page in pages)


if __name__ == "__main__":
    main()
