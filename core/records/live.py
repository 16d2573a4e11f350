"""The indexes of each database in this process, carried forward by the log of changed rows."""

from core.records import following, versions
from core.records.changelog import RowChange
from core.records.indexes import Indexes

_live: dict[str, Indexes] = {}  # by database


def indexes() -> Indexes:
    """Those of the database that is read. Inside a transaction new ones, of this moment."""
    alias = versions.followed()
    if alias is None:
        return Indexes(versions.database())
    return _live.setdefault(alias, Indexes(alias))


def _follow(alias: str, changes: list[RowChange] | None, _tags) -> None:
    if alias not in _live:
        return
    if changes is None:
        _live[alias].clear()
    else:
        _live[alias].apply(changes)


following.subscribe(_follow)
