"""Citations of what is proposed of a text: the place as the house writes it, and a short quotation.

A quotation is found exactly once by the evidence check (`sources.evidence`), or it is left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.language.text import Traced
from core.records.models import QUOTE_LENGTH
from intake.articles.proposing.proposals import SUBJECT, ProposedZone
from sources.evidence.reading import Article

PROSE = re.compile("[。；！？;!?]|[：:，,…][”’」』]?$")  # a heading has none of these
LONGEST_HEADING = 40
LONGEST_SECTION = 30
CLAUSE_END = re.compile("[，。；！？：、,;!?()（）…]")
PAIRS = ("“”", "‘’", "「」", "『』", "《》", "（）", "()")
NEVER_FIRST = "”’」』》）)，。；！？：、,;!? "
NEVER_LAST = "“‘「『《（(，。；！？：、,;!? "


@dataclass(frozen=True)
class Citing:
    """Cites an article. `zones`: an article about several has a section for each. No queries."""

    article: Article
    zones: tuple[ProposedZone, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.places[0] for paragraph in self.article.paragraphs]

    def _at(self, place: int) -> int:
        """The paragraph that a place of the original is in, or the one before it."""
        return max(bisect_right(self._starts, place) - 1, 0)

    @cached_property
    def _locators(self) -> list[str]:
        """Of each paragraph; headings are not counted."""
        sections = dict(self._sections())
        found, section, number = [], "", 0
        for place, paragraph in enumerate(self.article.paragraphs):
            if place in sections:
                section, number = sections[place], 0
            number += not _is_heading(paragraph.text)
            found.append(f"{section} ¶{max(number, 1)}".strip())
        return found

    def _sections(self) -> Iterator[tuple[int, str]]:
        """The first paragraph of each zone that is written about, if they are several."""
        zones = [zone for zone in self.zones if zone.role == SUBJECT]
        for zone in zones if len(zones) > 1 else ():
            first = min([zone.start, *(start for start, _end in zone.others)])
            yield self._at(first), zone.name[:LONGEST_SECTION]

    def locator(self, start: int) -> str:
        """Section and paragraph at a place of the original: "盐湖高新区 ¶9", "¶3"."""
        return self._locators[self._at(start)] if self._starts else ""

    def quote(self, start: int, end: int) -> str:
        """Words around or in a span of the original, found once in the text; "" if there are none.

        Whole clauses first, then as little as is found once; marks in pairs if possible.
        """
        if not self._starts:
            return ""
        paragraph = self.article.paragraphs[self._at(start)]
        first, last = bisect_left(paragraph.places, start), bisect_left(paragraph.places, end)
        found = self._found_once(paragraph, _windows(paragraph.text, first, last))
        once = next(found, "")
        return once if _is_whole(once) else next(filter(_is_whole, found), once)

    def _found_once(self, paragraph: Traced, windows: Iterable[tuple[int, int]]) -> Iterator[str]:
        for left, right in windows:
            words = paragraph.text[left:right].strip()
            if 0 < len(words) <= QUOTE_LENGTH and len(self.article.reading.find(words)) == 1:
                yield words


def nearest(article: Article, words: str, place: int) -> tuple[int, int] | None:
    """Where words stand in the original, nearest to a place; None if they do not."""
    spans = [article.reading.span(*span) for span in article.reading.find(words)]
    return min(spans, key=lambda span: abs(span[0] - place), default=None)


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and not PROSE.search(text)


def _is_whole(words: str) -> bool:
    """Whether words begin and end well, and each mark in them has its other half."""
    if not words or words[0] in NEVER_FIRST or words[-1] in NEVER_LAST:
        return False
    return all(words.count(opening) == words.count(closing) for opening, closing in PAIRS)


def _windows(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Windows of a paragraph to quote for its span from `first` to `last`, best ones first."""
    room = QUOTE_LENGTH - (last - first)
    if room < 0:  # parts of the span: its beginning, then its end, then what is between
        yield first, first + QUOTE_LENGTH
        yield last - QUOTE_LENGTH, last
        yield from ((left, left + QUOTE_LENGTH) for left in range(first, last - QUOTE_LENGTH))
        return
    left, right = _clause_start(text, first), _clause_end(text, last)
    yield from ((left, right), (left, last), (first, right))
    for more in range(room + 1):
        yield from (
            (first - before, last + more - before)
            for before in range(more, -1, -1)
            if before <= first and last + more - before <= len(text)
        )


def _clause_start(text: str, place: int) -> int:
    ends = [match.end() for match in CLAUSE_END.finditer(text, max(place - QUOTE_LENGTH, 0), place)]
    return ends[-1] if ends else max(place - QUOTE_LENGTH, 0)


def _clause_end(text: str, place: int) -> int:
    match = CLAUSE_END.search(text, place, place + QUOTE_LENGTH)
    return match.start() if match else place + QUOTE_LENGTH + 1
