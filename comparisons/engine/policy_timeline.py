"""The timeline of policies. Positions are percentages, so that text does not stretch."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core.language import edtf
from policies.models import Policy, Target

ROW_HEIGHT = 50
TOP = 24  # for the years
BOTTOM = 24  # for the word “today”
LEFT, RIGHT = 0.5, 97.5  # percent: room for an arrowhead at the right
YEAR_LABELS = 9  # as many as fit a phone
LEAST_WIDTH = 0.4  # percent


@dataclass(frozen=True)
class Bar:
    """A policy from its first possible start (effect, else issue) to its last possible end."""

    policy: Policy

    @property
    def ends(self) -> datetime.date | None:
        return self.policy.ends_latest

    @property
    def starts(self) -> datetime.date | None:
        starts = self.policy.effective_earliest or self.policy.issued_earliest
        # A policy issued after its own end has no bar that runs backwards.
        return min(starts, self.ends) if starts and self.ends else starts

    @cached_property
    def due(self) -> dict[datetime.date | None, list[Target]]:
        """Targets by the last day to meet them (of an open span the first); None: no dated one."""
        found: dict[datetime.date | None, list[Target]] = {}
        for target in self.policy.targets.all():
            found.setdefault(target.due_latest or target.due_earliest, []).append(target)
        return found

    @property
    def ticks(self) -> list[tuple[datetime.date, list[Target]]]:
        return sorted((day, targets) for day, targets in self.due.items() if day)

    @property
    def days(self) -> list[datetime.date]:
        days = (self.starts, self.ends, self.policy.issued_earliest, *self.due)
        return [day for day in days if day]

    @property
    def period(self) -> str:
        policy = self.policy
        issued, start, end = (
            edtf.parse(text).describe() if text else ""
            for text in (policy.issued, policy.effective, policy.ends)
        )
        if start and end:
            return _("%(start)s to %(end)s") % {"start": start, "end": end}
        if start:
            return _("from %(start)s") % {"start": start}
        if issued and end:
            return _("issued %(issued)s, until %(end)s") % {"issued": issued, "end": end}
        if issued:
            return _("issued %(issued)s") % {"issued": issued}
        return _("until %(end)s") % {"end": end} if end else _("no date stated")


class Timeline:
    """Policies in the order given, a row each, on an axis of whole years that reaches today."""

    left, right = f"{LEFT:.2f}%", f"{RIGHT:.2f}%"

    def __init__(self, policies: Sequence[Policy], today: datetime.date):
        self.today = today
        self.bars = [Bar(policy) for policy in policies]
        days = [today, *(day for bar in self.bars for day in bar.days)]
        self.first = datetime.date(min(days).year, 1, 1)
        self.last = datetime.date(max(days).year, 12, 31)
        self.foot = TOP + ROW_HEIGHT * len(self.bars)  # the y position below the last row
        self.height = self.foot + BOTTOM
        self.undated = sum(len(bar.due.get(None, ())) for bar in self.bars)
        self.has_drafts = any(policy.stage == "draft" for policy in policies)
        self.has_open_ends = any(bar.starts and not bar.ends for bar in self.bars)

    def share(self, day: datetime.date) -> float:
        """The position of a day, from 0 (first) to 1 (last)."""
        return (day - self.first).days / (self.last - self.first).days

    def place(self, day: datetime.date | None) -> str | None:
        return day and f"{LEFT + (RIGHT - LEFT) * self.share(day):.2f}%"

    @property
    def years(self) -> list[tuple[str, int, bool]]:
        """Each year with its position, and whether to print it."""
        years = range(self.first.year, self.last.year + 1)
        step = -(-len(years) // YEAR_LABELS)
        return [
            (self.place(datetime.date(year, 1, 1)), year, n % step == 0)
            for n, year in enumerate(years)
        ]

    @property
    def today_x(self) -> str:
        return self.place(self.today)

    @property
    def today_is_late(self) -> bool:
        return self.share(self.today) > 0.5

    @property
    def rows(self) -> list[dict]:
        """Each bar with its positions, None where not stated."""
        return [
            {
                "bar": bar,
                "y": TOP + ROW_HEIGHT * n,
                "x": self.place(bar.starts),
                "width": self._width(bar),
                "end": self.place(bar.ends),
                "issued": self.place(bar.policy.issued_earliest),
                "ticks": [(self.place(day), day, targets) for day, targets in bar.ticks],
            }
            for n, bar in enumerate(self.bars)
        ]

    def _width(self, bar: Bar) -> str | None:
        if not (bar.starts and bar.ends):
            return None
        share = self.share(bar.ends) - self.share(bar.starts)
        return f"{max((RIGHT - LEFT) * share, LEAST_WIDTH):.2f}%"
