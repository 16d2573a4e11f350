"""What stands before the ending of a zone's name: where the name begins."""

import re
from dataclasses import dataclass
from functools import cache

from intake.articles.proposing import places
from intake.articles.proposing.stop_words import STOPS
from intake.articles.proposing.zone_words import GENERIC, LONGEST, VERB, WHOLE


@cache
def stop() -> re.Pattern:
    return re.compile("|".join(sorted(map(re.escape, STOPS), key=len, reverse=True)))


def begins_with_a_stop(text: str, start: int) -> bool:
    return bool(stop().match(text, start))


# 中新天津生态城, 中德沈阳…
BETWEEN_STATES = re.compile(
    "中(?:国|新|德|俄|哈|日|韩|法|意|英|荷|白|泰|马|老|越|缅|柬|蒙|朝|瑞|以|澳|芬|捷|奥|巴|埃|非|欧)$"
)


PART_OF_PROVINCE = re.compile(
    "[冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘陇青宁新][东南西北中]$"
)  # 湘南湘西
OF_CHINA = re.compile("中国[一-鿿]{2,4}$")  # 中国光谷黄冈科技产业园


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
        if length := _place_at(text, place, head):
            is_near = not found or place - found[-1][1] <= 1
            if is_near or not _is_far_from(text[slice(*found[-1])], text[place : place + length]):
                found = found if is_near else []
                found.append((place, place + length))
            place += length
        elif word := WHOLE.match(text, place, head):
            place = word.end()
        elif text[place] == "和" and head - place == 2 and not GENERIC.fullmatch(text[place + 1]):
            break  # 和平经开区, 和孚产业园
        elif (
            text[place] in "及和与" and found and _joins_industries(text, found[-1][1], place, head)
        ):
            place += 1
        elif text[place:head] == "创新":
            break  # 中德创新产业园
        elif found and (word := OF_LEVEL.match(text, place, head)):
            place = word.end()
        elif word := stop().match(text, place, head) or SIZE.match(text, place, head):
            start, before, found = word.end(), word[0], []
            place = word.end()
        else:
            place += 1
    if len(found) > 1 and re.search("省$|自治区$", text[slice(*found[0])]):
        found = found[1:]  # 甘肃省兰州新区
    if len(found) > 1 and _is_named_again(text, *found[-2:]):
        found = found[-1:]  # 武汉市武汉经济技术开发区
    if found:
        first = found[0][0]
        prefix = (
            BETWEEN_STATES.search(text, start, first)
            or OF_CHINA.match(text, start, first)
            or PART_OF_PROVINCE.search(text, start, first)
        )
        start = prefix.start() if prefix else found[0][0]
    if text[start - 1 : start] in ("(", "（") and start - 1 > floor:
        start = lead(text, floor, start - 1).start  # 中国（驻马店）国际农产品加工产业园
    rest = text[found[-1][1] if found else start : head]
    return Lead(start, tuple(text[a:b] for a, b in found), rest, before)


def _place_at(text: str, place: int, head: int) -> int:
    """The length of the place here; 0 in 来安康, whose 来安 leaves no word before the head.

    And in 将乐清湾港区, which is of 乐清.
    """
    length = places.length_at(text, place, head)
    end = place + length
    if length and end < head and not GENERIC.fullmatch(text, end, head):
        for start in range(place + 1, end):
            later = start + places.length_at(text, start, head)
            if later > end and (text[place] == "将" or GENERIC.fullmatch(text, later, head)):
                return 0
    return length


def _is_named_again(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    return places.short_name(text[slice(*first)]) == text[slice(*second)]


def _joins_industries(text: str, start: int, place: int, head: int) -> bool:
    """硫化工及精深加工 of 德兴市硫化工及精深加工产业基地."""
    return bool(
        INDUSTRY_END.search(text, start, place) and GENERIC.fullmatch(text, place + 1, head)
    )


def after_verbs(text: str, before: Lead, head: int) -> Lead:
    """东疆 of 发挥东疆综保区: what no place begins does not begin with a verb."""
    start = before.start
    while verb := VERB.match(text, start, head):
        start, before = verb.end(), Lead(verb.end(), (), text[verb.end() : head], verb[0])
    return before


def _is_far_from(first: str, second: str) -> bool:
    """新兴 (a county of 广东) in 上海漕河泾新兴技术开发区 is no place."""
    provinces = [{code[:2] for code in places.codes_of(one)} for one in (first, second)]
    is_county = not any(code.endswith("00") for code in places.codes_of(second))
    return is_county and provinces[0].isdisjoint(provinces[1])


OF_LEVEL = re.compile("国家级|[省市县区]级|国家")  # 玉环…省级高新技术产业园区
INDUSTRY_END = re.compile(
    "(?:化工|加工|制造|材料|医药|食品|纺织|服装|汽车|机械|装备|电子|物流|冶金|建材|能源)$"
)
SIZE = re.compile("[0-9.]+(?:亩|公顷|平方公里|平方米|万平方米|[个家座大])")
SIGN = re.compile(r"[^一-鿿A-Za-z0-9()（）]")
SIGN_OR_BRACKET = re.compile(r"[^一-鿿A-Za-z0-9]")


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
