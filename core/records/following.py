"""Each process follows the log of changed rows of each database that it reads."""

from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock

from core.records import changelog, reads

REMEMBERED = 500  # steps against which what was begun before them is checked

# Called in order with the database's alias, the changes (None: begin anew) and their tags.
Subscriber = Callable[[str, list[changelog.RowChange] | None, frozenset[reads.Tag]], None]
_subscribers: list[Subscriber] = []


def subscribe(subscriber: Subscriber) -> None:
    _subscribers.append(subscriber)


class Follower:
    """What a process knows of a database's log. `step` counts how often it was told more."""

    def __init__(self, alias: str):
        self.alias, self.place = alias, None
        self.step, self._oldest = 0, 0
        self._steps: deque[tuple[int, frozenset[reads.Tag]]] = deque(maxlen=REMEMBERED)
        self._lock = Lock()

    def catch_up(self, connection, place: changelog.Place) -> None:
        """Tell the subscribers what has changed. One query if the log has gone on."""
        if place == self.place:
            return
        with self._lock:
            found = changelog.since(connection, self.place) if self.place else None
            if found is None:
                self._begin_anew(place)
                return
            reached, changed = found
            if any(one.table == changelog.EVERYTHING for one in changed):
                self._begin_anew(reached)
                return
            if not changed:
                return
            tags = frozenset(tag for change in changed for tag in reads.tags_of(change))
            self.step += 1
            self._steps.append((self.step, tags))
            self._oldest = self._steps[0][0] - 1
            self._tell(changed, tags)
            # Only now: who finds it reached does not wait for what is being dropped.
            self.place = reached

    def _begin_anew(self, place: changelog.Place) -> None:
        self.step += 1
        self._steps.clear()
        self._oldest = self.step
        self._tell(None, frozenset())
        self.place = place

    def _tell(self, changed, tags) -> None:
        for subscriber in _subscribers:
            subscriber(self.alias, changed, tags)

    def has_changed(self, since: int, tags: Iterable[reads.Tag]) -> bool:
        """Whether something with one of the tags may have changed after that step."""
        if since < self._oldest:
            return True
        steps = tuple(self._steps)  # another thread may add one
        return any(step > since and not changed.isdisjoint(tags) for step, changed in steps)


_followers: dict[str, Follower] = {}


def follower(alias: str) -> Follower:
    return _followers.setdefault(alias, Follower(alias))
