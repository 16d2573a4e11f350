"""The floor: a bare WSGI function that runs a page's SQL and sends as many bytes.

FLOOR names a JSON file: for each address the statements with parameters, and the bytes.
"""

import json
import os
import sqlite3
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit


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


def application(environ, start_response):
    """Answers `/hello` at once, other addresses as FLOOR says."""
    if environ["PATH_INFO"] == "/hello":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
        return [b"hello"]
    page = pages()[f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"]
    cursor = connection().cursor()
    for statement, parameters in page["sql"]:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    content = b"x" * page["bytes"]
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(content)))]
    start_response("200 OK", headers)
    return [content]
