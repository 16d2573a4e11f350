"""The floor: a bare WSGI function that runs a page's SQL and sends as many bytes.

FLOOR names a JSON file: for each address the statements with parameters, and the bytes. A file is
written by csv.writer from the rows of the statements.
"""

import csv
import io
import json
import os
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROWS = 1_000  # of a file at once


@cache
def pages() -> dict:
    return json.loads(Path(os.environ["FLOOR"]).read_text(encoding="utf-8"))


@cache
def connection():
    address = os.environ["DATABASE_URL"]
    if address.startswith("sqlite:"):
        from django.db.backends.sqlite3._functions import register  # noqa: PLC0415

        raw = sqlite3.connect(urlsplit(address).path[1:], isolation_level=None)
        register(raw)  # functions that Django's SQL calls
        return raw
    import psycopg2  # noqa: PLC0415, only where it is asked for

    raw = psycopg2.connect(address)
    raw.autocommit = True
    return raw


def run_all(statements: list[list]) -> None:
    cursor = connection().cursor()
    for sql, parameters in statements:
        cursor.execute(sql, parameters)
        cursor.fetchall()


def file(statements: list[list]) -> Iterator[bytes]:
    cursor = connection().cursor()
    for sql, parameters in statements:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(ROWS):
            written = io.StringIO()
            csv.writer(written).writerows(rows)
            yield written.getvalue().encode()


def application(environ, start_response):
    """Answers `/hello` at once, other addresses as FLOOR says."""
    if environ["PATH_INFO"] == "/hello":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
        return [b"hello"]
    page = pages()[f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"]
    if "format=csv" in environ["QUERY_STRING"]:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return file(page["sql"])
    run_all(page["sql"])
    content = b"x" * page["bytes"]
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(content)))]
    start_response("200 OK", headers)
    return [content]
