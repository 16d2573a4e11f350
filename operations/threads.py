"""Closes database connections of ended threads.

Django's objects for a thread refer to one another, so that its connections stay open until the
garbage collector runs, which may be hours after PostgreSQL has run out of them.
"""

import gc
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper

from core.web.crowds import THREADS

_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()


def note(connection: BaseDatabaseWrapper, **_kwargs) -> None:
    """Collect garbage when a database has more connections than threads and the replicas' watch.

    Not when a thread ends: Python 3.11 crashes in what SQLite then calls.
    """
    _opened.add(connection)
    if sum(one.alias == connection.alias for one in list(_opened)) > THREADS + 1:
        gc.collect()
