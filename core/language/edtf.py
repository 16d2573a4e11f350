"""Partial dates in a subset of EDTF (ISO 8601-2). Why no library: docs/decisions/0003.

Accepted:

    2019  2019-03  2019-03-01          a year, a month, a day
    201X  XXXX  XXXX-06  XXXX-08-31    digits that the source does not give
    2019~  2019?  2019%                approximate, uncertain, both
    2018/2020  2020/..  ../2019-06     a span, open at one end
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from core.language.text import reads_chinese

POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[~?%])?"
)
# Spans in Chinese (True) and English: since, until, years, any other.
SPANS = {
    True: ("{}以来", "截至{}", "{}—{}年", "{}至{}"),
    False: ("since {}", "up to {}", "{}–{}", "{} to {}"),
}


class InvalidPartialDateError(ValueError):
    """The text is not in the accepted subset of EDTF; the message says why."""


@dataclass(frozen=True)
class Point:
    """One end of a partial date: a year (digits may be unknown), optionally month and day."""

    year: str
    month: int | None = None
    day: int | None = None
    mark: str = ""

    @property
    def year_is_known(self) -> bool:
        return self.year.isdigit()

    def describe(self) -> str:
        """The point in the reader's words: "约2019年6月" or "about June 2019"."""
        known, unknown = self.year.rstrip("X"), self.year.count("X")
        if reads_chinese():
            day = (f"{self.month}月" if self.month else "") + (f"{self.day}日" if self.day else "")
            text = known + ("年", "0年代", "××年", "", "")[unknown] + day
            no_year, about, doubtful = "（年份未注明）", "约{}", "{}（存疑）"
        else:
            day = f"{self.day or ''} {calendar.month_name[self.month or 0]}".strip()
            text = f"{day} {known}{('', '0s', 'xx', '', '')[unknown]}".strip()
            no_year, about, doubtful = ", year not stated", "about {}", "{} (?)"
        if not known:
            text = text + no_year if text else no_year.strip("（）, ")
        text = about.format(text) if self.mark in ("~", "%") else text
        return doubtful.format(text) if self.mark in ("?", "%") else text

    def earliest(self) -> datetime.date | None:
        """The first possible day; None if no digit of the year is given."""
        return self._bound("0", 1, 1)

    def latest(self) -> datetime.date | None:
        """The last possible day; None if no digit of the year is given."""
        return self._bound("9", 12, 31)

    def _bound(self, digit: str, month: int, day: int) -> datetime.date | None:
        if self.year == "XXXX":
            return None
        year = max(1, int(self.year.replace("X", digit)))
        month = self.month or month
        last = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, min(self.day or day, last))


@dataclass(frozen=True)
class PartialDate:
    """A point or a span. In a span, None is an open end (`..`)."""

    start: Point | None
    end: Point | None
    is_span: bool = False

    @property
    def earliest(self) -> datetime.date | None:
        return self.start.earliest() if self.start else None

    @property
    def latest(self) -> datetime.date | None:
        return self.end.latest() if self.end else None

    @property
    def year_is_stated(self) -> bool:
        """False if any given end leaves its year out."""
        return all(point.year_is_known for point in (self.start, self.end) if point)

    def describe(self) -> str:
        """The date in the reader's words, e.g. "2019年1—6月" or "since 2020"."""
        since, until, years, span = SPANS[reads_chinese()]
        start, end = (point.describe() if point else "" for point in (self.start, self.end))
        if not self.is_span:
            return start
        if not start or not end:
            return since.format(start) if start else until.format(end)
        if self._is_months_of_one_year():
            if reads_chinese():
                return f"{start.partition('月')[0]}—{end.removeprefix(f'{self.end.year}年')}"
            return f"{calendar.month_name[self.start.month]}–{end}"
        if all(p.year_is_known and not (p.month or p.mark) for p in (self.start, self.end)):
            return years.format(self.start.year, self.end.year)
        return span.format(start, end)

    def _is_months_of_one_year(self) -> bool:
        start, end = self.start, self.end
        is_whole = not (start.day or end.day or start.mark or end.mark)
        is_one_year = start.year == end.year and (start.year_is_known or start.year == "XXXX")
        return bool(is_whole and is_one_year and start.month and end.month)


@lru_cache(maxsize=4096)
def parse(text: str) -> PartialDate:
    """Parse EDTF. Raises InvalidPartialDateError with a message for editors."""
    if "/" not in text:
        point = _point(text)
        return PartialDate(point, point)
    first, _slash, second = text.partition("/")
    start = None if first == ".." else _point(first)
    end = None if second == ".." else _point(second)
    if start is None and end is None:
        raise InvalidPartialDateError(_("A span needs a date at one of its ends at least."))
    span = PartialDate(start, end, is_span=True)
    if span.earliest and span.latest and span.earliest > span.latest:
        raise InvalidPartialDateError(
            _("The span “%(text)s” ends before it begins.") % {"text": text}
        )
    return span


def _point(text: str) -> Point:
    match = POINT.fullmatch(text)
    if not match:
        raise InvalidPartialDateError(
            _(
                "“%(text)s” is not a date we can read. Write 2019, 2019-03, 2019-03-01, "
                "XXXX-06 (June, year not stated), 2018/2020 or 2020/.. (since 2020)."
            )
            % {"text": text}
        )
    month, day = (int(part) if part else None for part in match.group("month", "day"))
    if month is not None and not 1 <= month <= 12:
        raise InvalidPartialDateError(_("“%(text)s” has no such month.") % {"text": text})
    leap_year = 2000 if "X" in match["year"] else max(1, int(match["year"]))
    if day is not None and not 1 <= day <= calendar.monthrange(leap_year, month)[1]:
        raise InvalidPartialDateError(_("“%(text)s” has no such day.") % {"text": text})
    if match["year"] == "0000":
        raise InvalidPartialDateError(_("“%(text)s” has no such year.") % {"text": text})
    return Point(match["year"], month, day, match["mark"] or "")
