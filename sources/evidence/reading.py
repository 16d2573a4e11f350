"""An article's text in two forms, each with the way back to the original's characters.

The reading form leaves out what a reader does not read: line breaks of a PDF's columns,
spaces, full or half width, the kind of quotation marks and of Chinese characters. Quotes
are looked for in it. Paragraphs are what the article's page shows and numbers are found in.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from unicodedata import east_asian_width

from core.language.text import Span, Traced, compatible, power

ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟‘’‚‛「」『』«»", '"'),
        "'": '"',  # an article on the web may print both kinds of marks straight
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•・‧∙", "·"),
    }
)
NOT_READ = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # controls, invisible marks, white space
FULL_LINE = 0.75  # of the longest line of its block: a shorter one ends its paragraph
WIDER = 1.4  # than the next column: a line that long is a heading over it
SENTENCE_END = tuple("。！？!?；;…：:.")
CLOSING = "”’」』）)》\"'"
COMMA = re.compile("[，,；]")


@cache
def _simplifier():
    from opencc import OpenCC  # noqa: PLC0415, its tables are read when first needed

    return OpenCC("t2s")


@lru_cache(maxsize=50_000)
def _read_character(character: str) -> str:
    """What a reader makes of one character: nothing for a space, several letters for ㎡."""
    plain = compatible(character).casefold().translate(ALIKE)
    read = "".join(one for one in plain if unicodedata.category(one) not in NOT_READ)
    return _simplifier().convert(read) if read and not read.isascii() else read


def as_read(text: str) -> str:
    """The reading form of a short text, such as a quotation."""
    return _with_powers("".join(map(_read_character, text)))


def _with_powers(letters: str) -> str:
    """km² as km2; a ² behind a number stays a footnote's mark."""
    return re.sub("[a-z][²³]", lambda match: match[0][0] + power(*match[0]), letters)


def number_goes_on(line: str, following: str) -> bool:
    """Whether a number that a line ends with goes on in the next line of its column.

    Not in a table: there a line consists of nothing but numbers.
    """
    broken = re.search(r"\d[.．]?$", line) and re.match(r"[.．]?\d", following)
    thousands = re.search(r"\d[,]$", line) and re.match(r"\d{3}(?!\d)", following)
    return bool((broken or thousands) and re.search(r"[^\s\d.,．%％+-]", line))


@dataclass(frozen=True)
class Reading(Traced):
    """The reading form of a text."""

    original: str

    def find(self, quote: str) -> list[Span]:
        """Where a quotation stands in the reading form: all places, none inside a number.

        The 3.5 of 303.5 is not a place of “3.5”.
        """
        wanted = as_read(quote)
        found = []
        start = self.text.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if not self._cuts_number(start) and not self._cuts_number(end):
                found.append((start, end))
            start = self.text.find(wanted, start + 1)
        return found

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


# -- Paragraphs ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A line of the original without the spaces around it, and where it begins."""

    start: int
    text: str

    @cached_property
    def width(self) -> int:
        """How far the line reaches in its column: a Chinese character is two digits wide."""
        return sum(1 if east_asian_width(one) in ("Na", "N", "H") else 2 for one in self.text)


def _width(block: list[Line]) -> int:
    return max(line.width for line in block)


def paragraphs_of(original: str) -> list[Traced]:
    """The text as paragraphs: columns' lines joined, headings on their own.

    A column that goes on after a blank line is one paragraph still. Judged by the lines'
    lengths and ends, so that an odd layout may join or part too much; quotes do not mind.
    """
    paragraphs: list[list[Line]] = []
    blocks = list(_blocks(original))
    goes_on = False
    for number, block in enumerate(blocks):
        width = _width(block)
        for line in block:
            if goes_on:
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
            goes_on = line.width >= FULL_LINE * width
        following = blocks[number + 1] if number + 1 < len(blocks) else []
        goes_on = goes_on and _goes_on_in(block, following)
    return [_joined(lines) for lines in paragraphs]


def _blocks(original: str) -> Iterator[list[Line]]:
    block: list[Line] = []
    start = 0
    for raw in original.split("\n"):
        text = raw.strip()
        if text:
            block.append(Line(start + raw.index(text), text))
        elif block:
            yield block
            block = []
        start += len(raw) + 1
    if block:
        yield block


def _goes_on_in(block: list[Line], following: list[Line]) -> bool:
    """Whether the block's last sentence goes on in the block after the blank line."""
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
