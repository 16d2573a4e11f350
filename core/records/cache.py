"""A cache in each process, valid while the data version stays the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from core.records import versions

Result = TypeVar("Result")
LARGEST = 2_000  # entries of a process, such as the counts of one selection


class Store:
    """An LRU cache with a limit on the total size."""

    def __init__(self, limit: int):
        self.limit, self.size = limit, 0
        self._items: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Hashable):
        with self._lock:
            item = self._items.get(key)
            if item is None:
                return None
            self._items.move_to_end(key)
            return item[0]

    def put(self, key: Hashable, value, size: int = 1) -> None:
        if size > self.limit:
            return
        with self._lock:
            old = self._items.pop(key, None)
            self.size += size - (old[1] if old else 0)
            self._items[key] = (value, size)
            while self.size > self.limit:
                _key, (_value, freed) = self._items.popitem(last=False)
                self.size -= freed

    def clear(self) -> None:
        with self._lock:
            self._items.clear()
            self.size = 0


results = Store(LARGEST)


def cached(key: Hashable, make: Callable[[], Result]) -> Result:
    """The result of `make`, cached by key (language included) and data version. Do not mutate."""
    now = versions.key()
    if now is None:
        return make()
    found = results.get((now, key))
    if found is None:
        found = make()
        results.put((now, key), found)
    return found
