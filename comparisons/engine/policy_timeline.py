"""The timeline of policies. Positions are percentages, so that text does not stretch."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comparisons.engine.policies import PolicyFact
from core.language import edtf

ROW_HEIGHT = 50
TOP = 24  # for the years
BOTTOM = 24  # for the word “today”
LEFT, RIGHT = 0.5, 97.5  # percent: room for an arrowhead at the right
YEAR_LABELS = 9  # as many as fit a phone


@dataclass(frozen=True)
class Tick:
    """A day on which targets of a policy fall due."""

    day: datetime.date
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """A policy from its first possible start (effect, else issue) to its last possible end."""

    policy: PolicyFact
    starts: datetime.date | None
    ends: datetime.date | None
    issued: datetime.date | None
    ticks: tuple[Tick, ...]
    undated: tuple[str, ...]

    @property
    def days(self) -> list[datetime.date]:
        found = (self.starts, self.ends, self.issued, *(tick.day for tick in self.ticks))
        return [day for day in found if day]

    @property
    def period(self) -> str:
        policy = self.policy
        issued, start, end = (
            edtf.parse(dated.text).describe() if dated.text else ""
            for dated in (policy.issued, policy.effective, policy.ends)
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
class DrawnBar:
    """A bar with positions in percent of the width, None where not stated."""

    bar: Bar
    y: int
    x: str | None
    width: str | None
    end: str | None
    issued: str | None
    ticks: tuple[tuple[str, Tick], ...]


@dataclass(frozen=True)
class Timeline:
    bars: tuple[DrawnBar, ...]
    height: int
    years: tuple[tuple[str, int, bool], ...]  # position, year, whether to print it
    today: datetime.date
    today_x: str
    today_is_late: bool
    left: str
    right: str

    @property
    def foot(self) -> int:
        """The y position below the last row."""
        return self.height - BOTTOM

    @property
    def undated(self) -> int:
        return sum(len(drawn.bar.undated) for drawn in self.bars)

    @property
    def has_drafts(self) -> bool:
        return any(drawn.bar.policy.is_draft for drawn in self.bars)

    @property
    def has_open_ends(self) -> bool:
        return any(drawn.bar.starts and not drawn.bar.ends for drawn in self.bars)


@dataclass(frozen=True)
class Axis:
    """Whole years from the first day to the last."""

    first: datetime.date
    last: datetime.date

    def share(self, day: datetime.date) -> float:
        """The position of a day, from 0 (first) to 1 (last)."""
        return (day - self.first).days / (self.last - self.first).days

    def place(self, day: datetime.date) -> str:
        return _percent(LEFT + (RIGHT - LEFT) * self.share(day))


def draw_timeline(policies: Sequence[PolicyFact], today: datetime.date) -> Timeline:
    """The timeline at `today`, one row for each policy in the order given."""
    bars = [bar_of(policy) for policy in policies]
    axis = axis_of(bars, today)
    years = range(axis.first.year, axis.last.year + 1)
    step = -(-len(years) // YEAR_LABELS)
    return Timeline(
        bars=tuple(_drawn(bar, TOP + ROW_HEIGHT * n, axis) for n, bar in enumerate(bars)),
        height=TOP + ROW_HEIGHT * len(bars) + BOTTOM,
        years=tuple(
            (axis.place(datetime.date(year, 1, 1)), year, n % step == 0)
            for n, year in enumerate(years)
        ),
        today=today,
        today_x=axis.place(today),
        today_is_late=axis.share(today) > 0.5,
        left=_percent(LEFT),
        right=_percent(RIGHT),
    )


def bar_of(policy: PolicyFact) -> Bar:
    by_day: dict[datetime.date, list[str]] = {}
    for target in policy.targets:
        if target.deadline:
            by_day.setdefault(target.deadline, []).append(target.key)
    starts = policy.effective.earliest or policy.issued.earliest
    ends = policy.ends.latest
    if starts and ends and starts > ends:  # issued after its own end: no bar runs backwards
        starts = ends
    return Bar(
        policy=policy,
        starts=starts,
        ends=ends,
        issued=policy.issued.earliest,
        ticks=tuple(Tick(day, tuple(keys)) for day, keys in sorted(by_day.items())),
        undated=tuple(target.key for target in policy.targets if not target.deadline),
    )


def axis_of(bars: Sequence[Bar], today: datetime.date) -> Axis:
    """Whole years that cover all bars and today."""
    days = [today, *(day for bar in bars for day in bar.days)]
    return Axis(
        datetime.date(min(days).year, 1, 1),
        datetime.date(max(days).year, 12, 31),
    )


def _drawn(bar: Bar, y: int, axis: Axis) -> DrawnBar:
    width = None
    if bar.starts and bar.ends:
        share = axis.share(bar.ends) - axis.share(bar.starts)
        width = _percent(max((RIGHT - LEFT) * share, 0.4))
    return DrawnBar(
        bar=bar,
        y=y,
        x=axis.place(bar.starts) if bar.starts else None,
        width=width,
        end=axis.place(bar.ends) if bar.ends else None,
        issued=axis.place(bar.issued) if bar.issued else None,
        ticks=tuple((axis.place(tick.day), tick) for tick in bar.ticks),
    )


def _percent(number: float) -> str:
    return f"{number:.2f}%"
