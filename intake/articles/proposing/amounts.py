"""The printed quantities of a paragraph: the reader's numbers, and those in words.

Ranges are one amount with two ends. What counts nothing has its reason.
"""

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from core.language.prose.bounds import ABOUT, AT_MOST, OVER, bound_after, bound_before
from core.language.prose.numbers import RANGE_SIGNS, Figure
from core.language.prose.numerals import chinese_number
from core.language.units import SCALES, UNITS, convert
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.number_words import worded_in
from intake.articles.proposing.passages import Paragraph, Passages


def amounts_by_paragraph(passages: Passages) -> dict[int, list[Amount]]:
    """The amounts of each paragraph that has some, by its number, in order."""
    by_paragraph = groupby(passages.numbers, lambda one: passages.paragraph_at(one.span[0]).number)
    numbers = {number: list(group) for number, group in by_paragraph}
    found = {}
    for paragraph in passages.paragraphs:
        here = numbers.get(paragraph.number, ())
        read = [_placed(paragraph, one.span, one.found) for one in here]
        words = worded_in(paragraph.text)
        if amounts := _with_ranges(paragraph.text, _merged(read, words)):
            found[paragraph.number] = _with_shared_limits(paragraph.text, amounts)
    return found


def _placed(paragraph: Paragraph, span: tuple[int, int], figure: Figure) -> Amount:
    """A number of the reader, in the paragraph's own places, with the words of its limit."""
    text, places = paragraph.text, paragraph.traced.places
    start, end = bisect_left(places, span[0]), bisect_left(places, span[1])
    unit = re.sub("^[-0-9.,一二两三四五六七八九十百千万亿余多几]+", "", text[start:end])
    first, last, limit = start, end, figure.bound
    if limit:  # ~ of a range is none
        first, last = bound_before(text, start, unit)[1], bound_after(text, end, unit)[1]
    before = text[max(0, start - AROUND) : start]
    if SETTLED.match(text, last) and not before.endswith("最快"):
        limit = limit or AT_MOST
    elif not limit and OF_RULES.search(before):
        limit = AT_MOST
    elif not limit and BEYOND.search(before) and not TIME.fullmatch(unit):
        first, limit = start - 1, OVER
    elif EVERY.search(before) and unit in PERIODS:
        limit = AT_MOST  # at least every three years: no more than three years apart
    value, units = figure.value, figure.units
    if not units and last == end and COUNTER.match(text, end):
        last += 1  # 3座: a counting word that no unit has
    if value is None and (share := FRACTION.search(text[start:end])):
        value, units = _fraction(share), ("percent",)
        limit = limit or ABOUT
    elif value is not None:
        value, units = _with_scale(text[start:end], value, units)
    return Amount(first, last, (start, end), value, units, limit, why=figure.why)


SETTLED = re.compile("(?<=[日天时])(?:办?结|办好|办成|拿证|出证)")
EVERY = re.compile("至少每$")
COUNTER = re.compile("[座栋幢枚种类所层支处道片艘本章块张把盏口根颗](?![章路子])")
AROUND = 12  # characters before a number that are looked at
# 最高奖励500万元; 产值破10亿元, 税收过亿元.
OF_RULES = re.compile(
    "(?:最高|最多)(?:可|给予|奖励|补贴|补助|资助|支持|获得?|享受|申请|不超过|一次性|的?一?次){1,3}$"
)
BEYOND = re.compile("(?:(?<![通经超突不看说做度])过|(?<![突])破)$")
TIME = re.compile("[年天日次届]|个?月|个?工作日|小时")
PERIODS = ("年", "个月", "天", "日")
FRACTION = re.compile("(?P<base>[二两三四五六七八九十]+)分之(?P<number>[一二两三四五六七八九十]+)")


def _fraction(match: re.Match) -> Decimal | None:
    """三分之一 is about 33.33 percent."""
    base, number = chinese_number(match["base"]), chinese_number(match["number"])
    return round(100 * number / base, 2) if base and number else None


SCALED = re.compile(r"[0-9.,]+[余多几]?(?P<scale>万亿|千万|百万|[千万亿])")
KEYS = {scale.word: (key, scale.factor) for key, scale in SCALES.items()}


def _with_scale(
    printed: str, value: Decimal, units: tuple[str, ...]
) -> tuple[Decimal, tuple[str, ...]]:
    """5.03万家 is 5.03 of "firm-10k": the scale word belongs to the unit, as with 亿元."""
    match = SCALED.match(printed)
    if not (match and units and all(UNITS[code].dimension == "count" for code in units)):
        return value, units
    key, factor = KEYS[match["scale"]]
    scaled = tuple(code for unit in units if (code := f"{unit}-{key}") in UNITS)
    return (value / factor, scaled) if scaled else (value, units)


def _merged(read: list[Amount], words: list[Amount]) -> list[Amount]:
    """Both in order; where they overlap, the words know more: 两个半月 is not 两个."""
    taken = [False] * len(read)
    starts = [one.start for one in read]
    for one in words:
        place = max(bisect_left(starts, one.start) - 1, 0)
        while place < len(read) and read[place].start < one.end:
            taken[place] = taken[place] or read[place].end > one.start
            place += 1
    kept = [one for one, is_taken in zip(read, taken, strict=True) if not is_taken]
    return sorted([*kept, *words], key=lambda one: one.start)


FIRST_END = re.compile(
    "(?<![第0-9一二三四五六七八九十])(?P<n>[一二两三四五六七八九十]{1,3})(?:至|到|-|~)$"
)
FROM = re.compile("(?:由|从|自)[^，。；]{0,6}$")


def _with_ranges(text: str, amounts: list[Amount]) -> list[Amount]:
    found: list[Amount] = []
    for one in amounts:
        if found and (joined := _joined(text, found[-1], one)):
            found[-1] = joined
        else:
            found.append(_with_first_end(text, one))
    return found


def _with_first_end(text: str, amount: Amount) -> Amount:
    """三至五年, whose first end has no unit of its own."""
    match = FIRST_END.search(text, max(0, amount.start - 5), amount.start)
    low = match and chinese_number(match["n"])
    if not low or not amount.units or amount.value is None or low >= amount.value or amount.why:
        return amount
    return replace(amount, start=match.start(), value=low, high=amount.value)


def _with_shared_limits(text: str, amounts: list[Amount]) -> list[Amount]:
    """分别控制在550万吨、300万吨左右: the limit at the end of a list is that of all."""
    shared = list(amounts)
    for place in range(len(amounts) - 1, 0, -1):
        one, other = shared[place - 1], shared[place]
        is_list = text[one.end : other.start] in ("、", "和") and one.units == other.units
        is_after = other.end > other.at[1]  # 左右, 以上
        is_each = "分别" in text[max(0, one.start - 8) : one.start]
        if is_list and is_after and is_each and not one.bound:
            shared[place - 1] = replace(one, bound=other.bound)
    return shared


def _joined(text: str, one: Amount, other: Amount) -> Amount | None:
    """The two as a range, if they are its ends in one unit."""
    if text[one.end : other.start] not in RANGE_SIGNS or None in (one.value, other.value):
        return None
    if one.high or other.high or (one.why and other.why) or FROM.search(text[: one.start][-8:]):
        return None
    units = other.units or one.units
    low = one.value
    if one.units and one.units != other.units:
        try:
            low = convert(low, one.units[0], units[0])
        except ValueError:
            return None
    if low >= other.value:
        return None
    bound = one.bound if one.bound == ABOUT else ""
    return replace(
        one,
        end=other.end,
        at=(one.at[0], other.at[1]),
        value=low,
        high=other.value,
        units=units,
        bound=bound,
        why="",
    )
