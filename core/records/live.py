"""The indexes of each database in this process, as current as the request's data version."""

from threading import Lock

from core.records import changelog, versions
from core.records.indexes import Indexes

_live: dict[str, tuple[object, Indexes]] = {}  # by database: the version they have, and they
_lock = Lock()


def indexes() -> Indexes:
    """The indexes of the database that is read. Inside a transaction, new ones of this moment."""
    alias, now = versions.database(), versions.key()
    if now is None:
        return Indexes(alias)
    version, found = _live.get(alias, (None, None))
    if version != now:
        found = _moved(alias, now)
    return found


def _moved(alias: str, now) -> Indexes:
    with _lock:
        version, found = _live.get(alias, (None, None))
        if found is None:
            found = Indexes(alias)
        elif version != now:
            changes = changelog.since(version[0])
            if changes is None:
                found.clear()
            else:
                found.apply(changes)
        _live[alias] = (now, found)
        return found
