"""The time that a figure covers, whichever way it is written. Pure functions."""

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.language import edtf
from zones.choices import Basis
from zones.extent import ExtentChange

NO_YEAR = "0004"  # stands in for XXXX: a leap year before any figure


class Time(NamedTuple):
    """First and last day, and the length of a period, in months where it fills them.

    A stock and a standing rule have one day, the last of their period. `certainty` is "stated",
    or why two equal times may not be the same: "not-stated", "open", "approximate".
    """

    first: date | None
    last: date | None
    length: tuple[int, str] | None
    certainty: str

    @property
    def is_stated(self) -> bool:
        return self.certainty == "stated"


UNKNOWN = Time(None, None, None, "not-stated")


@lru_cache(maxsize=1 << 13)
def time_of(period: str, basis: str) -> Time:
    """The time of an EDTF period; "year to date" at August is January to August.

    Without a month it ends some time in the year; a total whose period is one date began some time.
    """
    if not period:
        return UNKNOWN
    dates = edtf.parse(period)
    if basis in (Basis.AT_POINT, Basis.STANDING_RULE):
        last = _day(dates.end, "latest")
        return Time(last, last, None, _certainty(dates.end))
    if basis == Basis.YEAR_TO_DATE and dates.end:
        end = dates.end if dates.end.month else None
        dates = edtf.PartialDate(replace(dates.end, month=1, day=None), end, is_span=True)
    if basis == Basis.CUMULATIVE and not dates.is_span:
        dates = edtf.PartialDate(None, dates.end, is_span=True)
    first, last = _day(dates.start, "earliest"), _day(dates.end, "latest")
    has_length = first and last and _is_one_stretch(dates)
    length = _length(first, last) if has_length else None
    if basis in ("", Basis.NOT_STATED) and has_length and _is_within_a_month(first, last):
        length = None  # such a date may mean that day, or the year up to it
    return Time(first, last, length, _certainty(dates.start, dates.end))


def _day(point: edtf.Point | None, side: str) -> date | None:
    if point is None:
        return None
    return getattr(replace(point, year=NO_YEAR) if point.year == "XXXX" else point, side)()


def is_known(day: date | None) -> bool:
    return day is not None and day.year > int(NO_YEAR)


def _certainty(*points: edtf.Point | None) -> str:
    if any(point and not point.year_is_known for point in points):
        return "not-stated"
    if None in points:
        return "open"
    return "approximate" if any(point.mark for point in points) else "stated"


def _is_one_stretch(dates: edtf.PartialDate) -> bool:
    """Whether its length is known: 201X is some time in ten years, XXXX-11/XXXX-02 unclear."""
    years = {dates.start.year, dates.end.year} if dates.start and dates.end else {"?"}
    if years == {"XXXX"}:
        is_ordered = _day(dates.start, "earliest") <= _day(dates.end, "latest")
        return is_ordered and bool(dates.start.month or not dates.is_span)
    return all(year.isdigit() for year in years)


def _length(first: date, last: date) -> tuple[int, str]:
    if first.day == 1 and _ends_month(last):
        return months_between(first, last) + 1, "months"
    return (last - first).days + 1, "days"


def _is_within_a_month(first: date, last: date) -> bool:
    return (first.year, first.month) == (last.year, last.month)


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def months_between(one: date, other: date) -> int:
    return 12 * (other.year - one.year) + other.month - one.month


def gap(one: Time, other: Time) -> tuple[int, str]:
    """How far two stated times are apart: (2, "years"), (3, "months"), (10, "days")."""
    earlier, later = sorted((one.last, other.last))
    if earlier.day == later.day or (_ends_month(earlier) and _ends_month(later)):
        months = months_between(earlier, later)
        return (months // 12, "years") if months % 12 == 0 and months else (months, "months")
    return (later - earlier) // timedelta(days=1), "days"


def changed_since(
    changes: Sequence[ExtentChange], period: str, basis: str
) -> tuple[ExtentChange, ...]:
    """Those that are certainly later than the time of a figure of the zone."""
    last = time_of(period, basis).last
    return tuple(one for one in changes if is_known(last) and last < one.day)
