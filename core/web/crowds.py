"""How many requests of a kind a process answers at once, so that others find a thread free.

A process has a few threads. Whoever fetches a large file slowly, or waits to save while the
database is locked, keeps one for long; so each kind has fewer places than there are threads.
Where none is free the request is refused at once, in words.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

THREADS = 10  # of each process; scripts/run.py and deploy/entrypoint.sh start it so


class CrowdedError(Exception):
    """No place is free at the moment."""


class Places:
    """So many at once."""

    def __init__(self, number: int):
        self.number = number
        self._free = BoundedSemaphore(number)

    def take(self) -> bool:
        """Take a place; False where none is free. Whoever has taken one gives it back."""
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        """Give a place back."""
        self._free.release()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place for what is done inside. Raises CrowdedError where none is free."""
        if not self.take():
            raise CrowdedError
        try:
            yield
        finally:
            self.leave()


files = Places(3)  # sent piece by piece, or made for the data set
saves = Places(3)  # whatever a form sends, from its first byte on
imports = Places(1)  # among the saves: each keeps the processor busy for many seconds


class Held:
    """The pieces of an answer that keeps a place until it is closed, or forgotten."""

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
