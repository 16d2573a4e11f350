"""Numbers as a spreadsheet displays them: a cell holds 43525 and shows 2019-03.

Only what is shown is restored: without a day in the format, the date has none.
"""

import datetime
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from intake.tables.cells import Numeric, Unusable

# Words, protected signs, fillers, colours with currencies; then any other sign.
TOKEN = re.compile(r'"(?P<words>[^"]*)"?|[\\!](?P<sign>.)|[_*].|\[(?P<mark>[^\]]*)\]?|(?P<any>.)')
DIGITS = re.compile(r"(?P<whole>[#0?,]*[#0?])(?:\.(?P<places>[#0?]*))?(?P<thousands>,*)")
SCALED = re.compile(r"[#0?],+(?![#0?,])")  # a format that shows thousandths
MOST_DIGITS = 15  # of a number in a spreadsheet; further ones are noise
FIRST_DAY, FIRST_DAY_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


@dataclass(frozen=True)
class Format:
    """What a format code shows: a date ("ymd", "ym", "md", "time"), or a number.

    `places`: digits after the point, None for all; `optional` of them go if they are zeros.
    `thousands`: how often the number is divided by 1,000; None if it is shown in a way that is
    not known here.
    """

    date: str = ""
    places: int | None = None
    optional: int = 0
    least: int = 1
    is_grouped: bool = False
    is_percent: bool = False
    thousands: int | None = 0
    before: str = ""
    after: str = ""


def number_format(code: str) -> Format:
    section, pattern = "", ""
    # Literal signs stand as "\0" in the pattern, where no other sign is taken for them.
    words: list[str] = []
    for token in TOKEN.finditer(code):
        sign = token["any"]
        if sign == ";":
            break
        section += sign or ""
        literal = token["words"] or token["sign"] or ""
        if token["mark"] and token["mark"].startswith("$"):
            literal = token["mark"][1:].partition("-")[0]
        if literal:
            words.append(literal)
            pattern += "\0"
        pattern += sign or ""
    plain = section.lower()
    if "general" in plain or "通用格式" in plain or plain.strip() in ("", "@"):
        return Format()
    if "%" not in plain and (shown := _shown_of_date(plain)):
        return Format(date=shown)
    return _of_number(pattern, words)


def _shown_of_date(plain: str) -> str:
    parts = "".join(part for part in "ymd" if part in plain)
    is_clock = "h" in plain or "s" in plain
    return "time" if is_clock and parts in ("", "m") else parts


def _of_number(pattern: str, words: list[str]) -> Format:
    is_percent = "%" in pattern
    found = list(DIGITS.finditer(pattern.replace("%", "")))
    if len(found) != 1 or "e" in pattern.lower() or "/" in pattern:
        is_scaled = bool(SCALED.search(pattern.replace("\0", "")))
        return Format(is_percent=is_percent, thousands=None if is_scaled else 0)
    [digits] = found
    rest, literals = pattern.replace("%", ""), iter(words)
    before, after = (
        "".join(next(literals) if sign == "\0" else sign for sign in part)
        for part in (rest[: digits.start()], rest[digits.end() :])
    )
    places = digits["places"] or ""
    return Format(
        places=len(places),
        optional=len(places) - len(places.rstrip("#?")),
        least=digits["whole"].count("0"),
        is_grouped="," in digits["whole"],
        is_percent=is_percent,
        thousands=len(digits["thousands"]),
        before=before.strip(),
        after=after.strip(),
    )


# Formats that files give by number only, those of Chinese programs included.
FORMATS = {
    str(number): Format(date=shown)
    for shown, numbers in {
        "ymd": [14, 15, 22, 30, 31],
        "md": [16, 28, 29, 51, 53, 54, 58],
        "ym": [17, 27, 36, 50, 52, 57],
        "time": [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56],
    }.items()
    for number in numbers
} | {
    str(number): number_format(code)
    for code, numbers in {
        "0": [1],
        "0.00": [2],
        "#,##0": [3, 5, 6, 37, 38, 41, 42],
        "#,##0.00": [4, 7, 8, 39, 40, 43, 44],
        "0%": [9],
        "0.00%": [10],
    }.items()
    for number in numbers
}


def stored(number: Decimal) -> str:
    return f"{number.normalize():f}"


def as_printed(number: float, shown: Format, *, is_1904: bool = False) -> str | Unusable:
    """A cell's number as `shown` displays it: a date in EDTF, or Numeric."""
    if shown.date == "time":
        return Unusable(_("the spreadsheet program took this for a time. Write it as text."))
    if shown.date:
        return _date(number, shown.date, FIRST_DAY_1904 if is_1904 else FIRST_DAY)
    if not math.isfinite(number):
        return Unusable(_("this is not a number."))
    if abs(number) >= 1e30:
        return Numeric(repr(number))
    if shown.thousands is None:
        return Unusable(
            _("its format shows another number than the cell holds. Write it as it is meant.")
        )
    exact = Decimal(repr(number))
    return Numeric(_printed(Decimal(f"{number:.{MOST_DIGITS}g}"), shown), stored(exact))


def _printed(number: Decimal, shown: Format) -> str:
    value = abs(number) * (100 if shown.is_percent else 1) / 1000 ** (shown.thousands or 0)
    if shown.places is None:
        digits = stored(value)
    else:
        value = value.quantize(Decimal(1).scaleb(-shown.places), ROUND_HALF_UP)
        digits = f"{value:,f}" if shown.is_grouped else f"{value:f}"
        for _place in range(shown.optional):
            digits = digits.removesuffix("0")
        whole, point, places = digits.partition(".")
        digits = whole.zfill(shown.least) + (point + places if places else "")
    sign = "-" if number < 0 and value else ""
    return f"{sign}{shown.before}{digits}{'%' * shown.is_percent}{shown.after}"


def date_shown(date: datetime.date, shown: str) -> str:
    """The parts of a date that are shown, in EDTF."""
    text = f"{date.year:04}" if "y" in shown else "XXXX"
    if "m" in shown or "d" in shown:
        text += f"-{date.month:02}"
    return text + (f"-{date.day:02}" if "d" in shown else "")


def _date(number: float, shown: str, first: datetime.date) -> str | Unusable:
    try:
        date = first + datetime.timedelta(days=math.floor(number))
    except (OverflowError, ValueError):
        return Unusable(_("the spreadsheet program took this for a date. Write it as text."))
    return date_shown(date, shown)
