"""Numbers that count nothing, beyond those that the reader of numbers tells by itself."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop

from core.language.prose.counting import POINTS, TITLES, Uncounted
from core.language.units import UNITS
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.known import KnownAside
from intake.articles.proposing.whys import why

AROUND = 16  # characters that are looked at on either side
CLOCK = gettext_noop("time of day")
DATE = gettext_noop("date")
AGE = gettext_noop("age")
VERSION = gettext_noop("number of a version")
NAME = gettext_noop("part of a name")
MOMENT = gettext_noop("tells only when")
ADDRESS = gettext_noop("address")
ALWAYS = gettext_noop("always set aside: %(reason)s")
# The reason, and the words that end before a number and begin after it.
OF_BARE_NUMBERS: list[tuple[str, re.Pattern, re.Pattern]] = [
    (why, re.compile(rf"(?:{before})\Z"), re.compile(after))
    for why, before, after in [
        (CLOCK, "", "[:：][0-9]{2}|[时点](?![间代期限空速位子])"),
        (CLOCK, "[0-9][:：]", ""),
        (DATE, "", "[日号](?![楼院内以之])|月"),
        (AGE, "", "周?岁"),
        (VERSION, "(?:版本|[Vv])", ""),
        (VERSION, "", "(?:版|时代)"),
        (NAME, "", "强"),
        (Uncounted.THRESHOLD, "", "级"),
        (NAME, "[×xX*]|[0-9]·", ""),
        (NAME, "", "·[0-9]"),
        (Uncounted.DOCUMENT, "[A-Z]{2}(?:/[A-Z])? ?", ""),
        (Uncounted.DOCUMENT, "[0-9]-", "标准"),
        (NAME, "", "[×xX*][0-9]"),
        (ADDRESS, "[路街道弄]", "号|$"),
        (ADDRESS, "", "[国省市县乡村]道|高速|号线"),
        (Uncounted.DOCUMENT, "[〔\\[(（]", "[〕\\])）]"),
    ]
]
CLOCK_MINUTE = re.compile("[0-9]{1,2}[时点]$")
OPEN_QUOTE = "“‘「『\"'"
QUOTED_NAME = re.compile("[^“”‘’「」『』\"'，。；：！？]{0,8}[”’」』\"']")
BEFORE_A_DAY = re.compile("(?:[前这那某每同]|此前|新的|过去|当)$")
ONE_DAY = re.compile("一[天日年]")
GOES_ON = re.compile("[多余半来后内]")
AGO = re.compile("[之以]?前(?:的|(?=[，,。；]))|[之以]?后(?:的今天|(?=[，,]))")
SIDE = re.compile("[以之][东南西北]$|[东南西北]侧?$")  # of a boundary
PLACE = re.compile("处(?!理|置|罚)")
YEAR_BEFORE = re.compile("(?:去|今|前)年$")
NICKNAME = re.compile("[”’」』\"']")  # “人才新政30条”
LAST_MILE = re.compile("一(?:公里|米)")
CONGRESS = re.compile("十[六七八九]|二十[一二]?大?")
OF_A_CONGRESS = re.compile("精神|报告|以来|召开|代表|胜利|闭幕|部署")
PARTY_RULES = re.compile("规定(?:精神|[，。、])")
SLOGANS = re.compile("发展理念|攻坚|行动|战役|确立")
RANK_OF_MANY = re.compile("方阵|梯队|集团|产业|时间|线|步|现场")
STRETCH = re.compile("(?:近|过去|未来)$")
OF_A_CLASS = re.compile("的[0-9一二两三四五六七八九十]")
AGAIN = re.compile("二次")  # counting says 两次
MEETING = re.compile("[^，。；]{0,4}(?:全会|全体会议|会议|党代会|人代会|代表大会)")
SESSION = re.compile("届.?$")
ENUMERATED = re.compile("(?:是|有|即|以下|如下)?(?:[大类项种个])?(?:方面|层面|维度|角度|部分)")
LIMITED_CLASS = re.compile(
    "的?(?:重大|重点|产业|工业|制造业|先进制造业|实体|签约|在建|招商|意向|规上|外资|大|好|新|级){0,3}"
    "(?:项目|企业|单位|园区|地块|[一-鿿]{0,2}(?:开发|经开|高新)区|乡镇)"
)
LONGEST_TITLE = 100
OF_CLASSES = ("money", "area", "mass")
VERSION_NUMBER = re.compile(r"[1-9]\.0")


def why_aside(
    text: str, amount: Amount, asides: Sequence[KnownAside], *, only_rules: bool = False
) -> str:
    """Why an amount of a paragraph counts nothing, as `whys` keeps it; "" if it counts.

    `only_rules`: by the rules that persons have made (`asides`).
    """
    start, end = amount.at
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    for aside in asides:
        is_here = text[:start].endswith(aside.before) and text.startswith(aside.after, end)
        if is_here and aside.wording in ("", text[start:end]):
            return why(ALWAYS, reason=aside.reason)
    if only_rules:
        return ""
    return amount.why or _why_of_its_words(text, amount, before, after)


def _why_of_its_words(text: str, amount: Amount, before: str, after: str) -> str:
    start, end = amount.at
    printed = text[start:end]
    if not amount.units:
        for why, words_before, words_after in OF_BARE_NUMBERS:
            if words_after.match(after) and words_before.search(before):
                return why
        if VERSION_NUMBER.fullmatch(printed) and not after.startswith("%"):
            return VERSION
    if "score" in amount.units and CLOCK_MINUTE.search(before):
        return CLOCK
    is_years = "year" in amount.units
    if is_years and (AGO.match(after) or after.startswith("平均") or STRETCH.search(before)):
        return MOMENT
    if is_years and YEAR_BEFORE.search(before):
        return MOMENT
    if "length" in amount.dimensions and (SIDE.search(before) or PLACE.match(after)):
        return ADDRESS
    if "article" in amount.units and NICKNAME.match(after):
        return Uncounted.TITLE
    if "rank" in amount.units and RANK_OF_MANY.match(after):
        return Uncounted.ORDINAL
    if LAST_MILE.fullmatch(printed) and before.endswith("最后"):
        return Uncounted.SLOGAN
    if ONE_DAY.fullmatch(printed) and BEFORE_A_DAY.search(before) and not GOES_ON.match(after):
        return MOMENT
    if amount.is_count:
        if before[-1:] in OPEN_QUOTE and QUOTED_NAME.match(after):
            return Uncounted.SLOGAN
        if POINTS.match(after) or SLOGANS.match(after):
            return Uncounted.RHETORIC
        if CONGRESS.match(printed) and (before.endswith("党的") or OF_A_CONGRESS.match(after)):
            return Uncounted.ORDINAL
        if PARTY_RULES.match(after):
            return Uncounted.TITLE
        if AGAIN.fullmatch(printed):
            return Uncounted.ORDINAL
        if ENUMERATED.match(after):
            return Uncounted.RHETORIC
        if SESSION.search(before) and MEETING.match(after):
            return Uncounted.ORDINAL
    is_limit = amount.end > end and amount.bound == "at-least"
    if is_limit and OF_A_CLASS.match(text, amount.end):
        return Uncounted.THRESHOLD
    families = {UNITS[code].family for code in amount.units}
    is_over = amount.start < start and amount.bound in ("over", "at-least")
    if is_over and families.intersection(OF_CLASSES) and LIMITED_CLASS.match(after):
        return Uncounted.THRESHOLD
    return Uncounted.TITLE if _is_in_title(text, amount) else ""


def _is_in_title(text: str, amount: Amount) -> bool:
    """Of the words that the reader of numbers does not know; he tells titles himself."""
    start = text.rfind("《", max(0, amount.start - LONGEST_TITLE), amount.start)
    title = TITLES.match(text, start) if start >= 0 else None
    return title is not None and amount.end < title.end()
