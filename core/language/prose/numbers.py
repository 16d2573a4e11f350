"""The figures of a text: Arabic numbers, and Chinese numerals with a unit.

* Arabic numbers, except in dates (2018年) and beside Latin letters (PM2.5, 5G).
* Chinese numerals with a unit (三十八家), shares (百分之六十), ordinals (第三十八位).
* Ratios (35万元/亩, 3亿元每平方公里) and English amounts (USD 1.2 bn, 5.5 million t).
* 一家企业 and 百亿元 count only with a limit (至少一家).
* Not 一枚印章, 三权分置, 两位数. Slogans that count (四个自信) are returned: `counting` tells them.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from core.language.prose.bounds import ABOUT, OVER, bound_after, bound_before
from core.language.prose.dates import FoundDate
from core.language.prose.folding import Folded
from core.language.prose.numerals import chinese_number
from core.language.prose.patterns import (
    ARABIC,
    CHINESE,
    ENGLISH,
    HALF,
    MONEY,
    ORDINAL,
    PLACE,
    SHARE,
    START,
)
from core.language.prose.unit_names import unit_words, word_codes
from core.language.units import UNITS

MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
TOO_LONG = 40  # digits: no column holds a longer number
HALF_BEFORE = "上下前后大两"
RANGE_SIGNS = ("-", "--", "~", "~~", "至", "到")
# 位 after these counts places, no persons; 下列3位 and 陈列 do not tell of a ranking.
RANKED = re.compile("(?:(?<![下陈序])列|居|排名|排位)(?:分别)?[为在]?(?:[0-9]+位[和与、])*$")
SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}


@dataclass(frozen=True)
class Figure:
    """A figure in a folded text, its unit included; `first` and `last` include its limits.

    `value` is None for a number in words only (数十). `units` are all codes of the printed word.
    `bound` is the code of a limit, or ""; `role` one of `alternatives.ROLES`, or ""; `why` one of
    `counting.Uncounted`, or "". What `counting.numbers_in` finds is at `start` and `end` of the
    original, where `text` is printed.
    """

    start: int
    end: int
    first: int
    last: int
    value: Decimal | None
    units: tuple[str, ...]
    bound: str
    role: str = ""
    text: str = ""
    why: str = ""

    @property
    def unit(self) -> str:
        """The code of its unit; "" if there is none or several."""
        return self.units[0] if len(self.units) == 1 else ""

    def says(self, value: Decimal, unit: str) -> bool:
        """Whether the printed figure is this value in this unit: 32万 is 32 of "person-10k".

        Without a unit the scale may be part of it. Counting words are interchangeable.
        """
        if self.value is None:
            return False
        ours, theirs = Fraction(self.value), Fraction(value)
        if unit not in UNITS:
            return ours == theirs
        wanted = UNITS[unit]
        if not self.units:
            scale = wanted.factor if wanted.scale_of else 1
            return ours in (theirs, theirs * scale)
        # 亩均35万元 is 35万元/亩, too.
        kinds = [wanted, *(UNITS[code] for code in wanted.parts[:1])]
        return any(
            UNITS[code].dimension == kind.dimension
            and ours * UNITS[code].factor == theirs * kind.factor
            for code in self.units
            for kind in kinds
        )


def figures_in(folded: Folded, dates: list[FoundDate]) -> list[Figure]:
    """The figures of a folded text outside its dates."""
    text, found, place = folded.text, [], 0
    in_dates = {place for date in dates for place in range(date.start, date.end)}
    while match := START.search(text, place):
        start = match.start()
        figure = None if start in in_dates else _figure_at(text, start)
        is_next = found and found[-1].end == start
        if figure and is_next and text[start] == "-" and _joins_numbers(folded, start):
            figure = None  # 30亩-50亩: a range, not a minus sign
        if figure and in_dates.isdisjoint(range(figure.start, figure.end)):
            figure = _as_end_of_range(text, found, figure)
            found.append(figure)
            place = figure.end
        else:
            ordinal = ORDINAL.match(text, start)
            place = ordinal.end() if ordinal else start + 1
    return found


def _joins_numbers(folded: Folded, place: int) -> bool:
    """Whether a dash between two numbers is a range; with a space only before it, it is a minus."""
    before, after = (
        folded.places[place + step + 1] - folded.places[place + step] > 1 for step in (-1, 0)
    )
    return after or not before


def _figure_at(text: str, place: int) -> Figure | None:
    for pattern, reader in READERS:
        if match := pattern.match(text, place):
            return reader(match)
    return None


def _read_share(match: re.Match) -> Figure:
    """百分之六十 is 60 percent; 三分之二 has no exact decimal value and stays in words."""
    number = match["number"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    scale = SHARES.get(match["base"])
    if value is None or scale is None:
        return _limited(match, None, (), "")
    return _limited(match, value * scale, ("percent",), "%")


def _read_place(match: re.Match) -> Figure | None:
    number = match["number"]
    value = Decimal(number) if number.isascii() else chinese_number(number)
    return _limited(match, value, ("rank",), "位")


def _read_half(match: re.Match) -> Figure | None:
    if match.start() and match.string[match.start() - 1] in HALF_BEFORE:
        return None
    return _limited(match, Decimal("0.5"), word_codes(match["unit"]), match["unit"])


def _read_money(match: re.Match) -> Figure | None:
    """USD 100 m is 1 of "usd-100m", CNY 350,000 per mu is 350,000 of "cny/mu"."""
    digits = match["number"].replace(",", "")
    if len(digits) > TOO_LONG:
        return None
    [base] = word_codes(match["currency"].lower())
    left, codes = _with_scale(match["scale"], UNITS[base].symbol)
    value = _scaled(Decimal(digits), left)
    if match["english"]:
        value, codes = _rounded(value * ENGLISH[match["english"].lower()], codes)
    if not match["of"]:
        return _limited(match, value, codes, "")
    units = _per(codes, match["of"])
    return _limited(match, value, units, "") if units else None


def _rounded(value: Decimal, codes: tuple[str, ...]) -> tuple[Decimal, tuple[str, ...]]:
    """An amount in 亿 or 万 of its unit, as a Chinese reader writes it; of counters as it is."""
    for key, least in (("100m", 10**8), ("10k", 10**4)):
        scaled = tuple(f"{code}-{key}" for code in codes)
        is_measure = all(code in UNITS and UNITS[code].dimension != "count" for code in scaled)
        if codes and is_measure and abs(value) >= least:
            return value / least, scaled
    return value, codes


def _read_arabic(match: re.Match) -> Figure | None:
    following = match.string[match.end() : match.end() + 1]
    if following.isalpha() and following.isascii():
        return None  # 5G, 3D
    digits = match["number"].replace(",", "")
    if len(digits) > TOO_LONG:
        return None
    unit, scale, end = match["unit"] or "", match["scale"], match.end()
    if match["ordinal"] or (unit == "位" and _is_ranked(match)):
        units = ("rank",) if unit in ("位", "名") else ()
        left = scale
    else:
        left, units, end = _units(match, scale)
    value = _scaled(Decimal(digits), left)
    if match["english"]:
        value = value * ENGLISH[match["english"].lower()]
        if not match["of"]:
            value, units = _rounded(value, units)
    if match["point"]:
        value, units = value / 10, ("percentage-point",)
    over = OVER if match["more"] or match["more2"] else ""
    return _limited(match, value, units, unit, over, end)


def _is_ranked(match: re.Match) -> bool:
    """分别列22位和29位: places in a ranking, no persons."""
    return bool(RANKED.search(match.string, max(match.start() - 20, 0), match.start()))


def _read_chinese(match: re.Match) -> Figure | None:
    numeral, unit = match["vague"] or match["number"], (match["unit"] or "").lstrip()
    end = match.end()
    if match["ordinal"]:
        if unit not in ("位", "名"):
            return None
        left, units = "", ("rank",)
    else:
        scale = re.search("[万亿]*$", numeral)[0]
        left, units, end = _units(match, scale)
        if left != scale and len(numeral) > len(scale) - len(left):
            numeral = numeral[: len(numeral) - len(scale) + len(left)]
        else:
            _left, units, end = _units(match, "")
    value = None if match["vague"] else chinese_number(numeral)
    if unit == "成":
        value, units = value and value * 10, ("percent",)
    if match["point"]:
        value, units = value and value / 10, ("percentage-point",)
    over = OVER if match["more"] else ""
    figure = _limited(match, value, units, unit, over, end)
    return figure if figure.bound or not _is_figure_of_speech(numeral, units) else None


def _is_figure_of_speech(numeral: str, units: tuple[str, ...]) -> bool:
    if numeral == "一":
        return all(UNITS[code].dimension in ("count", "place", "rank") for code in units)
    return numeral[0] in "百千万亿"


def _units(match: re.Match, scale: str) -> tuple[str, tuple[str, ...], int]:
    """Scale words that stay with the number, codes of its unit, and where its words end.

    The unit may contain part of the scale: 万亿元 is a unit, and so is 亿元/平方公里.
    """
    word, end = (match["unit"] or "").strip().lower(), match.end()
    if match["of"]:
        for start in range(len(scale) + 1):
            units = word_codes(f"{scale[start:]}{word}/{match['of'].strip().lower()}")
            if match["per"] == "每":  # 3家每家 are 3家
                units = tuple(code for code in units if UNITS[code].dimension != "count/count")
            if units:
                is_cut = re.match("[·/][^0-9]", match.string[end : end + 2])
                return scale[:start], () if is_cut else units, end  # 元/平方米·月
        end = match.start("per")
    return *_with_scale(scale, word), end


def _with_scale(scale: str, word: str) -> tuple[str, tuple[str, ...]]:
    """Scale words that stay with the number, and codes of a unit with the others before it."""
    for start in range(len(scale) + 1 if word else 0):
        if codes := _sentence_codes(scale[start:], word):
            return scale[:start], tuple(code for code in codes if code != "rank")
    return scale, ()


def _sentence_codes(scale: str, word: str) -> tuple[str, ...]:
    """In a sentence 3万家 are 30,000 家: its scale word is a part of the number."""
    if codes := unit_words().get(scale + word):
        return codes
    codes = word_codes(scale + word)
    return () if any(UNITS[code].dimension == "count" for code in codes) else codes


def _per(codes: tuple[str, ...], of: str) -> tuple[str, ...]:
    pairs = (f"{code}/{one}" for code in codes for one in word_codes(of.strip().lower()))
    return tuple(code for code in pairs if code in UNITS)


def _scaled(value: Decimal, scale: str) -> Decimal:
    with localcontext() as context:
        context.prec = 2 * TOO_LONG
        for letter in scale:
            value *= MULTIPLIERS[letter]
    return value


def _limited(match: re.Match, value, units, unit, bound="", end=None) -> Figure:
    text, start = match.string, match.start()
    end = match.end() if end is None else end
    before, first = bound_before(text, start, unit)
    after, last = bound_after(text, end, unit)
    if value is not None and unit == "年" and text[last : last + 1] == "半":
        value, end, last = value + Decimal("0.5"), end + 1, last + 1
    firm = [limit for limit in (before, after, bound) if limit and limit != ABOUT]
    limit = firm[0] if firm else before or after or bound
    return Figure(start, end, first, last, value, units, limit)


def joins_a_range(between: str, text: str, first: int) -> bool:
    """Whether these words join the ends of a range that begins at `first`: 2-3, between 2 and 3."""
    if between in (" and ", " to "):
        before = text[max(0, first - len("between ")) : first].lower()
        return before == "between " if between == " and " else not before.endswith("from ")
    return between in RANGE_SIGNS


def _unscaled(code: str) -> str:
    amount, slash, per = code.partition("/")
    return (UNITS[amount].scale_of or amount) + slash + per


def _as_end_of_range(text: str, found: list[Figure], figure: Figure) -> Figure:
    """The second number of 3—5天: both share its unit, and ~ in 3~5 is not "about"."""
    if not found:
        return figure
    first = found[-1]
    if not joins_a_range(text[first.end : figure.start], text, first.first):
        return figure
    if not first.units and figure.units:
        is_scaled = re.search("[万亿]", text[first.start : first.end])  # 8000万-1.2亿元
        units = map(_unscaled, figure.units) if is_scaled else figure.units
        found[-1] = replace(first, units=tuple(units))
    if text[first.end : figure.start] == "~" and figure.bound == ABOUT:
        return replace(figure, first=figure.start, bound="")
    return figure


READERS = [
    (SHARE, _read_share),
    (PLACE, _read_place),
    (HALF, _read_half),
    (MONEY, _read_money),
    (ARABIC, _read_arabic),
    (CHINESE, _read_chinese),
]
