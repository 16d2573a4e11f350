"""Roles of a snippet's figures where more than one could be meant.

Before and after (由30天压缩至5天), low and high (3—5天), fall (下降12.5%: an amount, not a
level), among (前10名: one of the first ten).
"""

import re
from dataclasses import replace
from decimal import Decimal

from core.language.prose.bounds import ABOUT, AT_LEAST, AT_MOST, bound_before
from core.language.prose.numbers import Figure, joins_a_range
from core.language.prose.numerals import chinese_number
from core.language.units import UNITS, convert

BEFORE, AFTER, LOW, HIGH, FALL, AMONG = "before", "after", "low", "high", "fall", "among"
ROLES = (BEFORE, AFTER, LOW, HIGH, FALL, AMONG)

FALLS = (
    "下降|下滑|下跌|下调|降低|降幅[为达]?|减少|减幅[为达]?|缩减|压减|压缩|压降|缩短|回落|萎缩|负增长"
    "|精简|节约|节省|减免"
)
FALL_BEFORE = re.compile(rf"(?:{FALLS})了?$")
CHANGES = rf"{FALLS}|增长|增加|提高|提升|上升|上涨|扩大|扩展|扩容|调整|调减|调增|变|改|升|降|增|减"
DATED = "(?:(?:[0-9]{4}|今|去|本)年[度初底末]?的?|目前的?|现在的?)?"
BECOMES = re.compile(
    rf"[^，。；,;]{{0,12}}(?:{CHANGES})[^，。；,;]{{0,6}}?(?:至|到|为|成){DATED}|-+>|→"
)
FROM_BEFORE = re.compile("(?:由|从|原来?[的需为]*|此前[的需为]*|过去[的需为]*)$")
OF_AN_ORDER = re.compile(" ?[名位强]")
LONGEST_WORD = 6
FIRST_END = re.compile("(?<!第)(?P<number>[一二两三四五六七八九十]{1,3})(?:至|到|-|~)$")


def with_first_ends(text: str, figures: list[Figure]) -> list[Figure]:
    """The figures with the first ends of ranges that have no unit of their own: 三至五年."""
    found: list[Figure] = []
    for figure in figures:
        end = found[-1].last if found else 0
        match = FIRST_END.search(text, max(end, figure.first - LONGEST_WORD), figure.first)
        if match and figure.units:
            bound, first = bound_before(text, match.start(), "")
            places = match.start(), match.end("number"), first, match.end("number")
            value = chinese_number(match["number"])
            found.append(Figure(*places, value, figure.units, bound))
        found.append(figure)
    return found


def with_roles(text: str, figures: list[Figure]) -> list[Figure]:
    """The figures of a folded text with their roles."""
    found = [replace(figure, role=_own_role(text, figure)) for figure in figures]
    for place in range(len(found) - 1):
        roles = _roles_of_pair(text, figures[place], figures[place + 1])
        for step, role in enumerate(roles):
            found[place + step] = replace(found[place + step], role=role)
    return found


def is_fallen(text: str, figure: Figure) -> bool:
    """Whether a fall by this much is told: 下降12.5%."""
    before = text[max(0, figure.first - LONGEST_WORD) : figure.first]
    return FALL_BEFORE.search(before) is not None


def _own_role(text: str, figure: Figure) -> str:
    before = text[max(0, figure.first - LONGEST_WORD) : figure.first]
    if is_fallen(text, figure):
        return FALL
    printed = text[figure.start : figure.end + 1]
    if before.endswith("前") and OF_AN_ORDER.search(printed[1:]):
        return AMONG
    return ""


def _roles_of_pair(text: str, one: Figure, other: Figure) -> tuple[str, ...]:
    between = text[one.last : other.first]
    is_from = FROM_BEFORE.search(text[: one.first][-LONGEST_WORD:])
    if BECOMES.fullmatch(between) or (is_from and between in ("至", "到", "为", "变为", "变成")):
        return BEFORE, AFTER
    return (LOW, HIGH) if joins_a_range(between, text, one.first) else ()


def as_range(figures: list[Figure]) -> tuple[Figure, Figure] | None:
    """The ends of the only range among these, in one unit; None if they are something else."""
    if [one.role for one in figures] != [LOW, HIGH]:
        return None
    low, high = figures
    if None in (low.value, high.value) or not {low.bound, high.bound} <= {"", ABOUT}:
        return None
    if low.unit != high.unit:
        if not (low.unit and high.unit) or UNITS[low.unit].dimension != UNITS[high.unit].dimension:
            return None
        value = convert(low.value, low.unit, high.unit)
        low = replace(low, value=value, units=high.units)
    return (low, high) if low.value < high.value else None


def with_limit(figure: Figure) -> Figure:
    """A figure by itself, with the limit that its role makes it."""
    if figure.role in (LOW, HIGH) and not figure.bound:
        return replace(figure, bound=AT_LEAST if figure.role == LOW else AT_MOST)
    if figure.role == AMONG:
        return replace(figure, bound=AT_MOST, units=("rank",))
    return figure


def fallen(value: Decimal) -> Decimal:
    return -abs(value)
