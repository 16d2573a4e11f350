"""The site inside this process: answers to addresses, with what is kept or without.

`nothing_kept` is also an application for a server: it forgets pages and results before each
request. What follows the database by itself (its indexes, those in memory) stays.
"""

import os
from functools import cache

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test import RequestFactory  # noqa: E402, Django must be set up first

from bench.session import session_key  # noqa: E402
from config.wsgi import application, site  # noqa: E402
from core.records import cache as results  # noqa: E402
from operations import page_cache  # noqa: E402


def forget() -> None:
    results.results.clear()
    page_cache.pages.clear()


def nothing_kept(environ, start_response):
    forget()
    return site(environ, start_response)


superuser = cache(session_key)


def ask(address: str, by=site) -> bytes:
    """The page by an application: `site` without the page cache, or `application` with it."""
    path, _, query = address.partition("?")
    environ = RequestFactory().get(path, headers={"host": "localhost"}).environ
    if path.startswith("/admin/"):
        environ["HTTP_COOKIE"] = f"sessionid={superuser()}"
    said = []
    response = by({**environ, "QUERY_STRING": query}, lambda *status: said.append(status))
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    if not said[0][0].startswith("200"):
        raise RuntimeError(f"{address}: {said[0][0]}")
    return content


__all__ = ["application", "ask", "forget", "nothing_kept", "site"]
