"""An article's text: accepted from a file or a form, attached, and split for its page."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.language.text import Span
from sources.evidence.numbers import MarkedNumber, Numbers
from sources.evidence.reading import Article, PrintedNumber
from sources.models import MAX_CHARACTERS, ArticleText, Source, digest

MAX_BYTES = 4 * MAX_CHARACTERS  # bytes of a longest text in UTF-8 or GB18030
# UTF-8 first: text in GB18030 is hardly ever valid UTF-8 by chance.
ENCODINGS = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
LAYOUT = "\n\t"
AROUND = 14  # characters shown on either side of a number
PASSAGE = 80  # at most, on either side of a quotation in its sentence
SENTENCE_END = re.compile("[。！？!?；;]")


def decode(data: bytes) -> tuple[str, str]:
    """A file's text and encoding. Raises ValidationError."""
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: %(size)s bytes, and at most %(limit)s are accepted.")
            % {"size": f"{len(data):,}", "limit": f"{MAX_BYTES:,}"}
        )
    if data.startswith(b"%PDF"):
        raise ValidationError(_("This is a PDF. Save its text as a plain text file first."))
    if b"\0" in data:
        raise ValidationError(_("This is no plain text file: it holds zero bytes."))
    for codec, name in ENCODINGS:
        try:
            return clean_text(data.decode(codec)), name
        except UnicodeDecodeError:
            continue
    raise ValidationError(
        _("The file is neither UTF-8 nor GB18030. Save it in one of these encodings.")
    )


def clean_text(text: str) -> str:
    """Normal line breaks, no control characters. Raises ValidationError if blank or too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = "".join(
        one for one in text if one in LAYOUT or unicodedata.category(one) not in ("Cc", "Cs")
    )
    if not text.strip():
        raise ValidationError(_("The text is empty."))
    if len(text) > MAX_CHARACTERS:
        raise ValidationError(
            _("The text is too long: %(size)s characters, and at most %(limit)s are accepted.")
            % {"size": f"{len(text):,}", "limit": f"{MAX_CHARACTERS:,}"}
        )
    return text


def attach(source: Source, text: str, user=None) -> bool:
    """Store or replace a source's text; False if it is the same. Two queries."""
    row = ArticleText.objects.filter(source=source).first() or ArticleText(source=source)
    if row.sha256 == digest(text):
        return False
    row.text, row.attached_by = text, user
    row.save()
    return True


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
    texts = original[max(start - AROUND, 0) : start], original[end : end + AROUND]
    before, after = (re.sub(r"\s*\n\s*", "", text) for text in texts)
    return before, after


class Words(NamedTuple):
    """A piece of a sentence: part of the quotation, part of the number that the fact records."""

    text: str
    is_quoted: bool = False
    is_number: bool = False


def passage(article: Article, quote: Span, number: PrintedNumber | None) -> list[Words]:
    """The sentence around a quotation, which is a span of the reading form. Long ones are cut."""
    start, end = article.reading.span(*quote)
    paragraphs = article.paragraphs
    paragraph = paragraphs[bisect_right(paragraphs, start, key=lambda one: one.places[0]) - 1]
    text, places = paragraph.text, paragraph.places
    quoted = range(bisect_left(places, start), bisect_left(places, end))
    counted = range(0)
    if number:
        counted = range(*(bisect_left(places, place) for place in number.span))
    first = max((one.end() for one in SENTENCE_END.finditer(text, 0, quoted.start)), default=0)
    after = SENTENCE_END.search(text, quoted.stop)
    last = after.end() if after else len(text)
    left, right = max(first, quoted.start - PASSAGE), min(last, quoted.stop + PASSAGE)
    runs = groupby(range(left, right), key=lambda i: (i in quoted, i in counted))
    shown = [Words("".join(text[i] for i in run), *marks) for marks, run in runs]
    cut = Words("…")
    return [*[cut] * (left > first), *shown, *[cut] * (right < last)]
