"""A text in paragraphs and sentences, which spans of the original lead back to."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.language.prose.folding import fold
from core.language.text import Span, Traced
from sources.evidence.reading import Article, PrintedNumber, read_article, simplified

SENTENCE = re.compile("[^。！？!?；;]*[。！？!?；;]*[”’」』）)]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence: text[start:end] of its paragraph."""

    paragraph: "Paragraph"
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph for the rules: folded (one width), simplified, its lines joined.

    `text[i]` stands at `places[i]` of the original.
    """

    number: int  # from 1
    traced: Traced

    @property
    def text(self) -> str:
        return self.traced.text

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        spans = (match.span() for match in SENTENCE.finditer(self.text))
        return tuple(Sentence(self, *span) for span in spans if span[0] < span[1])

    def span(self, start: int, end: int) -> Span:
        """The span of the original for text[start:end], which must not be empty."""
        return self.traced.span(start, end)


@dataclass(frozen=True)
class Passages:
    """A text as the rules read it. `issued`: EDTF, "" if not known."""

    text: str
    issued: str
    article: Article

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        traced = (_folded(one) for one in self.article.paragraphs)
        return tuple(Paragraph(number, one) for number, one in enumerate(traced, 1))

    def sentences(self) -> Iterator[Sentence]:
        for paragraph in self.paragraphs:
            yield from paragraph.sentences

    def paragraph_at(self, place: int) -> Paragraph:
        """The paragraph that a place of the original is in, or the one before it."""
        after = bisect_right(self.paragraphs, place, key=lambda one: one.traced.places[0])
        return self.paragraphs[max(after - 1, 0)]

    @property
    def numbers(self) -> tuple[PrintedNumber, ...]:
        return self.article.numbers


def passages_of(text: str, issued: str) -> Passages:
    """Read a text; numbers such as 19年 need the year of `issued`."""
    year = int(issued[:4]) if issued[:4].isdigit() else None
    return Passages(text, issued, read_article(text, year))


# Signs that Chinese prose has in full width: beside a sign of it, not within 1,604.9 or 9:30.
WIDE = dict(zip(",;:()?!", "，；：（）？！", strict=True))
NARROW = re.compile("(?<=[^!-~])[,;:()?!]|[,;:()?!](?=[^!-~]|$)")


def _folded(paragraph: Traced) -> Traced:
    folded = fold(paragraph.text)
    text = "".join(map(simplified, folded.text))  # one sign is one sign
    text = NARROW.sub(lambda sign: WIDE[sign[0]], text)
    return Traced(text, [paragraph.places[place] for place in folded.places])
