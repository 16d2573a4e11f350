"""The timeline of policies. Positions are percentages, so that text does not stretch."""

import datetime
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby

from django.utils.translation import gettext as _

from core.language import edtf
from policies.models import Policy, Target

ROW_HEIGHT = 50
TOP = 24  # for the years
BOTTOM = 24  # for the word “today”
LEFT, RIGHT = 0.5, 97.5  # percent: room for an arrowhead at the right
YEAR_LABELS = 9  # as many as fit a phone
LEAST_WIDTH = 0.4  # percent
BREAK = 0.5  # of a year's width, for two years or more in which nothing happens


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
            found.setdefault(target.deadline, []).append(target)
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


@dataclass(frozen=True)
class Stretch:
    """Years of the axis: one, or several in which nothing happens and which share a break."""

    first: int
    last: int

    @property
    def is_break(self) -> bool:
        return self.first < self.last

    @property
    def width(self) -> float:
        return BREAK if self.is_break else 1

    @property
    def starts(self) -> datetime.date:
        return datetime.date(self.first, 1, 1)

    def share(self, day: datetime.date) -> float:
        """The position of a day in it, from 0 to 1."""
        return (day - self.starts).days / (datetime.date(self.last, 12, 31) - self.starts).days


def stretches(days: Iterable[datetime.date]) -> list[Stretch]:
    """The years from the first to the last of `days`; empty ones beside each other are one."""
    busy = {day.year for day in days}
    found = []
    for is_busy, years in groupby(range(min(busy), max(busy) + 1), busy.__contains__):
        run = list(years)
        found += [Stretch(y, y) for y in run] if is_busy else [Stretch(run[0], run[-1])]
    return found


class Timeline:
    """Policies in the order given, a row each, on an axis of whole years that reaches today.

    The axis breaks where nothing happens for two years or more.
    """

    left, right = f"{LEFT:.2f}%", f"{RIGHT:.2f}%"

    def __init__(self, policies: Sequence[Policy], today: datetime.date):
        self.today = today
        self.bars = [Bar(policy) for policy in policies]
        days = [today, *(day for bar in self.bars for day in bar.days)]
        self.stretches = stretches(days)
        self.starts = list(accumulate((one.width for one in self.stretches), initial=0))
        self.foot = TOP + ROW_HEIGHT * len(self.bars)  # the y position below the last row
        self.height = self.foot + BOTTOM
        self.undated = sum(len(bar.due.get(None, ())) for bar in self.bars)
        self.has_drafts = any(policy.stage == "draft" for policy in policies)
        self.has_open_ends = any(bar.starts and not bar.ends for bar in self.bars)

    def share(self, day: datetime.date) -> float:
        """The position of a day, from 0 (first) to 1 (last)."""
        place = bisect(self.stretches, day, key=lambda one: one.starts) - 1
        stretch = self.stretches[place]
        return (self.starts[place] + stretch.width * stretch.share(day)) / self.starts[-1]

    def place(self, day: datetime.date | None) -> str | None:
        return day and f"{LEFT + (RIGHT - LEFT) * self.share(day):.2f}%"

    @property
    def years(self) -> list[tuple[str, int, bool]]:
        """Each year outside breaks with its position, and whether to print it."""
        years = [one for one in self.stretches if not one.is_break]
        step = -(-len(years) // YEAR_LABELS)
        return [(self.place(one.starts), one.first, n % step == 0) for n, one in enumerate(years)]

    @property
    def breaks(self) -> list[dict]:
        """Each break with its years, position, width and middle."""
        found = []
        for one, start in zip(self.stretches, self.starts, strict=False):
            if one.is_break:
                left, width = (RIGHT - LEFT) * start / self.starts[-1] + LEFT, self._percent(BREAK)
                place = {"x": left, "width": width, "middle": left + width / 2}
                found.append({"years": one, **{k: f"{v:.2f}%" for k, v in place.items()}})
        return found

    def _percent(self, years: float) -> float:
        return (RIGHT - LEFT) * years / self.starts[-1]

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
