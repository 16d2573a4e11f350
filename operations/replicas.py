"""Reads from replicas; writes and staff reads from the primary; read-only without the primary.

"default" is the primary; each address in REPLICA_URL a replica. A request's database is chosen
once: a replica for anonymous readers, the primary for staff and for a minute after a form was
sent, a replica for everybody while the primary does not answer. Commands read from the primary.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context, ContextVar, copy_context
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.handlers.wsgi import get_str_from_wsgi
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http.cookie import parse_cookie
from django.utils.functional import SimpleLazyObject

logger = logging.getLogger("databases")
PRIMARY = DEFAULT_DB_ALIAS
SAFE = {"GET", "HEAD", "OPTIONS"}
WROTE = "wrote"  # cookie of a browser that has just sent a form
WROTE_SECONDS = 60  # far more than the lag of a streaming replica
LOOK_EVERY = 2.0  # seconds between checks of each database
READ_ONLY = "zone_reforms.read_only"  # environ key: nothing can be saved
_place: ContextVar[str] = ContextVar("the database that is read from", default=PRIMARY)


class Router:
    """Django's database router; used only with replicas."""

    def db_for_read(self, model, **hints) -> str:
        return place()

    def db_for_write(self, model, **hints) -> str:
        if PRIMARY not in watch.gone:
            _place.set(PRIMARY)  # later reads of this request may need this write
        return PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        return True  # the same records in all databases

    def allow_migrate(self, alias, app_label, **hints) -> bool:
        return alias == PRIMARY


class Watch:
    """A thread that checks the databases, so that no request waits for a dead one."""

    def __init__(self):
        self.gone: frozenset[str] = frozenset()
        self._thread = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """The first request waits for the first check."""
        with self._lock:
            if self._thread is None:
                self.look()
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()

    def look(self) -> None:
        gone = frozenset(alias for alias in settings.DATABASES if not answers(alias))
        for alias in gone ^ self.gone:
            word = "does not answer" if alias in gone else "answers again"
            logger.log(logging.ERROR if alias in gone else logging.WARNING, "%s %s", alias, word)
        self.gone = gone

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            self.look()


watch = Watch()


def answers(alias: str) -> bool:
    connection = connections[alias]
    for _attempt in range(2):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            connection.close()
        else:
            return True
    return False


def replica() -> str | None:
    there = [alias for alias in settings.DATABASES if alias not in {PRIMARY, *watch.gone}]
    return random.choice(there) if there else None  # noqa: S311, no secret


def is_read_only() -> bool:
    return PRIMARY in watch.gone and replica() is not None


def place() -> str:
    return _place.get()


def place_for(environ: dict) -> str:
    one = replica()
    if one is None or PRIMARY in watch.gone:
        return one or PRIMARY
    needs_primary = {settings.SESSION_COOKIE_NAME, WROTE} & cookies(environ).keys()
    return one if environ["REQUEST_METHOD"] in SAFE and not needs_primary else PRIMARY


def cookies(environ: dict) -> dict[str, str]:
    """The cookies of a request, parsed exactly as Django does."""
    header = get_str_from_wsgi(environ, "HTTP_COOKIE", "")
    return parse_cookie(header) if header else {}


def wrote_cookie() -> str:
    """Unsigned: forging it has no more effect than a made-up session cookie."""
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    return f"{WROTE}=1; HttpOnly; Max-Age={WROTE_SECONDS}; Path=/; SameSite=Lax{secure}"


def read_from_another() -> bool:
    """Switch to another database after a failure; whether there is one."""
    failed = place()
    if failed != PRIMARY:
        watch.gone |= {failed}  # others avoid it until the next check
    other = replica() if failed == PRIMARY else PRIMARY
    if other is None or other in watch.gone:
        return False
    _place.set(other)
    return True


def data_as_of() -> datetime | None:
    """Time of the newest change in the database that is read; None if unknown."""
    connection = connections[place()]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_last_xact_replay_timestamp()")
        return cursor.fetchone()[0]


def read_only(request) -> dict:
    """Context processor. No query while the primary answers, else one if the time is shown."""
    is_read_only = request.META.get(READ_ONLY, False)
    data_as_of_then = SimpleLazyObject(data_as_of) if is_read_only else None
    return {"is_read_only": is_read_only, "data_as_of": data_as_of_then}


class ReplicaReads:
    """WSGI layer around everything, so that page cache and pages read one database."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        watch.start()
        if is_read_only():
            environ[READ_ONLY] = True
        writes = environ["REQUEST_METHOD"] not in SAFE

        def start(status, headers, *error):
            if writes and PRIMARY not in watch.gone:
                headers = [*headers, ("Set-Cookie", wrote_cookie())]
            return start_response(status, headers, *error)

        context = copy_context()
        context.run(_place.set, place_for(environ))
        answer = context.run(self.application, environ, start)
        return answer if isinstance(answer, list) else Pieces(answer, context)


class Pieces:
    """A streamed answer, whose pieces are made in the context of its request."""

    def __init__(self, answer: Iterable[bytes], context: Context):
        self.answer, self.context = answer, context

    def __iter__(self) -> Iterator[bytes]:
        return iter(partial(self.context.run, next, iter(self.answer), None), None)

    def close(self) -> None:
        if hasattr(self.answer, "close"):
            self.answer.close()
