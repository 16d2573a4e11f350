"""Numbers as a spreadsheet displays them: a cell holds 43525 and shows 2019-03.

Only what is shown is restored: without a day in the format, the date has none.
"""

import datetime
import math
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from intake.tables.cells import Unusable

NOT_SHOWN = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?')  # words, colours, fillers
FIRST_DAY, FIRST_DAY_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


def number_format(code: str) -> str:
    """A format code's meaning: "ymd", "ym", "md", "time", "%" or ""."""
    plain = NOT_SHOWN.sub("", code).split(";")[0].lower()
    if plain in ("general", "g/通用格式", "@"):
        return ""
    if "%" in plain:
        return "%"
    parts = "".join(part for part in "ymd" if part in plain)
    is_clock = "h" in plain or "s" in plain
    return "time" if is_clock and parts in ("", "m") else parts


# Formats that files give by number only, those of Chinese programs included.
FORMATS = {
    str(number): shown
    for shown, numbers in {
        "%": [9, 10],
        "ymd": [14, 15, 22, 30, 31],
        "md": [16, 28, 29, 51, 53, 54, 58],
        "ym": [17, 27, 36, 50, 52, 57],
        "time": [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56],
    }.items()
    for number in numbers
}


def as_printed(number: float, shown: str, *, is_1904: bool = False) -> str | Unusable:
    """A cell's number as text, as `shown` (see `number_format`) displays it."""
    if shown == "%":
        return Unusable(
            _("the cell is formatted as a percentage. Write the number alone, and choose the unit.")
        )
    if shown == "time":
        return Unusable(_("the spreadsheet program took this for a time. Write it as text."))
    if shown:
        return _date(number, shown, FIRST_DAY_1904 if is_1904 else FIRST_DAY)
    if not math.isfinite(number):
        return Unusable(_("this is not a number."))
    return f"{Decimal(repr(number)).normalize():f}" if abs(number) < 1e30 else repr(number)


def _date(number: float, shown: str, first: datetime.date) -> str | Unusable:
    try:
        date = first + datetime.timedelta(days=math.floor(number))
    except (OverflowError, ValueError):
        return Unusable(_("the spreadsheet program took this for a date. Write it as text."))
    text = f"{date.year:04}" if "y" in shown else "XXXX"
    if "m" in shown or "d" in shown:
        text += f"-{date.month:02}"
    return text + (f"-{date.day:02}" if "d" in shown else "")
