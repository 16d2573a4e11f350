"""Names of development zones in a paragraph: where each begins, and bare references to one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from intake.articles.proposing import places
from intake.articles.proposing.passages import Paragraph
from intake.articles.proposing.stop_words import STOPS

# What the name of a zone ends in. The kind is the record's (zones.choices.ZoneKind).
STRONG = {
    "经济技术(?:产业)?开发区": "etdz",
    "高新(?:技术)?(?:产业)?(?:开发区|(?<=产业)(?:园区|区))|高技术产业开发区|高新区": "htdz",
    "经济开发区": "edz",
    "(?:边境|跨境)?经济合作区": "border",
    "文化旅游示范区|文旅示范区": "tourism",
    "综合保税区|综保区|保税港区|保税物流园区|保税区|出口加工区|旅游度假区|台商投资区|互市贸易区": "other",
    "经开区|开发区": "",
}
PARKS = {
    "(?:工业|产业|化工|化学工业)(?:园区?|集中区|集聚区|示范基地)|化工产业集聚区|化工区": "industrial-park",
    "(?:科技|科学|软件|物流|创新|创业|科创|产业新|生态)(?:园区?|城)|(?:石化|产业)基地|高新园": "other",
    "示范区|试验区|合作区|新区|园区": "other",
}
HEADS = STRONG | PARKS
HEAD = re.compile("|".join(f"(?P<h{n}>{names})" for n, names in enumerate(HEADS)))
NOT_AFTER = re.compile("域|划|别墅|位置|间(?!接)")
SHORT = re.compile("(?:经济技术|经济|高新技术产业|高新技术)?开发区|经开区|高新区|综保区")
COMPANY = re.compile("[开发建设投资控股产业城市国有发展实业运营资产管理]{0,8}(?:集团|有限公司|股份|公司)")

LONGEST = 20  # characters before the head
# A name follows these, whatever it is.
INTO = frozenset("在 位于 走进 来到 前往 赴 入驻 落户 进入 驻 考察 走访 参观 以及".split())
# Words before a head that name no place.
GENERIC = re.compile(
    "(?:国家级?|省级|市级|县级|区级|省|市|县|区|州|乡|镇|新|老|大|小|旧|某|东部|西部|中部|沿海|内地|重点|特色|专业|现代"
    "|化工|工业|农业|产业|高端|智能|制造|先进|综合|自主|创新|科技|经济|技术|示范|试验|中国|全球|世界|国际|国内|省内|市内|首批"
    "|第?[一二三四五六七八九十两0-9]+批?|中外|边境|生态|文化|旅游|循环|绿色|数字|类|型|级|良好|一流|千亿|百亿|知名|优秀)*"
)
REFERENCE = re.compile("(?<![一-鿿])(?:全区|区内)|[该本我]区|开发区|经开区|高新区|园区|示范区|全区|区内|辖区")


@dataclass(frozen=True)
class Name:
    """A zone named at text[start:end] of its paragraph."""

    paragraph: Paragraph
    start: int
    end: int
    name: str  # in the plain form; of a list (太原、大同经开区) with the kind of its last
    kind: str
    head: int  # where its ending begins
    places: tuple[str, ...]  # names of places that it begins with
    is_certain: bool  # a place or a record speaks for it, not only its position


@cache
def _stop() -> re.Pattern:
    return re.compile("|".join(sorted(map(re.escape, STOPS), key=len, reverse=True)))


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


@dataclass(frozen=True)
class Lead:
    """What stands before a head: the name's beginning, its places, the word before it."""

    start: int
    places: tuple[str, ...]
    rest: str  # between the places and the head
    before: str  # the sign or word that ends the search; "" at the paragraph's start


def lead(text: str, floor: int, head: int) -> Lead:
    """Read text[floor:head], which has no sign in it, from left to right."""
    place = floor
    start, before = floor, text[floor - 1 : floor]
    found: list[tuple[int, int]] = []
    while place < head:
        if length := places.length_at(text, place, head):
            if found and place - found[-1][1] > 1:
                found = []
            found.append((place, place + length))
            place += length
        elif stop := _stop().match(text, place, head):
            start, before, found = stop.end(), stop[0], []
            place = stop.end()
        else:
            place += 1
    if found:
        start = found[0][0]
    rest = text[found[-1][1] if found else start : head]
    return Lead(start, tuple(text[a:b] for a, b in found), rest, before)


SIGN = re.compile(r"[^一-鿿A-Za-z0-9()（）]")


def floor_of(text: str, head: int, spots: set[int]) -> int:
    """Where the search for a name's beginning ends: a sign, a gap, or LONGEST before its head."""
    place = head
    while place > max(head - LONGEST, 0):
        if place in spots or SIGN.match(text[place - 1]):
            break
        if text[place - 1] in "(（" and not re.search("[)）]", text[place:head]):
            break
        place -= 1
    return place


def names(
    paragraph: Paragraph, spots: set[int], known: dict[str, str], longest: int
) -> Iterator[Name]:
    """The names in a paragraph. `known`: names of records, of at most `longest` characters."""
    text, last = paragraph.text, 0
    for match, kind, is_official in heads(paragraph):
        if match.start() < last:
            continue
        floor = max(floor_of(text, match.start(), spots), last)
        name = _recorded(paragraph, floor, match, kind, known, longest) or _read(
            paragraph, floor, match, kind, is_official
        )
        if name and not COMPANY.match(text, match.end()):
            last = name.end
            yield from _listed_before(name)
            yield name


def _recorded(
    paragraph: Paragraph, floor: int, match: re.Match, kind: str, known: dict[str, str], longest: int
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
    paragraph: Paragraph, floor: int, match: re.Match, kind: str, is_official: bool
) -> Name | None:
    text, head = paragraph.text, match.start()
    before = lead(text, floor, head)
    own = text[before.start : head]
    if not own or GENERIC.fullmatch(own):
        return None
    if before.places:
        if not _names_a_place(before, is_official):
            return None
    elif not _stands_as_a_name(text, before, own, match.end(), is_official):
        return None
    return Name(
        paragraph,
        before.start,
        match.end(),
        text[before.start : match.end()],
        kind,
        head,
        before.places,
        bool(before.places),
    )


def _names_a_place(before: Lead, is_official: bool) -> bool:
    """Not 江苏开发区, 全市园区, 某省各类高新区: a province and nothing that is its own."""
    plain = GENERIC.fullmatch(before.rest)
    if plain and len(before.places) == 1 and places.is_province(before.places[0]):
        return False
    return len(before.rest) <= (8 if is_official else 10)


def _stands_as_a_name(text: str, before: Lead, own: str, end: int, is_official: bool) -> bool:
    """Whether words that no place begins are a name: after 在, or in a list of names."""
    if not 2 <= len(own) <= 8 or not is_official:
        return False
    return before.before in INTO or before.before == "、" or text[end : end + 1] == "、"


def _listed_before(name: Name) -> Iterator[Name]:
    """太原, 大同 before 长治经开区."""
    text, found = name.paragraph.text, []
    ending = name.paragraph.text[name.head : name.end]
    end = name.start
    if not SHORT.fullmatch(ending) or len(name.places) != 1:
        return
    while end and text[end - 1] in "、和与":
        end -= 1
        start = next(
            (end - n for n in range(places.SHORTEST, 6) if n <= end and _is_item(text, end - n, end)),
            None,
        )
        if start is None:
            return
        item = text[start:end]
        found.append(
            Name(name.paragraph, start, end, item + ending, name.kind, end, (item,), True)
        )
        end = start
    if found and (not end or SIGN.match(text[end - 1]) or _ends_a_word(text, end)):
        yield from reversed(found)


def _is_item(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a place and begins a word."""
    item = text[start:end]
    if item[-1] in "省市县" or not places.codes_of(item) or places.is_province(item):
        return False
    return not start or bool(SIGN.match(text[start - 1])) or _ends_a_word(text, start)


def _ends_a_word(text: str, end: int) -> bool:
    return any(_stop().fullmatch(text, end - n, end) for n in range(1, 5) if n <= end)


def references(paragraph: Paragraph, named: list[Name]) -> Iterator[tuple[int, int]]:
    """该区, 经开区, 全区 that are no part of a name."""
    for match in REFERENCE.finditer(paragraph.text):
        if not any(one.start < match.end() and match.start() < one.end for one in named):
            if not NOT_AFTER.match(paragraph.text, match.end()):
                yield match.span()
