"""Reads from replicas, writes and staff to the primary, and going on without the primary.

The databases are "default", the primary, and one for each address in REPLICA_URL. Where a
request reads is chosen once, before the site sees it, and holds until its answer is sent:

- a replica for whoever is not logged in and asks for a page;
- the primary for staff and for whoever has just written, who must see it;
- a replica for everybody while the primary does not answer, and then nothing can be saved.

Commands read from the primary.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.core.handlers.wsgi import get_str_from_wsgi
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http.cookie import SimpleCookie, parse_cookie

logger = logging.getLogger("databases")
PRIMARY = DEFAULT_DB_ALIAS
SAFE = {"GET", "HEAD", "OPTIONS"}
WROTE = "wrote"  # the cookie of whoever has just written
WROTE_SECONDS = 60  # far longer than a replica that streams is behind
LOOK_EVERY = 2.0  # seconds between two looks at each database
READ_ONLY = "zone_reforms.read_only"  # in the environ of a request while nothing can be saved
_place: ContextVar[str] = ContextVar("the database that is read from", default=PRIMARY)


class Router:
    """Django's router. Named in the settings only where there are replicas."""

    def db_for_read(self, model, **hints) -> str:
        return _place.get()

    def db_for_write(self, model, **hints) -> str:
        if not watch.is_gone(PRIMARY):
            _place.set(PRIMARY)  # what is read from here on may be what is written now
        return PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        return True  # the same records, wherever they were read

    def allow_migrate(self, alias, app_label, **hints) -> bool:
        return alias == PRIMARY


class Watch:
    """Which databases do not answer, looked at by a thread of its own in each process.

    So no reader waits for a machine that is gone.
    """

    def __init__(self):
        self.gone: frozenset[str] = frozenset()
        self._thread = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start looking, once in each process: after the server has made it.

        The first request waits for the first look, so that no page says too little.
        """
        with self._lock:
            if self._thread is None:
                self.look()
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()

    def is_gone(self, alias: str) -> bool:
        return alias in self.gone

    def note_gone(self, alias: str) -> None:
        """Somebody has met an error there: nobody else needs to, until the next look."""
        self.gone |= {alias}

    def look(self) -> None:
        """Ask every database once."""
        gone = frozenset(alias for alias in aliases() if not answers(alias))
        for alias in gone ^ self.gone:
            word = "does not answer" if alias in gone else "answers again"
            logger.log(logging.ERROR if alias in gone else logging.WARNING, "%s %s", alias, word)
        self.gone = gone

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            self.look()


watch = Watch()


def aliases() -> list[str]:
    """The primary, then the replicas."""
    return [PRIMARY, *(alias for alias in settings.DATABASES if alias != PRIMARY)]


def answers(alias: str) -> bool:
    """Whether a database answers this thread, if need be on a new connection."""
    connection = connections[alias]
    for _attempt in ("as it is", "anew"):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            connection.close()
        else:
            return True
    return False


def replica() -> str | None:
    """One of the replicas that answer, or None."""
    there = [alias for alias in aliases() if alias != PRIMARY and not watch.is_gone(alias)]
    return random.choice(there) if there else None  # noqa: S311, no secret


def is_read_only() -> bool:
    """Whether reading goes on and nothing can be saved: the primary does not answer."""
    return watch.is_gone(PRIMARY) and replica() is not None


def place() -> str:
    """The database that is read from now."""
    return _place.get()


def place_for(environ: dict) -> str:
    """The database from which a request is answered."""
    one = replica()
    if one is None:
        return PRIMARY
    if watch.is_gone(PRIMARY):
        return one
    has_session = settings.SESSION_COOKIE_NAME in cookies(environ)
    if environ["REQUEST_METHOD"] not in SAFE or has_session or has_just_written(environ):
        return PRIMARY
    return one


def cookies(environ: dict) -> dict[str, str]:
    """The cookies of a request, letter for letter as Django reads them."""
    header = get_str_from_wsgi(environ, "HTTP_COOKIE", "")
    return parse_cookie(header) if header else {}


def has_just_written(environ: dict) -> bool:
    """Whether a cookie of ours says so, of the last minute."""
    said = cookies(environ).get(WROTE, "")
    try:
        signing.TimestampSigner(salt=WROTE).unsign(said, max_age=WROTE_SECONDS)
    except signing.BadSignature:
        return False
    return True


def wrote_cookie() -> str:
    """The header that lets a browser say so."""
    made = SimpleCookie({WROTE: signing.TimestampSigner(salt=WROTE).sign("1")})
    made[WROTE].update({"max-age": WROTE_SECONDS, "path": "/", "httponly": True, "samesite": "Lax"})
    if settings.SESSION_COOKIE_SECURE:
        made[WROTE]["secure"] = True
    return made[WROTE].OutputString()


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Whatever is read inside is read there, and from the primary after a write."""
    token = _place.set(alias)
    try:
        yield
    finally:
        _place.reset(token)


def read_from_another() -> bool:
    """Go on elsewhere after the place of this request has failed; whether there is one."""
    failed = _place.get()
    if failed != PRIMARY:
        watch.note_gone(failed)
    other = replica() if failed == PRIMARY else PRIMARY
    if other is None or watch.is_gone(other):
        return False
    _place.set(other)
    return True


def data_as_of() -> datetime | None:
    """When what is read here was last changed on the primary; None where that is not known."""
    connection = connections[_place.get()]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_last_xact_replay_timestamp()")
        return cursor.fetchone()[0]


class ReplicaReads:
    """A WSGI application around the site's: chooses where a request reads.

    Around everything, so that what is kept of pages and what they are made of come from one
    database, also while an answer is sent piece by piece.
    """

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        watch.start()
        if is_read_only():
            environ[READ_ONLY] = True
        writes = environ["REQUEST_METHOD"] not in SAFE

        def start(status, headers, *error):
            if writes and not watch.is_gone(PRIMARY):
                headers = [*headers, ("Set-Cookie", wrote_cookie())]
            return start_response(status, headers, *error)

        with reading_from(place_for(environ)):
            answer = self.application(environ, start)
            place = _place.get()
        return answer if isinstance(answer, list) else Pieces(answer, place)


class Pieces:
    """An answer whose pieces may be read from the database when they are sent."""

    def __init__(self, answer: Iterable[bytes], place: str):
        self.answer, self.place = answer, place

    def __iter__(self) -> Iterator[bytes]:
        pieces = iter(self.answer)
        while True:
            with reading_from(self.place):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        if hasattr(self.answer, "close"):
            self.answer.close()
