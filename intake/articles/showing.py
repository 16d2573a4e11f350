"""An article split for its page into text, numbers and the chosen quotation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sources.evidence.articles import Article, PrintedNumber
from sources.evidence.numbers import MarkedNumber, Numbers
from sources.evidence.reading import Span

AROUND = 14  # characters shown on either side of a number


@dataclass(frozen=True)
class Piece:
    text: str
    number: MarkedNumber | None = None
    begins_number: bool = False
    ends_number: bool = False
    is_quoted: bool = False
    begins_quote: bool = False


def pieces_of(article: Article, numbers: Numbers, quotes: Iterable[Span]) -> list[list[Piece]]:
    """The paragraphs in pieces. `quotes` are spans of the reading form to highlight."""
    number_at = {place: marked for marked in numbers.marked for place in range(*marked.number.span)}
    quoted = {place for span in quotes for place in range(*article.reading.span(*span))}
    first = min(quoted, default=None)
    shown = []
    for paragraph in article.paragraphs:
        row = []
        runs = groupby(
            range(len(paragraph.text)),
            key=lambda i, places=paragraph.places: (number_at.get(places[i]), places[i] in quoted),
        )
        for (number, is_quoted), run in runs:
            places = list(run)
            start, end = paragraph.places[places[0]], paragraph.places[places[-1]] + 1
            row.append(
                Piece(
                    paragraph.text[places[0] : places[-1] + 1],
                    number,
                    begins_number=bool(number) and start == number.number.span[0],
                    ends_number=bool(number) and end == number.number.span[1],
                    is_quoted=is_quoted,
                    begins_quote=is_quoted and start <= first < end,
                )
            )
        shown.append(row)
    return shown


def words_around(article: Article, number: PrintedNumber) -> tuple[str, str]:
    original, (start, end) = article.reading.original, number.span
    before, after = original[max(start - AROUND, 0) : start], original[end : end + AROUND]
    return _on_one_line(before), _on_one_line(after)


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)
