"""What is due when: commitments of several policies by date."""

from functools import cached_property

from policies.models import Target, is_over
from policies.querysets import TargetQuerySet
from sources.models import Source

LISTED = 200  # on a page, at most


class Deadlines:
    """Commitments, earliest deadline first, then those without a day. Nothing is read before it
    is shown; then two queries, and one more where not all are listed."""

    def __init__(self, targets: TargetQuerySet, most: int = LISTED):
        self._targets, self._most = targets.by_deadline(), most

    @cached_property
    def listed(self) -> list[Target]:
        return list(self._targets[: self._most])

    @property
    def dated(self) -> list[Target]:
        return [target for target in self.listed if target.deadline]

    @property
    def undated(self) -> list[Target]:
        return [target for target in self.listed if not target.deadline]

    @property
    def past(self) -> int:
        return sum(is_over(target.due_latest) for target in self.listed)

    @property
    def followed(self) -> int:
        return sum(bool(target.follow_ups.all()) for target in self.listed)

    @cached_property
    def one_source(self) -> Source | None:
        """The source of all that is listed, if it is one."""
        sources = {target.source for target in self.listed}
        return sources.pop() if len(sources) == 1 else None

    @cached_property
    def unlisted(self) -> int:
        return self._targets.count() - self._most if len(self.listed) == self._most else 0
