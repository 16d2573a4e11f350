"""Numbers and units for readers: 1,604.9亿元 in Chinese, CNY 160.49 bn in English."""

import re
from decimal import Decimal

from django.utils.functional import Promise

from core.language.text import reads_chinese
from core.language.units import UNITS, Unit, convert

BILLION, MILLION = Decimal(10**9), Decimal(10**6)
# Units that readers outside China do not know, with a second unit to show.
ALSO_SHOWN_IN = {"mu": "ha", "mu-10k": "ha"}
NUMBER = re.compile(r"(.*?)(-?\d[\d,.]*)(.*)")


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
    """A number or a range with its unit in the reader's language. Raises KeyError (the unit)."""
    if high is not None:
        return _range(quantity(value, unit), quantity(high, unit), _dash())
    if not reads_chinese():
        return _english(value, UNITS[unit])
    return f"第{number(value)}位" if unit == "rank" else number(value) + UNITS[unit].symbol


def printed(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """A number with its unit as the source prints it: 1604.9亿元, 2—3个月."""
    if high is not None:
        return _range(printed(value, unit), printed(high, unit), "—")
    text = f"{value.normalize():f}"
    return f"第{text}位" if unit == "rank" else text + UNITS[unit].symbol


def conversion(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """The amount in an international unit, rounded to two decimals; blank if not needed."""
    if unit not in ALSO_SHOWN_IN:
        return ""
    if high is not None:
        return _range(conversion(value, unit), conversion(high, unit), _dash())
    target = ALSO_SHOWN_IN[unit]
    return spaced(f"{round(convert(value, unit, target), 2):,.2f}", UNITS[target].name)


def _dash() -> str:
    return "—" if reads_chinese() else "–"


def _range(low: str, high: str, dash: str) -> str:
    """Both ends, what they share said once: 2—3个月, CNY 0.8–1.2 bn; but 5%—8%, as is the rule."""
    before, first, unit = NUMBER.fullmatch(low).groups()
    _before, last, other_unit = NUMBER.fullmatch(high).groups()
    is_one_unit = unit.removesuffix("s") == other_unit.removesuffix("s")  # 1 month, 2 months
    is_shared = is_one_unit and not unit.startswith(("%", "‰"))
    return f"{before}{first}{'' if is_shared else unit}{dash}{last}{other_unit}"


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
