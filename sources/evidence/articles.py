"""A parsed article: reading form, paragraphs and numbers. No database."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.language.prose import Figure, numbers_in
from core.language.text import Span, Traced
from sources.evidence.reading import Reading, paragraphs_of, reading_of

CONTEXT = 12  # characters before and after a number that identify its place
LONGEST_NUMBER = 100  # characters; anything longer is no number to record


@dataclass(frozen=True)
class NumberPlace:
    """A place by the words around it; `occurrence` counts equal ones from 1."""

    before: str
    wording: str
    after: str
    occurrence: int


@dataclass(frozen=True)
class PrintedNumber:
    """A number in an article: `span` in the original, `read` in the reading form."""

    found: Figure
    span: Span
    read: Span


@dataclass(frozen=True)
class Article:
    reading: Reading
    paragraphs: tuple[Traced, ...]
    numbers: tuple[PrintedNumber, ...]

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        return [n.read[0] for n in self.numbers], [n.read[1] for n in self.numbers]

    def numbers_near(self, span: Span, within: int = 0) -> tuple[PrintedNumber, ...]:
        """Numbers overlapping a span of the reading form, or less than `within` characters off."""
        starts, ends = self._bounds
        first = bisect_right(ends, span[0] - within)
        return self.numbers[first : bisect_left(starts, span[1] + within)]

    def place_of(self, number: PrintedNumber) -> NumberPlace:
        start, end = number.read
        text = self.reading.text
        before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
        words = before + text[start:end] + after
        earlier = _starts(text, words, until=start - len(before))
        return NumberPlace(before, text[start:end], after, len(earlier) + 1)

    def find_place(self, place) -> Span | None:
        """The span of a NumberPlace, or of a stored one, in this text; None if not found."""
        starts = _starts(self.reading.text, place.before + place.wording + place.after)
        if len(starts) < place.occurrence:
            return None
        start = starts[place.occurrence - 1] + len(place.before)
        return start, start + len(place.wording)


def _starts(text: str, words: str, until: int | None = None) -> list[int]:
    starts = []
    start = text.find(words)
    while start >= 0 and (until is None or start < until):
        starts.append(start)
        start = text.find(words, start + 1)
    return starts


@lru_cache(maxsize=8)
def read_article(text: str) -> Article:
    """Parse a text: 50 ms for a newspaper page, seconds for the longest. Cached."""
    reading, paragraphs = reading_of(text), tuple(paragraphs_of(text))
    numbers = []
    for paragraph in paragraphs:
        for found in numbers_in(paragraph.text):
            start, end = paragraph.span(found.start, found.end)
            read = bisect_left(reading.places, start), bisect_left(reading.places, end)
            if read[1] - read[0] <= LONGEST_NUMBER:
                numbers.append(PrintedNumber(found, (start, end), read))
    return Article(reading, paragraphs, tuple(numbers))
