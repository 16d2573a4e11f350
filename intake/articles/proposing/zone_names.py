"""Names of development zones in a paragraph: where each begins, and bare references to one."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from intake.articles.proposing import places
from intake.articles.proposing.passages import Paragraph
from intake.articles.proposing.zone_leads import (
    BETWEEN_STATES,
    SIGN,
    Lead,
    after_verbs,
    floor_of,
    lead,
)
from intake.articles.proposing.zone_name import (
    PARK,
    Name,
    listed_before,
    with_its_park,
    with_its_partner,
)
from intake.articles.proposing.zone_words import (
    COMPANY,
    GENERIC,
    HEAD,
    HEADS,
    INTO,
    NEW_AREAS,
    NOT_AFTER,
    REFERENCE,
    SHORT_ALONE,
    STRONG,
    VAGUE,
    VERB,
)


def gaps(paragraph: Paragraph, text: str) -> set[int]:
    """Indices before which the original has a space that is no end of a line: 示范区 实行."""
    spots, before = set(), paragraph.traced.places
    for index in range(1, len(before)):
        if before[index] - before[index - 1] > 1:
            gap = text[before[index - 1] + 1 : before[index]]
            if gap.strip("\n") and "\n" not in gap and gap.isspace():
                spots.add(index)
    return spots


def heads(paragraph: Paragraph) -> Iterator[tuple[re.Match, str, bool]]:
    """Each ending of a name, its kind, and whether it is one of an official zone."""
    kinds = list(HEADS.values())
    for match in HEAD.finditer(paragraph.text):
        if not NOT_AFTER.match(paragraph.text, match.end()):
            number = int(match.lastgroup[1:])
            yield match, kinds[number], number < len(STRONG)


def names(
    paragraph: Paragraph, spots: set[int], known: dict[str, str], longest: int, whole: str
) -> Iterator[Name]:
    """The names in a paragraph. `known`: names of records, of at most `longest` characters.

    `whole` is the text of all paragraphs: what it says twice is likelier a name.
    """
    text, last = paragraph.text, 0
    for match, kind, is_official in heads(paragraph):
        goes_on = HEAD.match(text, match.end())  # 兰州新区综合保税区
        if match.start() < last or goes_on or _is_a_county(text, match):
            continue
        floor = max(floor_of(text, match.start(), spots), last)
        name = _recorded(paragraph, floor, match, kind, known, longest) or _read(
            paragraph, floor, match, kind, is_official, whole
        )
        if name and not COMPANY.match(text, name.end) and not _is_a_project(name, is_official):
            name = with_its_partner(name)
            name = name if name.end in spots else with_its_park(name)
            last = name.end
            yield from listed_before(name)
            yield name


STAGE = re.compile("[一二三四五六]期|项目|工程")


def _is_a_project(name: Name, is_official: bool) -> bool:
    """智能物流园二期: what is being built, no zone."""
    return not is_official and bool(STAGE.match(name.paragraph.text, name.end))


def _is_a_county(text: str, match: re.Match) -> bool:
    """滨海新区, 浦东新区."""
    return any(places.codes_of(text[max(match.start() - n, 0) : match.end()]) for n in (2, 3))


def _recorded(
    paragraph: Paragraph,
    floor: int,
    match: re.Match,
    kind: str,
    known: dict[str, str],
    longest: int,
) -> Name | None:
    text, end = paragraph.text, match.end()
    for start in range(max(floor, end - longest), match.start()):
        if text[start:end] in known:
            before = lead(text, floor, match.start())
            start = min(start, before.start) if before.places else start
            return Name(
                paragraph, start, end, text[start:end], kind, match.start(), before.places, True
            )
    return None


def _read(
    paragraph: Paragraph, floor: int, match: re.Match, kind: str, is_official: bool, whole: str
) -> Name | None:
    text, head = paragraph.text, match.start()
    before = lead(text, floor, head)
    if not before.places:
        before = after_verbs(text, before, head)
    own = text[before.start : head]
    if not own or len(re.findall("[(（]", own)) != len(re.findall("[)）]", own)):
        return None
    if before.places:
        if not _names_a_place(before, match[0], is_official):
            return None
    elif zone := SHORT_ALONE.match(own):  # 高新区宋跳工业园
        own = own[zone.end() :]
        before = Lead(head - len(own), (), own, before.before)
        if (len(own) < 4 and GENERIC.fullmatch(own)) or not 2 <= len(own) <= 6:
            return None
    elif GENERIC.fullmatch(re.sub("[()（）]", "", own)):  # 经济(技术)开发区
        own = re.sub("^[省市县区]", "", own)
        if len(own) < 4 or not BODY.match(text, match.end()):
            return None
        before = Lead(head - len(own), (), own, "")
    elif not _stands_as_a_name(text, before, own, match, is_official, whole):
        return None
    if match[0].endswith("城") and _is_among_towns(text, before.start, match.end()):
        return None
    start = before.start
    if is_official and _lies_in_places(before):
        start = head - len(before.rest)  # 沧州市沧县 before 沧东经济开发区
    return Name(
        paragraph,
        start,
        match.end(),
        text[start : match.end()],
        kind,
        head,
        before.places,
        bool(before.places),
    )


def _is_among_towns(text: str, start: int, end: int) -> bool:
    """滨海科技城、临港产业城 are parts of a zone."""
    return text[max(start - 2, 0) : start] == "城、" or bool(NEXT_TOWN.match(text, end))


NEXT_TOWN = re.compile("、[一-鿿]{2,8}城")


def _lies_in_places(before: Lead) -> bool:
    """Whether the places say where a zone of a name of its own lies: 沧县, not 浙江上虞."""
    if len(before.places) < 2 or GENERIC.fullmatch(before.rest) or not 2 <= len(before.rest) <= 4:
        return False
    return before.places[-1][-1] in "市县区旗" and any(
        code[4:] != "00" for code in places.codes_of(before.places[-1])
    )


BODY = re.compile("党工委|管委会|管理委员会")  # 市先进制造业开发区党工委


def _names_a_place(before: Lead, head: str, is_official: bool) -> bool:
    """Not 江苏开发区, 全市园区, 湘潭同类园区: a place and nothing that is its own."""
    plain = GENERIC.fullmatch(before.rest) and "改" not in head  # 山西综改示范区
    if plain and len(before.places) == 1 and places.is_province(before.places[0]):
        return False
    vague = VAGUE.fullmatch(before.rest)
    if vague and len(before.places) == 1 and head in ("园区", "新区", "合作区"):
        return False
    if LEVEL.fullmatch(before.rest) or (plain and not is_official and LEVEL.match(before.rest)):
        return False  # 泰州市市级现代农业产业园区
    if before.rest == "园区":
        return False  # 涪陵区园区开发区
    if not before.rest and (head == "园区" or (head == "开发区" and before.places[-1][-1] == "市")):
        return False
    return len(before.rest) <= (8 if is_official else 14)


def _stands_as_a_name(
    text: str, before: Lead, own: str, match: re.Match, is_official: bool, whole: str
) -> bool:
    """Whether words that no place begins are a name: after 在, in a list, or said twice."""
    if _is_a_cell(text, before, match.end()):
        return len(own) >= 2
    if LEVEL.search(own) or len(own) < 2 or re.search("[0-9]", own) or REFERENCE.search(own):
        return False
    if not is_official and BETWEEN_STATES.match(own[:2]) and own[1] != "国":
        return True  # 中德生态园
    if own in NEW_AREAS and match[0] == "新区":
        return True
    if is_official and len(match[0]) >= LONG_HEAD and _is_proper(own, match[0]):
        return True
    is_listed = before.before in AND or text[match.end() : match.end() + 1] in AND
    if not is_official:
        if BUILT.search(text, max(before.start - 30, 0), before.start):
            return False
        is_plain = 2 <= len(own) <= 6 and match[0] in PLAIN_PARKS
        begins = not before.before or bool(SIGN.match(before.before))
        return (
            _is_proper(own, match[0])
            or (is_listed and _is_among_parks(text, before, match.end()))
            or (begins and is_plain and bool(BESIDE.match(text, match.end())))
            or (is_plain and (before.before in ("、", "及") or before.before in INTO))
            or (before.before in INTO and bool(COUNTED.match(text, match.end())))
            or (
                begins
                and len(own) >= 2
                and (match[0] == "新城" or _begins_twice(whole, own + match[0]))
            )
        )
    if not 2 <= len(own) <= 6 or EACH.search(own):
        return False
    return (
        before.before in INTO
        or (is_listed and _is_beside_a_name(text, before.start, match.end()))
        or _is_said_twice(whole, own + match[0])
    )


LEVEL = re.compile("(?:国家|[省市县区州师盟旗镇]|兵团)级")


def _is_proper(own: str, head: str) -> bool:
    """黄桥工业园, 流平寺新型工业园, 兰白科技创新改革试验区: its own word, then its kind."""
    kind = KIND.search(own)
    word = own[: kind.start()]
    is_word = 2 <= len(word) <= 4 and ODD.search(word) is None and VERB.search(word) is None
    return is_word and (len(kind[0]) >= 4 if head in AREAS else PARK_END.search(head) is not None)


EACH = re.compile("[各每某]")
LONG_HEAD = len("经济开发区")
KIND = re.compile(f"{GENERIC.pattern}$")
AREAS = ("示范区", "试验区", "合作区")
PARK_END = re.compile(
    "(?<=.)(?:园|.园区|集中区|集聚区|.开发区|特别合作区|(?:工业|化工|投资|度假|加工|保税|港务|实验|先[行导])区)$"
)
ODD = re.compile(
    "[0-9A-Za-z()（）一二三四五六七八九十百千万两几各每某级类型式性度化等批的了年月号条处期内外边]"
    "|发达|周围|片区|地块|项目|企业|产业|经济|龙头|链|县[域城]|镇村|乡镇|城区|民营|返乡|回归|青年|学生"
    "|人才|层次|标准|质量|品质|板块"
)


def _is_a_cell(text: str, before: Lead, end: int) -> bool:
    """Whether it fills a cell of a table."""
    around = {before.before, text[end : end + 1]}
    return "|" in around and around <= {"|", ""}


def _is_beside_a_name(text: str, start: int, end: int) -> bool:
    """Whether the item before or after it in a list is a name, not a bare 高新区."""
    left = right = ""
    if text[start - 1 : start] in AND:
        left = SIGN.split(text[max(start - 16, 0) : start - 1])[-1]
    right = SIGN.split(text[end + 1 : end + 26])[0] if text[end : end + 1] in AND else ""
    return any(
        not GENERIC.fullmatch(words[: one.start()])
        for words in (left, right)
        for one in HEAD.finditer(words)
    )


@lru_cache(maxsize=1000)
def _is_said_twice(whole: str, words: str) -> bool:
    first = whole.find(words)
    return whole.find(words, first + 1) > first


def _begins_twice(whole: str, words: str) -> bool:
    """Whether two clauses begin with these words: they are what the text is about."""
    return _beginnings(whole)[words] > 1


@lru_cache(maxsize=2)
def _beginnings(whole: str) -> Counter[str]:
    """How often clauses begin with each words that end as a name does."""
    clauses = (one[:14] for one in SIGN.split(whole))
    return Counter(one[: head.end()] for one in clauses for head in HEAD.finditer(one))


AND = frozenset("、和与及")
BUILT = re.compile(
    "(?:建设|打造|兴建|新建)(?:[^，。；：、的]{2,8}、){0,3}$"
)  # parks that are to be
COUNTED = re.compile("等[0-9一二三四五六七八九十]+[个家大](?:开发区|园区|经开区|高新区)")
PLAIN_PARKS = ("工业园", "工业园区", "化工园区", "产业园区", "产业集聚区", "专业园区")
BESIDE = re.compile("[与和](?:经开|高新|开发)区")  # 新东产业集聚区与经开区融合


def _is_among_parks(text: str, before: Lead, end: int) -> bool:
    """Whether the item before or after it in a list ends as a park's name does."""
    left = text[max(before.start - 8, 0) : before.start - 1] if before.before in AND else ""
    right = SIGN.split(text[end + 1 : end + 26])[0] if text[end : end + 1] in AND else ""
    is_whole = any(
        one.end() == len(words) for words in (left, right) for one in PARK.finditer(words)
    )
    return is_whole or bool(PARK.search(right, 2, 10))


def references(paragraph: Paragraph, named: list[Name]) -> Iterator[tuple[int, int]]:
    """该区, 经开区, 全区 that are no part of a name."""
    ends = [one.end for one in named]
    for match in REFERENCE.finditer(paragraph.text):
        place = bisect_right(ends, match.start())
        is_part = place < len(named) and named[place].start < match.end()
        if not is_part and not NOT_AFTER.match(paragraph.text, match.end()):
            yield match.span()
