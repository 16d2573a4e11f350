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

POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[~?%])?"
)
ENGLISH_MONTHS = calendar.month_name


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

    def describe(self, language: str) -> str:
        """The date in words, e.g. "2019年1—6月" or "since 2020"."""
        return _chinese(self) if language.startswith("zh") else _english(self)


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


def _chinese(date: PartialDate) -> str:
    if not date.is_span:
        return _chinese_point(date.start)
    if date.end is None:
        return f"{_chinese_point(date.start)}以来"
    if date.start is None:
        return f"截至{_chinese_point(date.end)}"
    start, end = _chinese_point(date.start), _chinese_point(date.end)
    if _are_months_of_one_year(date):
        return f"{start.removesuffix('月')}—{date.end.month}月"
    if _are_plain_years(date):
        return f"{date.start.year}—{date.end.year}年"
    return f"{start}至{end}"


def _are_months_of_one_year(date: PartialDate) -> bool:
    start, end = date.start, date.end
    whole = not (start.day or end.day or start.mark or end.mark)
    return bool(
        whole and start.year_is_known and start.year == end.year and start.month and end.month
    )


def _are_plain_years(date: PartialDate) -> bool:
    start, end = date.start, date.end
    return all(p.year_is_known and not p.month and not p.mark for p in (start, end))


def _chinese_point(point: Point) -> str:
    inner = "".join(
        f"{number}{unit}" for number, unit in ((point.month, "月"), (point.day, "日")) if number
    )
    if point.year == "XXXX":
        text = f"{inner}（年份未注明）" if inner else "年份未注明"
    elif point.year.endswith("XX"):
        text = f"{point.year[:2]}××年{inner}"
    elif point.year.endswith("X"):
        text = f"{point.year[:3]}0年代{inner}"
    else:
        text = f"{point.year}年{inner}"
    return ("约" if point.mark in "~%" and point.mark else "") + text + _question(point, "（存疑）")


def _english(date: PartialDate) -> str:
    if not date.is_span:
        return _english_point(date.start)
    if date.end is None:
        return f"since {_english_point(date.start)}"
    if date.start is None:
        return f"up to {_english_point(date.end)}"
    start, end = date.start, date.end
    if _are_months_of_one_year(date):
        return f"{ENGLISH_MONTHS[start.month]}–{_english_point(end)}"
    if _are_plain_years(date):
        return f"{start.year}–{end.year}"
    return f"{_english_point(start)} to {_english_point(end)}"


def _english_point(point: Point) -> str:
    month = ENGLISH_MONTHS[point.month] if point.month else ""
    inner = f"{point.day} {month}" if point.day else month
    if point.year == "XXXX":
        text = f"{inner}, year not stated" if inner else "year not stated"
    elif point.year.endswith("XX"):
        text = f"{inner} {point.year[:2]}xx".strip()
    elif point.year.endswith("X"):
        text = f"{inner} {point.year[:3]}0s".strip()
    else:
        text = f"{inner} {point.year}".strip()
    return ("about " if point.mark and point.mark in "~%" else "") + text + _question(point, " (?)")


def _question(point: Point, words: str) -> str:
    return words if point.mark and point.mark in "?%" else ""
