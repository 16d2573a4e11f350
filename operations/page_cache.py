"""The page cache: public pages as they were sent, in each process, for one version of the data.

It stands before Django, which alone takes longer than all of it. One short query reads the data
version. A browser that has the page of that version gets status 304, others the cached page.
Requests with a cookie of ours pass by, and so does everything but public pages. Only answers that
Django has marked as made for everybody are cached.
"""

import gzip
import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import Error, connections

from accounts.middleware import FOR_ALL, OWN_COOKIES
from core.records import versions
from core.records.cache import Store
from operations import logs, metrics, replicas

# Some thousand pages, compressed.
pages = Store(settings.KEPT_PAGES_MB * 2**20)
PUBLIC = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
NOT_CACHED = {"set-cookie", "cache-control", "content-encoding"}  # headers of pages not cached
OF_ONE_ANSWER = {"x-request-id", "content-length", "vary"}  # headers that are made anew
COMPRESSION = 5  # beyond that it costs more time than bytes
CODE = {".py", ".html", ".mo", ".css", ".js", ".svg"}
Headers = list[tuple[str, str]]


class Page(NamedTuple):
    """A page as it was sent, its content compressed."""

    headers: Headers
    content: bytes


class PageCache:
    """A WSGI application around the site's own."""

    def __init__(self, application: Callable):
        self.application = application
        self.release = release()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        started = time.perf_counter()
        now = data_version() if may_be_cached(environ) else None
        if now is None:
            return self.application(environ, start_response)
        environ[versions.READ] = {replicas.place(): now}
        etag = self.etag(environ, now)
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            note(environ, 304, started)
            start_response("304 Not Modified", [*common(etag), request_id(environ)])
            return []
        page = pages.get(etag)
        if page is None:
            return self.build(environ, start_response, etag)
        note(environ, 200, started)
        return send(page, environ, start_response, request_id(environ))

    def etag(self, environ: dict, now) -> str:
        """The key of this page in this version of the data.

        Weak, because a page may be compressed on its way. Some pages name today's date.
        """
        parts = (
            self.release,
            now,
            date.today().toordinal(),  # Django has set the process to the site's time zone
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO"),
            environ.get("HTTP_HOST"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING"),
        )
        return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'

    def build(self, environ: dict, start_response: Callable, etag: str) -> Iterable[bytes]:
        """Let the site answer, and cache the answer where it is a page for everybody."""
        said = []
        answer = self.application(environ, lambda *status: said.append(status))
        status, headers, *_error = said[0]
        if not status.startswith("200 ") or FOR_ALL not in environ or not is_whole_page(headers):
            start_response(*said[0])
            return answer
        content = b"".join(answer)
        answer.close()  # Django closes what the request had open
        own = [pair for pair in headers if pair[0].lower() == "x-request-id"]
        lasting = [pair for pair in headers if pair[0].lower() not in OF_ONE_ANSWER]
        page = Page([*lasting, *common(etag)], gzip.compress(content, COMPRESSION, mtime=0))
        pages.put(etag, page, len(page.content) + 1000)
        return send(page, environ, start_response, *own)


def may_be_cached(environ: dict) -> bool:
    """Whether a request is for a page that is the same for everybody."""
    return (
        settings.KEPT_PAGES_MB > 0
        and not settings.ARTICLES_PUBLIC  # an attached article makes no new version of the data
        and environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith(PUBLIC)
        and OWN_COOKIES.isdisjoint(replicas.cookies(environ))
        and replicas.READ_ONLY not in environ  # such pages say of when they are
    )


def is_whole_page(headers: Headers) -> bool:
    """Whether an answer is a whole page whose view does not forbid caching."""
    names = {name.lower(): value for name, value in headers}
    is_page = names.get("content-type", "").startswith("text/html")
    return is_page and "content-length" in names and not NOT_CACHED & set(names)


def data_version():
    """The key of the data version; None where the database does not answer: the site says why."""
    connection = connections[replicas.place()]
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return versions.key()
    except Error:
        connection.close()
        return None


def common(etag: str) -> Headers:
    """The headers of a page and of the answer that it has not changed."""
    return [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding, Cookie")]


def send(page: Page, environ: dict, start_response: Callable, *more: tuple) -> list[bytes]:
    """The page, compressed where the browser takes it so."""
    headers, content = [*page.headers, *more], page.content
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        headers.append(("Content-Encoding", "gzip"))
    else:
        content = gzip.decompress(content)
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [content]


def request_id(environ: dict) -> tuple[str, str]:
    """The header that names this request in the log; made once for each."""
    name = "zone_reforms.request_id"
    if name not in environ:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        environ[name] = given if logs.WELL_FORMED_ID.fullmatch(given) else secrets.token_hex(16)
    return ("X-Request-ID", environ[name])


def note(environ: dict, status: int, started: float) -> None:
    """Log and count an answer that Django did not see."""
    seconds = time.perf_counter() - started
    if settings.METRICS:
        metrics.count("GET", "kept", status, seconds)
    if logs.logger.isEnabledFor(logging.INFO):
        token = logs.current_request_id.set(request_id(environ)[1])
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        logs.log_answer("GET", path, status, seconds)
        logs.current_request_id.reset(token)


def release() -> str:
    """Part of the cache key: our code, templates, static files, translations and settings."""
    installed = (Path(app.path) for app in apps.get_app_configs())
    ours = [path for path in installed if path.parent == settings.BASE_DIR]
    folders = [
        *ours,
        *(settings.BASE_DIR / name for name in ["config", "templates", "static", "locale"]),
    ]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in CODE)
    seen = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    set_by_owner = (settings.SITE_URL, settings.PAGE_SIZE)
    return hashlib.blake2b(repr((seen, set_by_owner)).encode(), digest_size=8).hexdigest()
