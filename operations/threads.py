"""The database connections of threads that have ended.

The server starts threads when it has much to do and ends them when it has little. What Django
keeps for a thread refers to itself, so that its connections stay open until Python looks for
garbage: not for long hours, while PostgreSQL runs out of them.
"""

import gc
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from core.web.crowds import THREADS

_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()


def note(connection: BaseDatabaseWrapper, **_kwargs) -> None:
    """Look for garbage when more connections to a database are there than threads.

    One more is the watch's (`operations.replicas`). To close them as their threads end is too
    late: what SQLite then calls, Python 3.11 does not survive.
    """
    _opened.add(connection)
    if sum(one.alias == connection.alias for one in list(_opened)) > THREADS + 1:
        gc.collect()


def connect() -> None:
    """Listen to what is opened. Called once, when the apps are ready."""
    connection_created.connect(note, dispatch_uid="connections of ended threads")
