"""A heading taken apart: its name, and the unit, period and limits that are printed with it.

No database. Words are those of Chinese yearbooks and catalogues, with their English ones.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.language.prose.dates import dates_in
from core.language.prose.folding import fold
from core.language.prose.qualifiers import bases_in, qualifiers_in
from core.language.prose.short_years import with_full_years
from core.language.prose.unit_names import unit_codes

IN_BRACKETS = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
BETWEEN = re.compile("[,，、;；]+")
BEFORE_UNIT = re.compile("[_:：,，/·-]")  # 核准面积_公顷
# 1.地区生产总值, （二）税收收入; 2.5 is a number.
ORDINAL = re.compile(
    r"\s*(?:[(（][0-9一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9])|[一二三四五六七八九十]{1,3}、)"
    r"\s*(?=[㐀-鿿a-z])"
)
EDGES = "_:：,，、/·-; ；.。*"
UNITS_ABOVE = re.compile(r"(?:计量|数据|金额)?(?:单位|units?)[:：]\s*([^)）\]】]+)", re.IGNORECASE)
# 实际使用外资：亿美元, behind the unit of all other columns
NAMED_UNIT = re.compile(
    r"[(（\s,，、;；]*(?:其中[:：]?)?([^()（）,，、;；:：\s]{2,20})\s*[:：]\s*([^()（）,，、;；:：]+)"
)
GROWTH = re.compile(
    r"(?P<before>(?:比|较)(?:上年|去年)(?:同期)?|同比|year[- ]on[- ]year|\byoy\b)?"
    r"(?P<period>环比|(?:比|较)上(?:期|月|季度?))?"
    r"(?P<change>(?:增长|增减|增幅|增速|升降|growth|change)(?:幅度|速度|率|情况| rate)?|[±+]/?-?)?"
    r"(?P<rate>[±+-]*%)?",
    re.IGNORECASE,
)
# By field and code: at the beginning of a name, at its end, and words that are all of it.
LIMITS = (
    (
        "status",
        "target",
        "",
        "计划(?:数|值)|目标(?:任务)?(?:数|值)?|任务(?:数|值)|(?<![a-z])target",
        "计划|任务|planned",
    ),
    ("status", "forecast", "预计|预期|forecast(?![a-z])", "(?:预计|预期|预测)(?:数|值)?", ""),
    (
        "status",
        "actual",
        "(?:实际)?完成",
        "实际完成(?:数|值)?|完成(?:数|值|情况)?",
        "实际(?:数|值)?|actual",
    ),
    ("basis", "at-point", "年末|期末|年底|月末|季末|截至", "年末数?|期末数?", ""),
    ("basis", "cumulative", "历年累计", "历年累计", ""),
    ("basis", "to-date", "(?:本年|年内|当年)?累计", "(?:本年|年内|当年)?累计(?:数|值)?", ""),
)
MONTH = "(?:本|当)月(?:数|值|实绩)?"
EARLIER = "上年(?:同期|数|实绩)?|去年(?:同期)?|基期"
WHOLE_YEAR = "全年|年度"
PLAIN = (
    "绝对数|绝对值|绝对额|数值|指标值|本年数?|本期数?|当年数?|总量指标|总量"
    "|(?<![a-z])(?:value|total|amount)(?![a-z])"
)
CALCULATED = ("按", "按计算", "按计算的")  # around 可比价格, which is cut out
PLAIN_ALONE = "总额|金额|总值|数量|数额|总数"  # 营业收入 above 总额
GROUPS = re.compile("(?:主要|基本|重点)?(?:经济|社会|发展|统计|考核)*(?:指标|情况|概况|信息|数据)")
YEAR = re.compile("[0-9]{4}")
UNTIL = re.compile(r"\s*[(（]?\s*(?:数据|统计|资料)?(?:时间)?截[至止]")
PART = re.compile("^其中[:：]?")  # what stands above is the whole
# Marks of footnotes behind a name; 公里² is a unit.
HEAD_MARK = re.compile(
    "(?<=[㐀-鿿）)])(?<![米里])[①-⑳❶-❿⁰¹²³⁴-⁹*※†‡]+|[\\[［【〔]注?[0-9]{1,2}[\\]］】〕]"
)


@dataclass
class Headwords:
    """What a heading says, folded.

    `parts`: its names from the top down; `more`: words in brackets; `units`: the codes of the
    printed unit, several for 个; `is_end`: the period is a point, such as the end of a year.
    """

    parts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    is_end: bool = False


@dataclass
class Limited:
    """The parts and brackets without the words that limit figures; `limits`: codes by field.

    `is_earlier`: it is about the year before that of the table; `is_month`: about its month;
    `is_whole_year`: about all of its year.
    """

    parts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    limits: dict[str, str] = field(default_factory=dict)
    is_growth: bool = False
    is_earlier: bool = False
    is_month: bool = False
    is_whole_year: bool = False


def folded(text: str) -> str:
    return with_full_years(fold(text)).text.lower()


def taken_apart(words: Sequence[str]) -> Headwords:
    """The words of a heading, from the top header row down."""
    found, parts = Headwords(), []
    for place, word in enumerate(words):
        text, above = folded(HEAD_MARK.sub("", word)), found.units
        text = ORDINAL.sub("", text, count=1) if ORDINAL.match(text) else text
        found.units = ()  # the lower unit is that of the column: 总收入（亿元） · 增长（%）
        for inside in IN_BRACKETS.findall(text):
            _take_small(found, inside)
        # GDP（亿元）2022年: a year behind Latin letters is one only after a space.
        text = IN_BRACKETS.sub(_space_before_digits, text).strip(EDGES)
        if place and not found.units and (codes := unit_codes(text)):
            found.units = codes  # a row of units
            continue
        text = _without_unit(found, text)
        text = _without_dates(found, text)
        found.units = found.units or above
        if PART.match(text):
            parts, text = [], PART.sub("", text)
        if text:
            parts.append(text)
    found.parts, found.periods = tuple(parts), _joined(found.periods)
    return found


def _joined(periods: tuple[str, ...]) -> tuple[str, ...]:
    """One period of a year and a part of it without one: 2023年 above 一季度."""
    years = [one for one in periods if YEAR.fullmatch(one)]
    parts = [one for one in periods if "XXXX" in one]
    is_one = len(periods) == 2 and len(years) == len(parts) == 1
    return (within(parts[0], years[0]),) if is_one else periods


def _space_before_digits(match: re.Match) -> str:
    return " " if match.string[match.end() : match.end() + 1].isdigit() else ""


def _take_small(found: Headwords, inside: str) -> None:
    """What brackets hold: a unit, a date, or a word; often several."""
    if _take_unit(found, inside):
        return
    for piece in filter(None, BETWEEN.split(inside)):
        if not _take_unit(found, piece) and (rest := _without_dates(found, piece)):
            found.more += (rest,)


def _take_unit(found: Headwords, text: str) -> bool:
    text = re.sub("^(?:计量)?(?:单位|unit)[:：]?", "", text.strip())
    codes = unit_codes(text)
    if not codes or found.units:
        return False
    found.units = codes
    return True


def _without_unit(found: Headwords, text: str) -> str:
    for mark in BEFORE_UNIT.finditer(text):
        if mark.start() and _take_unit(found, text[mark.end() :]):
            return text[: mark.start()].strip(EDGES)
    return text


def _without_dates(found: Headwords, text: str) -> str:
    dates = dates_in(text)
    bases = [date for date, _of in bases_in(text, dates)]
    for date in reversed([date for date in dates if date not in bases and date.edtf]):
        is_end = text[date.start : date.end][-1] in "末底" or text[: date.start].endswith("截至")
        found.is_end |= is_end
        found.periods = (date.edtf, *found.periods)
        text = text[: date.start].removesuffix("截至") + text[date.end :]
    return text.strip(EDGES)


def limited(found: Headwords) -> Limited:
    """A heading without the words that limit its figures."""
    said = Limited()
    for name in ("parts", "more"):
        kept = [_without_limits(said, words) for words in getattr(found, name)]
        setattr(said, name, tuple(filter(None, kept)))
    return said


def _without_limits(said: Limited, text: str) -> str:
    text = _without_growth(said, text)
    for name, code, first, last, alone in LIMITS:
        text, has = _cut(text, first, last, alone)
        if has:
            said.limits[name] = code
    text, is_earlier = _cut(text, EARLIER, EARLIER)
    said.is_earlier |= is_earlier
    text, is_month = _cut(text, MONTH, MONTH)
    said.is_month |= is_month
    text, is_whole_year = _cut(text, WHOLE_YEAR, WHOLE_YEAR)
    said.is_whole_year |= is_whole_year
    # As of a share: 实际使用 is a part of the name of what is measured.
    limits, places = qualifiers_in(text, [], "", quantity="share", is_rate=False)
    said.limits |= limits
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return _cut("" if text in CALCULATED else text, PLAIN, PLAIN, PLAIN_ALONE)[0]


def _cut(text: str, first: str, last: str, alone: str = "") -> tuple[str, bool]:
    """The text without these words at its beginning or end, and whether they stood there."""
    if re.fullmatch("|".join(filter(None, (first, last, alone))), text):
        return "", True
    shorter = re.sub(f"^(?:{first})", "", text) if first else text
    shorter = re.sub(f"(?:{last})$", "", shorter).strip(EDGES)
    return shorter, shorter != text


def _without_growth(said: Limited, text: str) -> str:
    for match in GROWTH.finditer(text):
        is_word = match["before"] or match["period"] or match["change"]
        is_end = match.end() == len(text) or match["before"] or match["period"]
        if not match[0] or not is_word or not is_end:
            continue
        said.is_growth = True
        if match["before"] or match["period"]:
            said.limits["growth_base"] = "year-before" if match["before"] else "period-before"
        if match["rate"]:
            said.units = ("percent",)
        return (text[: match.start()] + text[match.end() :]).strip(EDGES)
    return text


def units_above(context: Iterable[str]) -> tuple[str, ...]:
    """The codes of the units that stand above a table: 单位：亿元、%."""
    codes: list[str] = []
    for text in context:
        for match in UNITS_ABOVE.finditer(fold(text).text):
            said = NAMED_UNIT.sub(_but_unit, match[1]).strip(EDGES + "(（")
            pieces = [said] if unit_codes(said) else BETWEEN.split(said)
            for piece in pieces:
                known = unit_codes(piece)
                rates = piece.split("/") if not known else ()
                for one in (known, *map(unit_codes, rates)):
                    codes += one
    return tuple(dict.fromkeys(codes))


def _but_unit(match: re.Match) -> str:
    return "" if unit_codes(match[2].strip(EDGES)) else match[0]


def named_units(context: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Units above a table that are those of columns named with them: 单位：亿元（外资：亿美元）."""
    found = {}
    for text in context:
        for above in UNITS_ABOVE.finditer(fold(text).text):
            for match in NAMED_UNIT.finditer(above[1]):
                if codes := unit_codes(match[2].strip(EDGES)):
                    found[match[1].lower()] = codes
    return tuple(found.items())


def unit_named(parts: Sequence[str], named: Iterable[tuple[str, tuple[str, ...]]]):
    """The codes of the unit that such a line gives to a column; () for none."""
    name = "".join(parts)
    return next((codes for word, codes in named if word in name), ())


def period_of(titles: Iterable[str]) -> str:
    """The only date of the titles; "" if there is none or more than one.

    （截至2018年12月底） in a row of its own counts where no other title has one.
    """
    said = [*titles]
    until = [text for text in said if UNTIL.match(text)]
    found = _dates_of(text for text in said if text not in until) or _dates_of(until)
    return found.pop() if len(found) == 1 else ""


def _dates_of(titles: Iterable[str]) -> set[str]:
    found = set()
    for title in titles:
        text = re.sub(r"[〔\[(（【][0-9]{4}[〕\])）】][0-9]+号", "", folded(title))
        text = UNITS_ABOVE.sub("", text)
        found |= {date.edtf for date in dates_in(text) if date.edtf}
    return found


def within(period: str, of_table: str) -> str:
    """A heading's period with the only year of the table: 1-6月 under 2023年."""
    return period.replace("XXXX", only_year(of_table) or "XXXX")


def only_year(period: str) -> str:
    """The year of a period; "" for one of several years, or of none."""
    years = {*YEAR.findall(period)}
    return years.pop() if len(years) == 1 else ""


def year_of(period: str) -> str:
    """The year that a part of it is in, for 全年目标 under 1-10月; "" for all others."""
    return "" if YEAR.fullmatch(period) else only_year(period)


def year_before(period: str) -> str:
    """The same period a year earlier; "" for what has no plain years."""
    if not period or "X" in period or not re.fullmatch(r"[0-9/-]+", period):
        return ""
    return re.sub("[0-9]{4}", lambda year: str(int(year[0]) - 1), period)
