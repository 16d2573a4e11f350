"""Public pages, kept by each process as they were sent, for as long as the data stay the same.

This stands before Django, which alone takes longer than all of it. One short query reads the
state of the data. A browser that has the page in that state already is told so (304); others
get the page as it was built for somebody before them. Whoever may see what others do not (a
cookie says so) is let through, and so is everything that is no page of the public site. What
is kept is decided by the answer alone: Django has marked it as made for everybody.
"""

import gzip
import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import Error, connections

from accounts.middleware import FOR_ALL, OWN_COOKIES
from core.records.cache import Store, state
from operations import logs, metrics, replicas

# Some thousand pages, compressed.
pages = Store(settings.KEPT_PAGES_MB * 2**20)
PUBLIC = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
NOT_KEPT = {"set-cookie", "cache-control", "content-encoding"}  # headers of pages not kept
COMPRESSION = 5  # beyond that it costs more time than bytes
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """A page as it was sent: its headers, and its content compressed."""

    headers: Headers
    content: bytes


class KeptPages:
    """A WSGI application around the site's own."""

    def __init__(self, application: Callable):
        self.application = application
        self.release = release()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        started = time.perf_counter()
        now = current_state() if may_be_kept(environ) else None
        if now is None:
            return self.application(environ, start_response)
        etag = self.etag(environ, now)
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            note(environ, 304, started)
            start_response("304 Not Modified", [*common(etag), request_id(environ)])
            return []
        page = pages.get(etag)
        if page is None:
            return self.build(environ, start_response, etag)
        note(environ, 200, started)
        return send(page, environ, start_response, [*page.headers, request_id(environ)])

    def etag(self, environ: dict, now) -> str:
        """What tells this page in this state of the data from every other one.

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
        """Let the site answer, and keep the answer where it is a page for everybody."""
        said = []
        answer = self.application(environ, lambda *status: said.append(status))
        status, headers, *_error = said[0]
        if not status.startswith("200 ") or FOR_ALL not in environ or not is_whole_page(headers):
            start_response(*said[0])
            return answer
        content = b"".join(answer)
        answer.close()  # Django closes what the request had open
        own = [pair for pair in headers if pair[0].lower() in ("x-request-id",)]
        left_out = {"x-request-id", "content-length", "vary"}
        kept = [pair for pair in headers if pair[0].lower() not in left_out] + common(etag)
        page = Page(kept, gzip.compress(content, COMPRESSION, mtime=0))
        pages.put(etag, page, len(page.content) + 1000)
        return send(page, environ, start_response, [*kept, *own])


def may_be_kept(environ: dict) -> bool:
    """Whether a request is for a page that everybody sees alike."""
    return (
        settings.KEPT_PAGES_MB > 0
        and not settings.ARTICLES_PUBLIC  # an attached article makes no new version of the data
        and environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith(PUBLIC)
        and OWN_COOKIES.isdisjoint(replicas.cookies(environ))
        and replicas.READ_ONLY not in environ  # such pages say of when they are
    )


def is_whole_page(headers: Headers) -> bool:
    """Whether an answer is a whole page, and none that its view does not want to be kept."""
    names = {name.lower(): value for name, value in headers}
    is_page = names.get("content-type", "").startswith("text/html")
    return is_page and "content-length" in names and not NOT_KEPT & set(names)


def current_state():
    """The state of the data, or None where the database does not tell: the site will say why."""
    connection = connections[replicas.place()]
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return state()
    except Error:
        connection.close()
        return None


def common(etag: str) -> Headers:
    """What both a page and the word that it is unchanged say."""
    return [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding, Cookie")]


def send(page: Page, environ: dict, start_response: Callable, headers: Headers) -> list[bytes]:
    """The page, compressed for whoever takes it so."""
    content = page.content
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        headers.append(("Content-Encoding", "gzip"))
    else:
        content = gzip.decompress(content)
    headers.append(("Content-Length", str(len(content))))
    start_response("200 OK", headers)
    return [content]


def request_id(environ: dict) -> tuple[str, str]:
    """The header that names this request in the log; made once for each."""
    name = "zone_reforms.request_id"
    if name not in environ:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        environ[name] = given if logs.WELL_FORMED_ID.fullmatch(given) else secrets.token_hex(16)
    return ("X-Request-ID", environ[name])


def note(environ: dict, status: int, started: float) -> None:
    """Log and count an answer that Django knows nothing of, as it would itself."""
    seconds = time.perf_counter() - started
    if settings.METRICS:
        metrics.count("GET", "kept", status, seconds)
    if logs.logger.isEnabledFor(logging.INFO):
        token = logs.current_request_id.set(request_id(environ)[1])
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        logs.log_answer("GET", path, status, seconds)
        logs.current_request_id.reset(token)


def release() -> str:
    """What the look of a page hangs on besides the data: our code, templates, settings."""
    files = sorted(
        path
        for pattern in ("*/**/*.py", "templates/**/*.html", "static/*", "locale/**/*.mo")
        for path in settings.BASE_DIR.glob(pattern)
        if not {"tests", "bench", ".venv", "var"} & set(path.relative_to(settings.BASE_DIR).parts)
        and not path.name.endswith(".html.py")  # makemessages has them for a moment
    )
    seen = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    set_by_owner = (settings.SITE_URL, settings.PAGE_SIZE)
    return hashlib.blake2b(repr((seen, set_by_owner)).encode(), digest_size=8).hexdigest()
