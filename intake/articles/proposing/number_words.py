"""Quantities in words that the reader of numbers leaves out: 六大产业, 过半, 两个半月, 翻一番.

Places that are ranks belong to them: 全市第一, 进入前十.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from core.language.prose.bounds import ABOUT, AT_LEAST, AT_MOST, OVER, bound_after, bound_before
from core.language.prose.numerals import chinese_number
from intake.articles.proposing.amount import Amount

NUMERAL = "[两二三四五六七八九十百]{1,4}"
NOT_PART = "(?<![第0-9〇零一二两三四五六七八九十百千万亿几数])"
# Counting words that are no units of records. What may not follow belongs to other words.
COUNTERS = (
    "大(?![型量力学家街桥道幅会师众于概约湾连田庆气胆小])|轮(?![流换值回船胎])|座(?![谈位右])"
    "|类(?![似型])|种(?![植子业苗])|枚|幢|栋|艘|趟|所(?![有以在谓属长需])"
    "|片(?!区|面)|支(?![持付出撑部行线])|期(?![间货限待末权盼])|档(?!案)"
    "|股(?![份权东票市金])|块(?![状链])|处(?![理置罚级长分方])|张(?!家|力)|把(?![手握关脉控])"
    "|笔|辆|册|宗|间(?!接|隔|距)"
)


def _counted(match: re.Match) -> Amount | None:
    value = chinese_number(match["n"])
    if value is None:
        return _between(match)
    if match["n"] == "二":
        return None  # 二期, 二类: an ordinal; counting says 两
    counter = match["c"]
    if counter == "期" and not match.string[: match.start()].endswith(COUNTING_PERIODS):
        return None
    bound = OVER if match["more"] else ""
    return _limited(match, value, ("item",), bound, unit=counter)


COUNTING_PERIODS = ("在", "共", "近", "了", "满", "行", "办", "展")


def _between(match: re.Match) -> Amount | None:
    """两三轮 is a range."""
    digits = [chinese_number(letter) for letter in match["n"]]
    if len(digits) == 2 and None not in digits and digits[0] + 1 == digits[1] < 10:
        return Amount(*match.span(), match.span(), digits[0], ("item",), high=digits[1])
    return None


def _half_more(match: re.Match) -> Amount | None:
    number = match["n"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    unit = {"月": "month", "小时": "hour"}[match["u"]]
    return value and _limited(match, value + Decimal("0.5"), (unit,), "", unit="个月")


OF_HALF = {"过": OVER, "超": OVER, "逾": OVER, "近": ABOUT, "约": ABOUT, "不": AT_MOST}


def _half(match: re.Match) -> Amount:
    bound = OVER if match["more"] else OF_HALF.get((match["b"] or "")[:1], "")
    return _limited(match, Decimal(50), ("percent",), bound, unit="%")


def _doubled(match: re.Match) -> Amount:
    """翻一番 is a growth of 100 %, which is 1 of "fold"; 翻两番 grows by 300 %."""
    times = chinese_number(match["n"] or "一")
    return _limited(match, 2**times - 1, ("fold",), "", unit="")


def _fraction(match: re.Match) -> Amount:
    """1/3 is about 33.33 percent."""
    value = round(Decimal(100 * int(match["n"])) / int(match["base"]), 2)
    amount = _limited(match, value, ("percent",), "", unit="%")
    return amount if amount.bound else replace(amount, bound=ABOUT)


def _after_letters(match: re.Match) -> Amount:
    """GDP1.78万亿元, which the reader takes for a name as PM2.5."""
    value, unit = Decimal(match["n"]), {"亿": "cny-100m", "万亿": "cny-1t"}[match["s"]]
    return Amount(*match.span(), match.span(), value, (unit,))


def _settled(match: re.Match) -> Amount | None:
    number = match["n"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    return value and Amount(*match.span(), match.span(), value, ("day",), AT_MOST)


def _two_digits(match: re.Match) -> Amount:
    return Amount(*match.span(), match.span(), Decimal(10), ("percent",), AT_LEAST)


def _rank(match: re.Match) -> Amount | None:
    number = match["n"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    start = match.start("rank")
    if not value:
        return None
    return Amount(start, match.end(), (start, match.end()), value, ("rank",))


def _among(match: re.Match) -> Amount | None:
    number = match["n"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    start = match.start("rank")
    return value and Amount(start, match.end(), (start, match.end()), value, ("rank",), AT_MOST)


def _broken(match: re.Match) -> Amount:
    """破千亿: above 1,000亿, of money where nothing else is said."""
    value = {"十": 10, "百": 100, "千": 1000, "万": 10000}[match["s"]]
    start = match.start("s") if match["b"] == "达" else match.start()
    bound = {"近": ABOUT, "达": ""}.get(match["b"], OVER)
    unit = "usd-100m" if match["u"] == "美元" else "cny-100m"
    number = match.start("s"), match.end()
    return Amount(start, match.end(), number, Decimal(value), (unit,), bound)


def _limited(match: re.Match, value, units, bound: str, unit: str) -> Amount:
    before, first = bound_before(match.string, match.start(), unit)
    after, last = bound_after(match.string, match.end(), unit)
    return Amount(first, last, match.span(), Decimal(value), units, bound or before or after)


RANKED = "(?:排名|位[居列次]|名[列次]|[居列排获]|升至|跌至|上升到|[国省市区县球界域州园类组]|为|得)"
NUMBER = "[一二三四五六七八九十]{1,3}|[0-9]{1,3}"
PATTERNS = [
    (re.compile(rf"{NOT_PART}(?P<n>{NUMERAL})(?P<more>[余多]?)(?P<c>{COUNTERS})"), _counted),
    (re.compile("(?P<n>[一两二三四五六七八九十]|[0-9]{1,2})个半(?P<u>月|小时)"), _half_more),
    (
        re.compile(
            "(?P<b>过|超过?|逾|近|约|不足|占)(?:一半|半数|半(?![年月天日小个辈球径自生世途夜数价山]))"
            "|(?:一半|半数)(?P<more>多)?(?![天年月日])"
        ),
        _half,
    ),
    (re.compile("(?<![0-9/.])(?P<n>[1-9])/(?P<base>[2-9])(?![0-9/.])"), _fraction),
    (re.compile("(?<=GDP)(?P<n>[0-9]{1,6}(?:[.][0-9]{1,4})?)(?P<s>万亿|亿)元?"), _after_letters),
    (
        re.compile(f"{NOT_PART}(?P<n>[一两二三四五])[日天](?=办[结成好]|审结|[拿出发领]证)"),
        _settled,
    ),
    (re.compile("翻了?(?P<n>[一两二三四])番"), _doubled),
    (re.compile("[两二]位数(?!字)"), _two_digits),
    (
        re.compile(
            rf"{RANKED}[^，。；、“”第]{{0,4}}?(?P<rank>第(?P<n>{NUMBER})"
            "(?:[名位]|(?=[，。；！、）)”]|$)))"
        ),
        _rank,
    ),
    (
        re.compile(
            "(?:进入|跻身|[位居列]|挺进|迈入|跨入|冲刺|稳居|保持|重返|[国省市区球])"
            rf"(?P<rank>前(?P<n>{NUMBER})(?![0-9个年月天季届批次期项大轮])"
            "(?:[名位强])?)"
        ),
        _among,
    ),
    (
        re.compile(
            "(?P<b>[破超过近逾达])(?P<s>[十百千万])亿(?P<u>元|美元)?(?![级美欧港吨平立人斤件度千])"
        ),
        _broken,
    ),
]


def worded_in(text: str) -> list[Amount]:
    """All of them in order, none overlapping another."""
    found = sorted(_all_in(text), key=lambda one: (one.at[0], -one.end))
    kept: list[Amount] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _all_in(text: str) -> Iterator[Amount]:
    for pattern, reader in PATTERNS:
        for match in pattern.finditer(text):
            if worded := reader(match):
                yield worded
