"""Two forms of an article, mapped to the original: reading form and paragraphs.

The reading form is for finding quotations: no line breaks or spaces, one width, one kind of
quotation marks and of Chinese characters. Paragraphs are shown, and searched for numbers.
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


@cache
def _simplifier():
    from opencc import OpenCC  # noqa: PLC0415, its tables are read when first needed

    return OpenCC("t2s")


@lru_cache(maxsize=50_000)
def _read_character(character: str) -> str:
    """One character of the reading form: "" for a space, several letters for ㎡."""
    plain = compatible(character).casefold().translate(ALIKE)
    read = "".join(one for one in plain if unicodedata.category(one) not in NOT_READ)
    return _simplifier().convert(read) if read and not read.isascii() else read


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


@dataclass(frozen=True)
class Reading(Traced):
    original: str

    def find(self, quote: str) -> list[Span]:
        """All spans of a quotation, none inside a number: 3.5 is not found in 303.5."""
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
