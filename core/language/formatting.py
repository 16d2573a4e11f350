"""Numbers and units for readers: 1,604.9亿元 in Chinese, CNY 160.49 bn in English."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import get_language

from core.language.units import UNITS, convert

BILLION, MILLION = Decimal(10**9), Decimal(10**6)
# Units that readers outside China do not know, with a second unit to show.
ALSO_SHOWN_IN = {"mu": "ha"}


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


def quantity(value: Decimal, unit: str, language: str) -> str:
    """A number with its unit in the reader's language. Raises KeyError for an unknown unit."""
    return _chinese(value, unit) if language.startswith("zh") else _english(value, unit)


def printed(value: Decimal, unit: str) -> str:
    """A number with its unit as the source prints it: 1604.9亿元."""
    text = f"{value.normalize():f}"
    return f"第{text}位" if unit == "rank" else text + UNITS[unit].symbol


def conversion(value: Decimal, unit: str, language: str) -> str:
    """The amount in an international unit, rounded to two decimals; blank if not needed."""
    if unit not in ALSO_SHOWN_IN:
        return ""
    target = ALSO_SHOWN_IN[unit]
    converted = round(convert(value, unit, target), 2)
    if language.startswith("zh"):
        return f"{converted:,.2f}{UNITS[target].symbol}"
    return f"{converted:,.2f} {UNITS[target].symbol_en}"


def _chinese(value: Decimal, unit: str) -> str:
    if unit == "rank":
        return f"第{number(value)}位"
    return number(value) + UNITS[unit].symbol


def _english(value: Decimal, code: str) -> str:
    unit = UNITS[code]
    if code == "rank":
        return f"no. {number(value)}"
    if unit.scale_of:
        value, unit = value * int(unit.factor), UNITS[unit.scale_of]
    if unit.code == "cny":
        return f"CNY {_scaled(value, 'bn', 'm')}"
    if abs(value) >= MILLION:
        return f"{_scaled(value, 'billion', 'million')} {unit.symbol_en}"
    name = unit.symbol_one if value == 1 else unit.symbol_en
    return f"{number(value)} {name}"


def _scaled(value: Decimal, billion: str, million: str) -> str:
    if abs(value) >= BILLION:
        return f"{number(value / BILLION)} {billion}"
    if abs(value) >= MILLION:
        return f"{number(value / MILLION)} {million}"
    return number(value)


def run_on(sentences: Iterable[str]) -> str:
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)
