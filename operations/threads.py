"""Closes connections of ended threads, which reference cycles keep open until a collection."""

import gc
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper

from core.web.crowds import THREADS

_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()


def note(connection: BaseDatabaseWrapper, **_kwargs) -> None:
    """Collect garbage when a database has more connections than threads.

    Not at a thread's end: Python 3.11 crashes in SQLite's callbacks then.
    """
    _opened.add(connection)
    if sum(one.alias == connection.alias for one in list(_opened)) > THREADS + 1:
        gc.collect()
