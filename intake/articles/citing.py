"""Citations of what is proposed of a text: the place as the house writes it, and a short quotation.

A quotation is found exactly once by the evidence check (`sources.evidence`), or it is left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.language.text import Traced
from core.records.models import QUOTE_LENGTH
from sources.evidence.reading import Article

PROSE = re.compile("[。；！？;!?]|[：:，,…][”’」』]?$")  # a heading has none of these
LONGEST_HEADING = 40
LONGEST_SECTION = 30
CLAUSE_END = re.compile("[，。；！？：、,;!?()（）…]")


@dataclass(frozen=True)
class Place:
    """A paragraph of prose: its section ("" if the text has no sections) and its number there."""

    section: str
    number: int

    def __str__(self) -> str:
        return f"{self.section} ¶{self.number}".strip()


@dataclass(frozen=True)
class Citing:
    """Cites an article. No queries."""

    article: Article

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.places[0] for paragraph in self.article.paragraphs]

    def _at(self, place: int) -> int:
        """The paragraph that a place of the original is in, or the one before it."""
        return max(bisect_right(self._starts, place) - 1, 0)

    @cached_property
    def _places(self) -> list[Place]:
        """Of each paragraph. Headings between paragraphs of prose begin sections."""
        found, sections, section, number, was_heading = [], 0, "", 0, False
        for paragraph in self.article.paragraphs:
            is_heading = _is_heading(paragraph.text)
            if is_heading and not was_heading:
                section, number, sections = paragraph.text[:LONGEST_SECTION], 0, sections + 1
            number += not is_heading
            was_heading = is_heading
            found.append(Place(section, max(number, 1)))
        return found if sections > 1 else [Place("", one.number) for one in found]

    def locator(self, start: int) -> str:
        """Section and paragraph at a place of the original: "盐湖高新区 ¶9", "¶3"."""
        return str(self._places[self._at(start)]) if self._starts else ""

    def quote(self, start: int, end: int) -> str:
        """Words around or in a span of the original, found once in the text; "" if there are none.

        Whole clauses first, then as little as is found once.
        """
        if not self._starts:
            return ""
        paragraph = self.article.paragraphs[self._at(start)]
        first, last = bisect_left(paragraph.places, start), bisect_left(paragraph.places, end)
        for left, right in _windows(paragraph, first, min(last, len(paragraph.text))):
            words = paragraph.text[left:right].strip()
            if 0 < len(words) <= QUOTE_LENGTH and len(self.article.reading.find(words)) == 1:
                return words
        return ""


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and not PROSE.search(text)


def _windows(paragraph: Traced, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Windows of a paragraph to quote for its span from `first` to `last`, best ones first."""
    text = paragraph.text
    room = QUOTE_LENGTH - (last - first)
    if room < 0:  # parts of the span: its beginning, then its end, then what is between
        yield first, first + QUOTE_LENGTH
        yield last - QUOTE_LENGTH, last
        yield from ((left, left + QUOTE_LENGTH) for left in range(first, last - QUOTE_LENGTH))
        return
    left = _clause_start(text, first)
    right = _clause_end(text, last)
    yield from ((left, right), (left, last), (first, right))
    for more in range(room + 1):
        yield from (
            (first - before, last + more - before)
            for before in range(more, -1, -1)
            if before <= first and last + more - before <= len(text)
        )


def _clause_start(text: str, place: int) -> int:
    """Where the clause begins that a place is in."""
    ends = [match.end() for match in CLAUSE_END.finditer(text, max(place - QUOTE_LENGTH, 0), place)]
    return ends[-1] if ends else max(place - QUOTE_LENGTH, 0)


def _clause_end(text: str, place: int) -> int:
    match = CLAUSE_END.search(text, place, place + QUOTE_LENGTH)
    return match.start() if match else place + QUOTE_LENGTH + 1
