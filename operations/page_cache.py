"""Page cache: compressed public pages, in each process, for one data version.

A WSGI layer before Django. One query reads the data version; a matching ETag gives 304. Requests
with our cookies bypass it. Only responses that Django marks as the same for all are cached.
"""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connections

from accounts.middleware import FOR_ALL, OWN_COOKIES
from core.records import versions
from core.records.cache import Store
from operations import logs, replicas

# Some thousand compressed pages.
pages = Store(settings.KEPT_PAGES_MB * 2**20)
PUBLIC = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
NOT_CACHED = {"set-cookie", "cache-control", "content-encoding"}  # headers of uncached pages
OF_ONE_ANSWER = {"x-request-id", "content-length", "vary"}  # headers made for each response
COMPRESSION = 5  # higher levels cost more time than they save bytes
CODE = {".py", ".html", ".mo", ".css", ".js", ".svg"}
Headers = list[tuple[str, str]]
Page = tuple[Headers, bytes]  # lasting headers, compressed content


class PageCache:
    def __init__(self, application: Callable):
        self.application = application
        self.release = release()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        started = time.perf_counter()
        now = data_version() if may_be_cached(environ) else None
        if now is None:
            return self.application(environ, start_response)
        environ[versions.READ] = {replicas.place(): now}
        environ["HTTP_X_REQUEST_ID"] = logs.request_id(environ)
        etag = self.etag(environ, now)
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            note(environ, 304, started)
            start_response("304 Not Modified", common(environ, etag))
            return []
        page = pages.get(etag)
        if page is None:
            return self.build(environ, start_response, etag)
        note(environ, 200, started)
        return send(page, etag, environ, start_response)

    def etag(self, environ: dict, now) -> str:
        """Cache key: data version, date, address, release. Weak: pages may be compressed later."""
        parts = (
            self.release,
            now,
            date.today().toordinal(),  # Django has set the process's time zone
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO"),
            environ.get("HTTP_HOST"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING"),
        )
        return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'

    def build(self, environ: dict, start_response: Callable, etag: str) -> Iterable[bytes]:
        said = []
        answer = self.application(environ, lambda *status: said.append(status))
        status, headers, *_error = said[0]
        if not status.startswith("200 ") or FOR_ALL not in environ or not is_whole_page(headers):
            start_response(*said[0])
            return answer
        content = b"".join(answer)
        answer.close()  # Django closes what the request opened
        lasting = [pair for pair in headers if pair[0].lower() not in OF_ONE_ANSWER]
        packed = gzip.compress(content, COMPRESSION, mtime=0)
        pages.put(etag, (lasting, packed), len(packed) + 1000)
        return send((lasting, packed), etag, environ, start_response)


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


def common(environ: dict, etag: str) -> Headers:
    return [
        ("ETag", etag),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("X-Request-ID", environ["HTTP_X_REQUEST_ID"]),
    ]


def send(page: Page, etag: str, environ: dict, start_response: Callable) -> list[bytes]:
    lasting, content = page
    headers = [*lasting, *common(environ, etag)]
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


def release() -> str:
    """Part of the cache key: code, templates, static files, translations, settings."""
    folders = [settings.BASE_DIR / name for name in ("config", "templates", "static", "locale")]
    installed = (Path(app.path) for app in apps.get_app_configs())
    folders += [path for path in installed if path.parent == settings.BASE_DIR]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in CODE)
    seen = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    set_by_owner = (settings.SITE_URL, settings.PAGE_SIZE)
    return hashlib.blake2b(repr((seen, set_by_owner)).encode(), digest_size=8).hexdigest()
