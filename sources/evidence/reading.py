"""An article read: its numbers, and two forms mapped to the original.

The reading form is for finding quotations: no line breaks or spaces, one width, one kind of
quotation marks and of Chinese characters. Paragraphs are shown, and searched for numbers.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, islice, pairwise
from unicodedata import east_asian_width

from core.language.prose.counting import numbers_in
from core.language.prose.numbers import Figure
from core.language.text import Span, Traced, compatible, power, simplified
from sources.models import SetAsideNumber

ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟‘’‚‛「」『』«»", '"'),
        "'": '"',  # web articles may use straight marks for both
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•・‧∙", "·"),
    }
)
NOT_READ = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # controls, invisible marks, white space
FULL_LINE = 0.75  # share of the block's longest line; a shorter line ends its paragraph
WIDER = 1.4  # ratio to the next column's width above which a line is a heading
SENTENCE_END = tuple("。！？!?；;…：:.")
CLOSING = "”’」』）)》\"'"
COMMA = re.compile("[，,；]")
CONTEXT = 12  # characters before and after a number that identify its place
LONGEST_NUMBER = 100  # characters; anything longer is no number to record


@lru_cache(maxsize=50_000)
def _read_character(character: str) -> str:
    """One character of the reading form: "" for a space, several letters for ㎡."""
    plain = compatible(character).casefold().translate(ALIKE)
    read = "".join(one for one in plain if unicodedata.category(one) not in NOT_READ)
    return "".join(map(simplified, read))


def as_read(text: str) -> str:
    return _with_powers("".join(map(_read_character, text)))


def _with_powers(letters: str) -> str:
    """km² as km2; a ² after a number stays a footnote mark."""
    return re.sub("[a-z][²³]", lambda match: match[0][0] + power(*match[0]), letters)


def number_goes_on(line: str, following: str) -> bool:
    """Whether a line's last number continues on the next line. Not in a table of numbers."""
    broken = re.search(r"\d[.．]?$", line) and re.match(r"[.．]?\d", following)
    thousands = re.search(r"\d[,]$", line) and re.match(r"\d{3}(?!\d)", following)
    return bool((broken or thousands) and re.search(r"[^\s\d.,．%％+-]", line))


def _starts(text: str, words: str) -> Iterator[int]:
    """Where words stand in a text, overlapping ones included."""
    start = text.find(words) if words else -1
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


@dataclass(frozen=True)
class Reading(Traced):
    original: str

    def find(self, quote: str) -> list[Span]:
        """All spans of a quotation, none inside a number: 3.5 is not found in 303.5."""
        wanted = as_read(quote)
        spans = ((start, start + len(wanted)) for start in _starts(self.text, wanted))
        return [span for span in spans if not any(map(self._cuts_number, span))]

    def _cuts_number(self, place: int) -> bool:
        around = self.text[max(place - 2, 0) : place], self.text[place : place + 2]
        if not re.search(r"\d[.,]?$", around[0]) or not re.match(r"[.,]?\d", around[1]):
            return False
        gap = self.original[self.places[place - 1] + 1 : self.places[place]]
        if "\n" not in gap:
            return not any(character.isspace() for character in gap)
        before = self.original.rfind("\n", 0, self.places[place - 1] + 1) + 1
        line = self.original[before : self.places[place - 1] + 1]
        return number_goes_on(line, self.original[self.places[place] : self.places[place] + 4])


def reading_of(original: str) -> Reading:
    letters, places = [], array("l")
    for place, character in enumerate(original):
        read = _read_character(character)
        letters.append(read)
        places.extend([place] * len(read))
    return Reading(_with_powers("".join(letters)), places, original)


@dataclass(frozen=True)
class Line:
    """A line of the original without surrounding spaces, and its position."""

    start: int
    text: str

    @cached_property
    def width(self) -> int:
        """Its width: a Chinese character counts as two digits."""
        return sum(1 if east_asian_width(one) in ("Na", "N", "H") else 2 for one in self.text)


def _width(block: list[Line]) -> int:
    return max(line.width for line in block)


def paragraphs_of(original: str) -> list[Traced]:
    """The text as paragraphs, by lengths and ends of lines: columns joined, headings separate."""
    paragraphs: list[list[Line]] = []
    goes_on = False
    for block, following in pairwise([*_blocks(original), []]):
        width = _width(block)
        for line in block:
            if goes_on:
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
            goes_on = line.width >= FULL_LINE * width
        goes_on = goes_on and _goes_on_in(block, following)
    return [_joined(lines) for lines in paragraphs]


def _blocks(original: str) -> Iterator[list[Line]]:
    """The lines between blank ones."""
    lines, start = [], 0
    for raw in original.split("\n"):
        text = raw.strip()
        lines.append(Line(start + raw.index(text), text))
        start += len(raw) + 1
    for is_blank, block in groupby(lines, key=lambda line: not line.text):
        if not is_blank:
            yield list(block)


def _goes_on_in(block: list[Line], following: list[Line]) -> bool:
    """Whether the block's last sentence continues after the blank line."""
    last = block[-1].text.rstrip(CLOSING)
    if not following or last.endswith(SENTENCE_END):
        return False
    if len(following) > 1 and block[-1].width > WIDER * _width(following):
        return False
    return len(block) > 1 or bool(COMMA.search(last))  # a single line may be a heading


def _joined(lines: list[Line]) -> Traced:
    text, places = "", array("l")
    for line, following in pairwise([*lines, Line(0, "")]):
        text += line.text
        places.extend(range(line.start, line.start + len(line.text)))
        if _needs_space(line.text, following.text):
            text += " "
            places.append(places[-1] + 1)
    return Traced(text, places)


def _needs_space(line: str, following: str) -> bool:
    if not following or not (line[-1].isascii() and following[0].isascii()):
        return False
    return not number_goes_on(line, following)


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

    def place_of(self, number: PrintedNumber) -> SetAsideNumber:
        """The place of a number, not saved; `occurrence` counts equal ones from 1."""
        start, end = number.read
        text = self.reading.text
        before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
        words = before + text[start:end] + after
        starts = _starts(text, words)
        occurrence = next(n for n, at in enumerate(starts, 1) if at == start - len(before))
        return SetAsideNumber(
            before=before, wording=text[start:end], after=after, occurrence=occurrence
        )

    def find_place(self, place: SetAsideNumber) -> Span | None:
        starts = _starts(self.reading.text, place.before + place.wording + place.after)
        start = next(islice(starts, place.occurrence - 1, None), None)
        if start is None:
            return None
        return start + len(place.before), start + len(place.before) + len(place.wording)


@lru_cache(maxsize=8)
def read_article(text: str, issued: int | None = None) -> Article:
    """Parse a text, published in the year `issued`. Cached.

    Takes 50 ms for a newspaper page, seconds for the longest text.
    """
    reading, paragraphs = reading_of(text), tuple(paragraphs_of(text))
    numbers = []
    for paragraph in paragraphs:
        for found in numbers_in(paragraph.text, issued):
            start, end = paragraph.span(found.start, found.end)
            read = bisect_left(reading.places, start), bisect_left(reading.places, end)
            if read[1] - read[0] <= LONGEST_NUMBER:
                numbers.append(PrintedNumber(found, (start, end), read))
    return Article(reading, paragraphs, tuple(numbers))
