"""Numbers and units for readers: 1,604.9亿元 in Chinese, CNY 160.49 bn in English."""

import re
from decimal import Decimal

from django.utils.functional import Promise

from core.language.text import reads_chinese
from core.language.units import UNITS, Unit, convert

AMOUNT = re.compile(r"(?P<before>\D*?)(?P<number>-?[\d.,]+)(?P<after>.*)")
BILLION, MILLION = Decimal(10**9), Decimal(10**6)
# Units that readers outside China do not know, with a second unit to show.
ALSO_SHOWN_IN = {"mu": "ha", "mu-10k": "ha"}


def number(value: Decimal) -> str:
    """All digits, with thousands separators: 1413.030000 becomes 1,413.03."""
    return f"{value.normalize():,f}"


def plain(value: Decimal | None) -> str | None:
    """Digits for programs: no separators, exponent or trailing zeros."""
    return None if value is None else f"{value.normalize():f}"


def sheet_number(value: Decimal | None) -> int | Decimal | str:
    """A number for a spreadsheet cell, without trailing zeros; blank for None."""
    if value is None:
        return ""
    return int(value) if value == value.to_integral_value() else value.normalize()


def quantity(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """A number with its unit in the reader's language, or the range up to `high`: 2–3 months.

    Raises KeyError for an unknown unit.
    """
    if high is not None:
        return _ranged(quantity(value, unit), quantity(high, unit))
    if not reads_chinese():
        return _english(value, UNITS[unit])
    return f"第{number(value)}位" if unit == "rank" else number(value) + UNITS[unit].symbol


def printed(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """A number with its unit as the source prints it: 1604.9亿元; a range: 2–3个月."""
    if high is not None:
        return _ranged(printed(value, unit), printed(high, unit))
    text = f"{value.normalize():f}"
    return f"第{text}位" if unit == "rank" else text + UNITS[unit].symbol


def _ranged(low: str, high: str) -> str:
    """Two amounts in words as one, the unit said once if it is the same: CNY 5–8 bn."""
    before, first, after = AMOUNT.fullmatch(low).groups()
    _before, last, its_after = AMOUNT.fullmatch(high).groups()
    is_one_unit = after.rstrip("s") == its_after.rstrip("s")  # 1 month, 2 months
    return f"{before}{first}{'' if is_one_unit else after}–{last}{its_after}"


def conversion(value: Decimal, unit: str) -> str:
    """The amount in an international unit, rounded to two decimals; blank if not needed."""
    if unit not in ALSO_SHOWN_IN:
        return ""
    target = ALSO_SHOWN_IN[unit]
    return spaced(f"{round(convert(value, unit, target), 2):,.2f}", UNITS[target].name)


def _english(value: Decimal, unit: Unit) -> str:
    if unit.code == "rank":
        return f"no. {number(value)}"
    if unit.parts:
        amount, per = (UNITS[code] for code in unit.parts)
        return f"{_english(value, amount)} per {per.symbol_one}"
    if unit.scale_of:
        value, unit = convert(value, unit.code, unit.scale_of), UNITS[unit.scale_of]
    if unit.is_money:
        return f"{unit.symbol_en} {_scaled(value, 'bn', 'm')}"
    name = unit.symbol_one if value == 1 else unit.symbol_en
    return f"{_scaled(value, 'billion', 'million')} {name}"


def _scaled(value: Decimal, billion: str, million: str) -> str:
    if abs(value) >= BILLION:
        return f"{number(value / BILLION)} {billion}"
    if abs(value) >= MILLION:
        return f"{number(value / MILLION)} {million}"
    return number(value)


def spaced(*words: str | Promise) -> str:
    """Words or sentences in a row; Chinese has no spaces between them."""
    return ("" if reads_chinese() else " ").join(map(str, words))
