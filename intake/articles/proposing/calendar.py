"""The dates of a whole text, and the period of a figure at a place of it."""

import re
from bisect import bisect_left
from typing import NamedTuple

from core.language.text import Span
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.periods import BASE, DATED, FRAME, NOW, OLD, Mention, Times

CLAUSE_END = "，。；：,;:"
IN_BRACKETS = re.compile("[（(][^（()）]{0,20}[)）]")
REST = re.compile("[^，。；,;]*")
POINTED_AT = re.compile("[”’」]?(?:这|此)(?:也|就|正)?是[^，。；0-9]{0,12}")
DAY = re.compile("....-..-..")
DUE = re.compile('(?<!截)(?<!截止)[到至][“"]?$')


MOST = 20  # earlier mentions of a paragraph that are looked at


class Asked(NamedTuple):
    """Where a figure stands in its paragraph, and what it is."""

    paragraph: Paragraph
    sentence: Span
    start: int
    end: int
    is_target: bool
    is_duration: bool
    is_changed: bool  # what a measure came to
    is_state: bool  # of today, unless its sentence says of when


class Calendar:
    """The mentions of time of each paragraph, resolved in the order of the text."""

    def __init__(self, passages: Passages):
        self.issued = passages.issued
        self.year = passages.issued[:4] if passages.issued[:4].isdigit() else ""
        self._times: dict[int, Times] = {}
        context = None
        for paragraph in passages.paragraphs:
            times = Times(paragraph.text, passages.issued, context)
            self._times[paragraph.number], context = times, times.context

    def period(self, asked: Asked) -> tuple[str, str]:
        """EDTF, "" if none is told; and the words about time that count for it, "" without any."""
        mention = self._mention(asked)
        if mention is None:
            return "", ""
        words = asked.paragraph.text[mention.start : mention.end]
        if mention.kind == NOW:
            return "" if asked.is_target else self.year, words
        return "" if mention.edtf in ("XXXX", "XXXX/..") else mention.edtf, words

    def is_to_come(self, period: str) -> bool:
        """Whether a period begins after the issue, as far as both are known."""
        known = min(len(period.partition("/")[0]), len(self.issued))
        return bool(known >= len("2019") and period[:known] > self.issued[:known])

    def _mention(self, asked: Asked) -> Mention | None:
        mentions, text = self._times[asked.paragraph.number].mentions, asked.paragraph.text
        found = (
            _before(text, mentions, asked)
            or _after(text, mentions, asked)
            or _pointed_at(text, mentions, asked)
        )
        if asked.is_duration and found and DAY.fullmatch(found.edtf):
            return None  # when something lasted so long
        if found or asked.is_duration or asked.is_changed:
            return found
        frame = _frame(text, mentions, asked.sentence[0])
        if frame and asked.is_state and self._is_long_ago(frame):
            return None  # a zone's founding
        return frame if frame and asked.is_target == self._is_due(text, frame) else None

    def _is_long_ago(self, mention: Mention) -> bool:
        return bool(self.year and mention.year and int(self.year) - mention.year > 1)

    def _is_due(self, text: str, mention: Mention) -> bool:
        """Whether a date of an earlier sentence is when a target is to be reached."""
        is_named = DUE.search(text[max(0, mention.start - 4) : mention.start]) is not None
        if not (self.year and mention.year):
            return is_named
        return mention.year + is_named > int(self.year)


def _before(text: str, mentions: list[Mention], asked: Asked) -> Mention | None:
    """The last one of the sentence before the number."""
    for place in range(_count_before(mentions, asked.start) - 1, -1, -1):
        one = mentions[place]
        if one.start < asked.sentence[0]:
            return None
        if one.kind == BASE:
            continue
        between = text[one.end : asked.start]
        if one.kind != OLD or not re.search("[0-9，。；]", between):
            return one
    return None


def _after(text: str, mentions: list[Mention], asked: Asked) -> Mention | None:
    """One that follows in the same clause, or in brackets behind it."""
    place, end = asked.end, asked.sentence[1]
    brackets = IN_BRACKETS.match(text, place)
    last = brackets.end() if brackets else REST.match(text, place, end).end()
    return _first_between(mentions, place, last)


def _first_between(mentions: list[Mention], start: int, end: int) -> Mention | None:
    for place in range(_count_before(mentions, start), _count_before(mentions, end)):
        if mentions[place].kind == DATED:
            return mentions[place]
    return None


def _count_before(mentions: list[Mention], place: int) -> int:
    return bisect_left(mentions, place, key=lambda one: one.start)


def _pointed_at(text: str, mentions: list[Mention], asked: Asked) -> Mention | None:
    """Of a sentence that the next one dates: 这是2019年的成绩."""
    match = POINTED_AT.match(text, asked.sentence[1])
    if match is None:
        return None
    return _first_between(mentions, match.end(), match.end() + 1)


def _frame(text: str, mentions: list[Mention], start: int) -> Mention | None:
    """The last date that begins an earlier sentence or clause of the paragraph."""
    last = _count_before(mentions, start)
    for one in reversed(mentions[max(0, last - MOST) : last]):
        if one.kind in (DATED, NOW) and "/.." not in one.edtf:
            near = text[max(0, one.start - FRAME - 1) : one.start]
            if len(near) <= FRAME or any(sign in near for sign in CLAUSE_END):
                return one
    return None
