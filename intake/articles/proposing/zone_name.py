"""A zone's name in a paragraph, with what belongs to it on either side and in a list before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.articles.proposing import places
from intake.articles.proposing.passages import Paragraph
from intake.articles.proposing.zone_leads import (
    BETWEEN_STATES,
    SIGN,
    SIGN_OR_BRACKET,
    stop,
)
from intake.articles.proposing.zone_words import GENERIC, HEAD, PARKS, SHORT, SHORT_ALONE, WHOLE


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


PARK = re.compile("|".join(PARKS))
JOINING = frozenset("的在是和与及或等")  # 马于园化工集中区 has none of them


def with_its_partner(name: Name) -> Name:
    """广西—东盟经开区, 黔南·广州产业园."""
    text = name.paragraph.text
    for start in range(name.start - 3, max(name.start - 6, -1), -1):
        partner = text[start : name.start - 1]
        if text[name.start - 1] in JOINED and (partner == "中国" or places.codes_of(partner)):
            twin = BETWEEN_STATES.search(text, max(start - 2, 0), start)
            start = twin.start() if twin else start
            return replace(name, start=start, name=text[start : name.end])
    return name


JOINED = "—–-·"


def with_its_park(name: Name) -> Name:
    """锡山经济技术开发区新材料产业园 as an item of a list, a cell or a clause."""
    text = name.paragraph.text
    following = HEAD.search(text, name.end, name.end + 15)
    if (
        following
        and GENERIC.fullmatch(text, name.end, following.start())
        and not SHORT_ALONE.match(text, name.end)
    ):
        is_whole, ending = following.start() > name.end, following
    else:
        after = SIGN_OR_BRACKET.search(text, name.end, name.end + 15)
        end = after.start() if after else min(name.end + 15, len(text))
        left, right = text[max(name.start - 1, 0) : name.start], text[end : end + 1]
        is_whole = all(not one or SIGN_OR_BRACKET.match(one) for one in (left, right))
        is_whole = (is_whole or "、" in (left, right)) and 2 < end - name.end < 14
        parks = PARK.finditer(text, name.end, end)
        ending = next((one for one in parks if one.end() == end), None)
    if ending is None or not is_whole:
        return name
    between = WHOLE.sub("", text[name.end : ending.start()])
    if all(GENERIC.fullmatch(one) for one in re.split("[及和与]", between)):
        between = ""  # 化工及精细化工园区
    if any(len(one[0]) > 1 or one[0] in JOINING for one in stop().finditer(between)):
        return name
    return replace(
        name, end=ending.end(), name=text[name.start : ending.end()], kind="industrial-park"
    )


def listed_before(name: Name) -> Iterator[Name]:
    """太原, 大同 before 长治经开区."""
    text, found = name.paragraph.text, []
    ending = name.paragraph.text[name.head : name.end]
    end = name.start
    if not SHORT.fullmatch(ending) or len(name.places) != 1:
        return
    while end and text[end - 1] in "、和与":
        end -= 1
        start = next(
            (
                end - n
                for n in range(places.SHORTEST, 6)
                if n <= end and _is_item(text, end - n, end)
            ),
            None,
        )
        if start is None:
            return
        item = text[start:end]
        found.append(Name(name.paragraph, start, end, item + ending, name.kind, end, (item,), True))
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
    return any(stop().fullmatch(text, end - n, end) for n in range(1, 5) if n <= end)
