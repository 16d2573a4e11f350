"""Caches of each process: what is kept is dropped when a row that it was made from changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from types import FunctionType
from typing import NamedTuple, TypeVar

from django.db.models import Model

from core.records import following, reads, versions

Result = TypeVar("Result")
LARGEST = 2_000  # entries of a process, such as the keys of one page of a list


class Kept(NamedTuple):
    value: object
    size: int
    tags: frozenset[reads.Tag]  # of what it was made from


class Store:
    """An LRU cache with a limit on the total size, for each database."""

    def __init__(self, limit: int):
        self.limit, self.size = limit, 0
        self._items: OrderedDict[tuple[str, Hashable], Kept] = OrderedDict()
        self._lock = Lock()
        following.subscribe(self.drop)

    def __len__(self) -> int:
        return len(self._items)

    def get(self, alias: str, key: Hashable) -> Kept | None:
        with self._lock:
            kept = self._items.get((alias, key))
            if kept is not None:
                self._items.move_to_end((alias, key))
            return kept

    def put(self, alias: str, key: Hashable, kept: Kept, begun: int) -> None:
        """Keep it, unless what it was made from has changed since that step."""
        if kept.size > self.limit:
            return
        with self._lock:
            if following.follower(alias).has_changed(begun, kept.tags):
                return
            old = self._items.pop((alias, key), None)
            self.size += kept.size - (old.size if old else 0)
            self._items[alias, key] = kept
            while self.size > self.limit:
                _key, oldest = self._items.popitem(last=False)
                self.size -= oldest.size

    def drop(self, alias: str, changes: list | None, tags: frozenset[reads.Tag]) -> None:
        """Drop what was made from changed rows; everything if these are not known."""
        with self._lock:
            for place, kept in list(self._items.items()):
                if place[0] == alias and (changes is None or not tags.isdisjoint(kept.tags)):
                    self.size -= self._items.pop(place).size

    def clear(self) -> None:
        with self._lock:
            self._items.clear()
            self.size = 0


results = Store(LARGEST)


def cached(
    key: Hashable,
    make: Callable[[], Result],
    about: Iterable[Model] = (),
    size: Callable[[Result], int] = lambda _made: 1,
) -> Result:
    """The result of `make`, kept by key (language included) until its rows change.

    A function that closes over something also depends on what was read before. `about`: see
    `reads.only_of`. `size`: as how many of LARGEST a large result counts. Do not mutate it.
    """
    alias = versions.followed()
    if alias is None:
        return make()
    kept = results.get(alias, key)
    if kept is None:
        begun = following.follower(alias).step
        given = frozenset() if _closes_over_nothing(make) else reads.so_far()
        with reads.recording() as tags, reads.only_of(*about):
            made = make()
        kept = Kept(made, size(made), given | tags)
        results.put(alias, key, kept, begun)
    else:
        reads.note(kept.tags)
    return kept.value


def _closes_over_nothing(make: Callable) -> bool:
    return isinstance(make, FunctionType) and make.__closure__ is None
