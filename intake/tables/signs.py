"""Words by which rows of printed tables are told apart: notes, totals, groups, units."""

import re
import unicodedata

from core.language.prose.dates import whole_date
from core.language.prose.numerals import plain_number
from core.language.prose.unit_names import unit_codes

NOTE = re.compile(
    r"(?:备?注(?:[0-9一二三四五]*[.、:]|[0-9]|释|明)|说明:|(?:资料|数据)来源|来源:"
    r"|(?:填报|填表|制表|审核|单位负责|统计负责|联系)(?:单位|人|日期|时间)?:|本表|以上数据"
    r"|[(]?(?:数据|统计|资料)?(?:时间)?截[至止]"
    r"|notes?\b|(?:data )?sources?\b)",
    re.IGNORECASE,
)
# Signs are those before joined(): ① folds to 1.
NUMBERED = re.compile(r"(?:[*＊※]+|[①-⑳])\s*\S{2}|[\[【〔(]?注?[0-9]{1,2}[\]】〕).、]\S{6}")
OF_A_MARK = re.compile(r"\s*[*＊※①-⑳]")
FILLED_IN = re.compile("(?:填报|填表|制表|审核|报送|打印|导出)(?:人|日期|时间)?:")
TOTAL = re.compile(
    r"(?:.{0,14}[省市区县州盟国部级类])?(?:合计|总计|小计|共计)(?:数|值)?(?:[(（].*[)）])?[:：]?"
    r"|平均(?:值|数|水平)?|[0-9一二三四五六七八九十]*[、.]?总[计数]"
    r"|(?:grand ?|sub-?)?totals?|sum|average|mean",
    re.IGNORECASE,
)
PART = re.compile("其中[:：]?.{0,16}")
WHOLE = re.compile("(?:全[国省市区县州]|[东中西]部(?:地区)?|东北地区)(?:平均|总量|合计)?")
GROUP = re.compile(
    r"[一二三四五六七八九十]+[、.．].+|[(（][一二三四五六七八九十]+[)）].+"
    r"|.+(?:省|自治区|直辖市|特别行政区|地区|级|类|兵团)|.+[:：]|(?:北京|天津|上海|重庆)市?"
)
COUNTED = re.compile(r"\s*[(（][共计]?\s*[0-9０-９]+\s*[家个处所]?[)）]\s*$")
CONTINUED = re.compile(
    r"[(（]?续表?(?:[0-9一二三四五六七八九十]+)?[)）]?|\(?continued\)?", re.IGNORECASE
)
NUMBERED_TABLE = re.compile("(?:附?表|附件)[0-9一二三四五六七八九十]+[^县区市园]*$")
ABOVE = re.compile(
    r"(?:计量|数据|金额|填报|统计|编制|制表|报送)?(?:单位|units?|日期|时间|机关|范围|年份)[:：].*",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年[度末底]?)?")
NO_UNIT = frozenset(("", "-", "—", "——", "–", "/", "单位", "计量单位", "unit", "units"))


def joined(text: str) -> str:
    """A text without white space, in signs of one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_note(text: str) -> bool:
    """Whether a row's first text tells something of the table."""
    return bool(NOTE.match(text))


def is_numbered(text: str) -> bool:
    """Whether a text that stands alone below a table may explain a mark."""
    return bool(NUMBERED.match(text))


def is_aside(text: str) -> bool:
    """Whether a text around a table explains a mark or says who filled it in, and when."""
    return bool(OF_A_MARK.match(text) or FILLED_IN.match(joined(text)))


def is_total(text: str) -> bool:
    return bool(TOTAL.fullmatch(text))


def is_part(text: str) -> bool:
    """Whether a row has a part of what stands above it."""
    return bool(PART.fullmatch(text))


def is_whole(text: str) -> bool:
    """Whether a name is that of a whole of which others are parts, and of no zone: 全国."""
    return bool(WHOLE.fullmatch(text))


def is_group(text: str) -> bool:
    """Whether a text that stands alone in its row heads the rows below: 一、国家级, 江西省."""
    return bool(GROUP.fullmatch(text))


def without_count(text: str) -> str:
    """The text of a group without how many it has: 安徽省（13家）."""
    return COUNTED.sub("", text)


def says_more(text: str) -> bool:
    """Whether a text belongs above a header: 单位：亿元, 续表, 表2 进出口."""
    return bool(CONTINUED.fullmatch(text) or ABOVE.fullmatch(text) or NUMBERED_TABLE.match(text))


def is_unit(text: str) -> bool:
    """Whether a cell of a row of units has a unit, or says that there is none."""
    word = joined(text).strip("()[]")
    return word.lower() in NO_UNIT or bool(unit_codes(word))


def is_year(text: str) -> bool:
    return bool(YEAR.fullmatch(joined(text)))


def is_plain_number(text: str) -> bool:
    return plain_number(joined(text)) is not None


def is_number(text: str) -> bool:
    """Whether a cell has a number, or a date."""
    word = joined(text)
    return plain_number(word.rstrip("%")) is not None or bool(whole_date(word))
