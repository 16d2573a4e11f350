"""What single pages cost on one database, measured inside the process that builds them.

`python -m bench.pages` reads addresses from standard input, as JSON: {name: [address, ...]}.
Prints as JSON for each name the processor time of building a page with and without what is
kept between requests, its queries, its bytes, and the SQL for the floor (`bench.floor`).
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


def milliseconds(address: str, rounds: int = ROUNDS) -> float:
    """The least processor time of several times: the rest is what others did meanwhile."""
    times = []
    for _round in range(rounds):
        began = time.process_time()
        ask(address)
        times.append(time.process_time() - began)
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
    from core import kept  # noqa: PLC0415

    content = ask(address)
    with mock.patch("core.kept.state", return_value=None):
        bare = milliseconds(address, 1)
        every = statements(address)
    steady = statements(address)
    return {
        "address": address,
        "built ms": milliseconds(address),
        "nothing kept ms": bare,
        "queries": len(steady),
        "queries with nothing kept": len(every),
        "bytes": len(content),
        "compressed": len(gzip.compress(content, 5)),
        "kept results": len(kept.results),
        "sql": steady,
        "every sql": every,
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    wanted = json.load(sys.stdin)
    measured = {name: [measure(address) for address in pages] for name, pages in wanted.items()}
    print(json.dumps(measured))


def middle(pages: list[dict], what: str) -> float:
    """The median over the addresses of a job."""
    return statistics.median(page[what] for page in pages)


if __name__ == "__main__":
    main()
