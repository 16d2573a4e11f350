"""The unit of a number that is printed without one, by its nouns: 常住人口32万, 投诉率为0."""

import re
from decimal import Decimal

from intake.articles.proposing.amount import Amount

BEFORE = [
    (re.compile("(?:人口|人数|人员|职工|员工|从业者?|户籍)[^，。；]{0,6}$"), "person"),
    (
        re.compile(
            "(?:率|比重|占比|比例)(?:均|都|分别|已|约)?(?:达到?|为|是|至|到|在|近|超过?)?(?:了|约)?$"
        ),
        "percent",
    ),
]
COUNTER = re.compile("[\u4e00-\u9fff]")
SCALE = re.compile(r"(?P<number>[0-9.,]+)[余多几]?(?P<scale>[万亿])")
SCALES = {"万": ("-10k", 10**4), "亿": ("-100m", 10**8)}


def with_unit(text: str, amount: Amount) -> tuple[Decimal, str]:
    """The value in its unit; "item" before a word that no unit has, "" if nothing tells.

    An amount in 亿 of nothing else is one of money.
    """
    start, end = amount.at
    value, unit = amount.value, ""
    for words, code in BEFORE:
        if words.search(text[max(0, start - 14) : start]):
            unit = code
            break
    scale = SCALE.match(text, start)
    is_scaled = scale is not None and scale.end() <= end
    if not unit and is_scaled and scale["scale"] == "亿":
        unit = "cny"
    if unit in ("person", "cny") and is_scaled:
        key, factor = SCALES[scale["scale"]]
        return value / factor, unit + key
    if not unit and COUNTER.match(text, end):
        return value, "item"
    return value, unit
