"""Page cache: compressed public pages, in each process, until a row that a page shows changes.

A WSGI layer before Django. One query reads the place in the log of changed rows; a matching ETag
gives 304. Requests with our cookies bypass it. Only responses that Django marks as the same for
all are cached. A missing page is built once, and others who ask for it wait.
"""

import gzip
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connections

from accounts.middleware import FOR_ALL, OWN_COOKIES
from core.records import following, reads, versions
from core.records.cache import Kept, Store
from operations import logs, replicas

# Some thousand compressed pages.
pages = Store(settings.KEPT_PAGES_MB * 2**20)
PUBLIC = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
NOT_CACHED = {"set-cookie", "cache-control", "content-encoding"}  # headers of uncached pages
OF_ONE_ANSWER = {"x-request-id", "content-length", "vary"}  # headers made for each response
COMPRESSION = 5  # higher levels cost more time than they save bytes
PATIENCE = 20  # seconds that a request waits for another one that builds the same page
Headers = list[tuple[str, str]]


class Page(NamedTuple):
    lasting: Headers
    content: bytes  # compressed
    etag: str


class PageCache:
    def __init__(self, application: Callable):
        self.application = application
        self.builders = Builders()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        started = time.perf_counter()
        now = data_version() if may_be_cached(environ) else None
        if now is None:
            return self.application(environ, start_response)
        environ[versions.READ] = {replicas.place(): now}
        environ["HTTP_X_REQUEST_ID"] = logs.request_id(environ)
        key = address(environ)
        kept = pages.get(replicas.place(), key)
        if kept is None:
            with self.builders.one(key) as has_waited:
                kept = pages.get(replicas.place(), key) if has_waited else None
                if kept is None:
                    return self.build(environ, start_response, key)
        page = kept.value
        is_known = page.etag in environ.get("HTTP_IF_NONE_MATCH", "")
        note(environ, 304 if is_known else 200, started)
        return send(page, environ, start_response)

    def build(self, environ: dict, start_response: Callable, key: tuple) -> Iterable[bytes]:
        said, begun = [], following.follower(replicas.place()).step
        with reads.recording() as tags:
            environ[reads.READ] = tags
            answer = self.application(environ, lambda *status: said.append(status))
        status, headers, *_error = said[0]
        if not status.startswith("200 ") or FOR_ALL not in environ or not is_whole_page(headers):
            start_response(*said[0])
            return answer
        content = b"".join(answer)
        answer.close()  # Django closes what the request opened
        lasting = [pair for pair in headers if pair[0].lower() not in OF_ONE_ANSWER]
        digest = hashlib.blake2b(repr(lasting).encode() + content, digest_size=12).hexdigest()
        packed = gzip.compress(content, COMPRESSION, mtime=0)
        page = Page(lasting, packed, f'W/"{digest}"')
        pages.put(replicas.place(), key, Kept(page, len(packed) + 1000, frozenset(tags)), begun)
        return send(page, environ, start_response)


class Builders:
    """At most one thread of the process builds a page; the others wait for it."""

    def __init__(self):
        self._busy: dict[tuple, Lock] = {}
        self._waiting: Counter = Counter()
        self._lock = Lock()

    @contextmanager
    def one(self, key: tuple) -> Iterator[bool]:
        """Whether another one was waited for: look again whether the page is there."""
        with self._lock:
            busy = self._busy.setdefault(key, Lock())
            self._waiting[key] += 1
        is_first = busy.acquire(blocking=False)
        has_lock = is_first or busy.acquire(timeout=PATIENCE)
        try:
            yield not is_first
        finally:
            if has_lock:
                busy.release()
            with self._lock:
                self._waiting[key] -= 1
                if not self._waiting[key]:
                    del self._busy[key], self._waiting[key]


def address(environ: dict) -> tuple:
    """Key of a page: what is asked for, and the day, as some pages say what is over."""
    return (
        date.today().toordinal(),  # Django has set the process's time zone
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO"),
        environ.get("HTTP_HOST"),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING"),
    )


def may_be_cached(environ: dict) -> bool:
    return (
        settings.KEPT_PAGES_MB > 0
        and not settings.ARTICLES_PUBLIC  # attaching an article makes no new data version
        and environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith(PUBLIC)
        and OWN_COOKIES.isdisjoint(replicas.cookies(environ))
        and replicas.READ_ONLY not in environ  # such pages show their date
    )


def is_whole_page(headers: Headers) -> bool:
    """Whether a response is a whole page whose view allows caching."""
    names = {name.lower(): value for name, value in headers}
    is_page = names.get("content-type", "").startswith("text/html")
    return is_page and "content-length" in names and not NOT_CACHED & set(names)


def data_version():
    """Key of the data version; None if the database fails (the site then reports it)."""
    connection = connections[replicas.place()]
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return versions.key()
    except Error:
        connection.close()
        return None


def send(page: Page, environ: dict, start_response: Callable) -> list[bytes]:
    """The page, or that the reader has it already."""
    common = [
        ("ETag", page.etag),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("X-Request-ID", environ["HTTP_X_REQUEST_ID"]),
    ]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", common)
        return []
    headers, content = [*page.lasting, *common], page.content
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        headers.append(("Content-Encoding", "gzip"))
    else:
        content = gzip.decompress(content)
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [content]


def note(environ: dict, status: int, started: float) -> None:
    """Log and count a response that Django did not see."""
    token = logs.current_request_id.set(environ["HTTP_X_REQUEST_ID"])
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    logs.note("GET", path, "kept", status, started)
    logs.current_request_id.reset(token)
