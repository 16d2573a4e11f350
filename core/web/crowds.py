"""How many requests of a kind a process answers at once, so that others find a free thread.

Slow readers of large files and saves that wait for a lock occupy threads: each kind has fewer
places than there are threads. Without a free place a request is refused at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

THREADS = 10  # of each process; scripts/run.py and deploy/entrypoint.sh start it so


class CrowdedError(Exception):
    """No place is free at the moment."""


class Places:
    """A number of places; `take` and `leave`, or `one` as a context."""

    def __init__(self, number: int):
        self.number = number
        self._free = BoundedSemaphore(number)

    def take(self) -> bool:
        """Take a place; False if none is free. Each taken place must be given back."""
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        """Give a place back."""
        self._free.release()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place for what is done inside. Raises CrowdedError if none is free."""
        if not self.take():
            raise CrowdedError
        try:
            yield
        finally:
            self.leave()


files = Places(3)  # sent piece by piece, or made for the data set
saves = Places(3)  # anything that a form sends, from its first byte on
imports = Places(1)  # among the saves: each takes many seconds of the processor


class Held:
    """The pieces of an answer that holds a place until it is closed or garbage."""

    def __init__(self, pieces: Iterable, place: Places):
        self.pieces, self.place, self.is_open = pieces, place, True

    def __iter__(self) -> Iterator:
        return iter(self.pieces)

    def close(self) -> None:
        try:
            if hasattr(self.pieces, "close"):
                self.pieces.close()
        finally:
            self.__del__()

    def __del__(self):
        if self.is_open:
            self.is_open = False
            self.place.leave()
