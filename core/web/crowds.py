"""Limits on concurrent downloads, saves and imports, so that other requests find a free thread."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

THREADS = 10  # per process, as in scripts/run.py and deploy/entrypoint.sh


class CrowdedError(Exception):
    """No place is free."""


class NotMadeError(Exception):
    """A file is being made for the first time, and takes longer than a request may wait."""


class Places:
    """A number of places: `take` and `leave`, or `one` as a context."""

    def __init__(self, number: int):
        self.number = number
        self._free = BoundedSemaphore(number)

    def take(self) -> bool:
        """Take a place; False if none is free. Each taken place must be given back."""
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        self._free.release()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place inside the block. Raises CrowdedError if none is free."""
        if not self.take():
            raise CrowdedError
        try:
            yield
        finally:
            self.leave()


files = Places(3)  # streamed, or waited for in the data set
saves = Places(3)  # any posted form, from its first byte on
imports = Places(1)  # included in the saves: each takes seconds of CPU time


def held(pieces: Iterable, place: Places) -> Iterator:
    """The chunks of a response; the place is freed when it is closed or garbage-collected."""

    def content():
        try:
            yield
            yield from pieces
        finally:
            place.leave()

    begun = content()
    next(begun)  # closing a generator that has not begun would not free the place
    return begun
