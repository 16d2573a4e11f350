"""What a spreadsheet shows for a number: cells hold 43525 where a reader sees 2019-03.

Spreadsheet programs turn typed dates and shares into numbers with a format. What the reader
saw is taken back from it, never more: a format that shows no day gives none, and one that
shows no year leaves the year open, as the typed text did.
"""

import datetime
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from intake.tables.cells import Unusable

NOT_SHOWN = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?')  # words, colours, fillers
FIRST_DAY, FIRST_DAY_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


@dataclass(frozen=True)
class NumberFormat:
    """The parts of a date that a format shows, a time of day, or a share of a hundred."""

    year: bool = False
    month: bool = False
    day: bool = False
    is_time: bool = False
    is_percent: bool = False


def number_format(code: str) -> NumberFormat:
    """A format by its code: `yyyy"年"m"月"`, `0.00%`, `General`."""
    plain = NOT_SHOWN.sub("", code).split(";")[0].lower()
    if plain in ("general", "g/通用格式", "@"):
        return NumberFormat()
    year, day, clock = "y" in plain, "d" in plain, "h" in plain or "s" in plain
    month = "m" in plain and (year or day or not clock)
    return NumberFormat(
        year, month, day, is_time=clock and not (year or day), is_percent="%" in plain
    )


def _built_in() -> dict[str, NumberFormat]:
    """The formats that files name by number alone, those of Chinese programs among them."""
    codes = {"0%": [9, 10]}
    codes["y-m-d"] = [14, 15, 22, 30, 31]
    codes["m-d"] = [16, 28, 29, 51, 53, 54, 58]
    codes["y-m"] = [17, 27, 36, 50, 52, 57]
    codes["h:mm"] = [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]
    return {str(n): number_format(code) for code, numbers in codes.items() for n in numbers}


FORMATS = _built_in()


def as_printed(number: float, form: NumberFormat, *, is_1904: bool = False) -> str | Unusable:
    """What a reader sees of a number in a cell, as text."""
    if form.is_percent:
        return Unusable(
            _("the cell is formatted as a percentage. Write the number alone, and choose the unit.")
        )
    if form.is_time:
        return Unusable(_("the spreadsheet program took this for a time. Write it as text."))
    if form.year or form.month or form.day:
        return _date(number, form, is_1904=is_1904)
    if not math.isfinite(number):
        return Unusable(_("this is not a number."))
    return f"{Decimal(repr(number)).normalize():f}" if abs(number) < 1e30 else repr(number)


def _date(number: float, form: NumberFormat, *, is_1904: bool) -> str | Unusable:
    try:
        first = FIRST_DAY_1904 if is_1904 else FIRST_DAY
        date = first + datetime.timedelta(days=math.floor(number))
    except (OverflowError, ValueError):
        return Unusable(_("the spreadsheet program took this for a date. Write it as text."))
    text = f"{date.year:04}" if form.year else "XXXX"
    if form.month or form.day:
        text += f"-{date.month:02}"
    return text + (f"-{date.day:02}" if form.day else "")
