"""The head of an article: title, publisher, author and date of issue, as far as it prints them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.language import edtf
from intake.articles.files import Extract
from sources.evidence.reading import paragraphs_of

LINES = 14  # of a head, at most
LONGEST_LINE = 60  # a longer one is prose
LONGEST_HEAD = 3000  # characters that are looked at
PROSE_END = re.compile("[。；！？]”?$")
DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*(?:年|[-./])\s*(?P<month>\d{1,2})"
    r"(?:\s*(?:月|[-./])\s*(?:(?P<day>\d{1,2})\s*日?)?)?(?!\d)"
)
DISPATCH = re.compile(r"\s*(?:电|讯|電|訊)")
PUBLISHER = re.compile(
    r"(?:来源|來源|稿源|转自|轉自)\s*[:：]\s*《?(?P<named>[^\s《》|｜/]{2,30})》?"
    r"|^《?(?P<paper>[\u4e00-\u9fff]{2,10}(?:日报|晚报|晨报|早报|时报|商报|导报|周报|快报|新闻网|网))》?"
    r"(?=$|[\s|｜/（(]|\d|讯|记者|电)"
)
AUTHOR = re.compile(
    r"(?:作者|撰文|文)\s*[:：/|｜]\s*(?P<named>[^\d:：|｜]{2,40})"
    r"|(?:本报|本网|见习|通讯员|特约)*记者\s*[:：]?\s*(?P<reporter>[\u4e00-\u9fff]{2,4}(?:[\s、]+[\u4e00-\u9fff]{2,4})*)"
)
NAMES = re.compile(r"^[\u4e00-\u9fff]{2,3}(?:[\s、]+[\u4e00-\u9fff]{2,3}){0,5}$")
NAMES_APART = re.compile(r"[\s、,，]+")
ENDS_NAMES = re.compile(r"(?:通讯员|摄影|编辑|责编|来源|发布|时间|阅读|浏览|字号).*$")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕"
    "屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
)


@dataclass(frozen=True)
class Head:
    title: str = ""
    publisher: str = ""
    author: str = ""
    issued: str = ""  # EDTF


def head_of(found: Extract) -> Head:
    """What the file says of itself where its text prints nothing. No queries."""
    lines = [*_lines(found.text)]
    printed = Head(_title(lines), *(_first(lines, one) for one in (_publisher, _author, _date)))
    said = Head(found.title, found.publisher, found.author, found.issued)
    title = said.title if said.title and said.title in found.text else printed.title or said.title
    return replace(
        printed,
        title=title[:300],
        publisher=(printed.publisher or said.publisher)[:200],
        author=(printed.author or said.author)[:200],
        issued=printed.issued or _known_date(said.issued),
    )


def _lines(text: str) -> Iterator[str]:
    """The paragraphs before the first one of prose, and the beginning of that one."""
    blocks = re.split(r"\n\s*\n", text[:LONGEST_HEAD])  # a title is not joined with what follows
    paragraphs = (one.text for block in blocks for one in paragraphs_of(block))
    for number, line in enumerate(" ".join(one.split()) for one in paragraphs):
        is_prose = len(line) > LONGEST_LINE or PROSE_END.search(line)
        yield line[:LONGEST_LINE]
        if is_prose or number == LINES:
            return


def _first(lines: list[str], read) -> str:
    return next((found for line in lines if (found := read(line))), "")


def _title(lines: list[str]) -> str:
    """The longest of the first lines that is neither a date nor a name; at least 5 characters."""
    fit = [
        line
        for line in lines
        if len(line) >= 5
        if not PROSE_END.search(line) and len(line) < LONGEST_LINE
        if not DATE.search(line) and not _publisher(line) and not _author(line)
    ]
    return max(fit[:3], key=len, default="")


def _publisher(line: str) -> str:
    match = PUBLISHER.search(line)
    return (match["named"] or match["paper"]) if match else ""


def _author(line: str) -> str:
    if match := AUTHOR.search(line):
        named = ENDS_NAMES.sub("", match["named"] or match["reporter"]).strip(" ）)")
        names = NAMES_APART.split(named)
        is_known = match["named"] or all(one[:1] in SURNAMES for one in names)
        return "、".join(names) if is_known else ""
    names = NAMES_APART.split(line)
    is_name = NAMES.match(line) and all(one[0] in SURNAMES for one in names)
    return "、".join(names) if is_name else ""


def _date(line: str) -> str:
    """The first date with a year and a month, in EDTF; of prose only that of its dispatch."""
    match = DATE.search(line)
    is_prose = len(line) == LONGEST_LINE or PROSE_END.search(line)
    if not match or (is_prose and not DISPATCH.match(line, match.end())):
        return ""
    parts = [match["year"], *(one.zfill(2) for one in (match["month"], match["day"]) if one)]
    return _known_date("-".join(parts))


def _known_date(text: str) -> str:
    try:
        edtf.parse(text)
    except edtf.InvalidPartialDateError:
        return ""
    return text
