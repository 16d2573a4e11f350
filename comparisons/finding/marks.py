"""What was typed, marked in what is shown: as it is written, or as it sounds."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.language.sounds import initials, plain_letters, syllables
from core.language.text import Span, Traced, compatible, in_simplified, reads_chinese
from core.records.lexicon import key_of

AROUND = 30  # characters before the first mark of a line of context
LINE = 70  # characters of a line of context


def _written(text: str) -> Traced:
    """The text as forms are, with the places."""
    letters = [
        (sign, place)
        for place, one in enumerate(text)
        for sign in in_simplified(plain_letters(compatible(one).casefold()))
        if sign.isalnum()
    ]
    return Traced("".join(sign for sign, _n in letters), tuple(place for _sign, place in letters))


def spans(text: str, words: Sequence[str]) -> list[Span]:
    """Where a text has the words, the longest first; each place once."""
    traced = _written(text)
    found: list[Span] = []
    for word in sorted({key_of(one) for one in words}, key=len, reverse=True):
        for start in _places(traced.text, word):
            span = traced.span(start, start + len(word))
            is_begun = not word.isascii() or span[0] == 0 or not text[span[0] - 1].isalnum()
            if is_begun or not text[span[0] - 1].isascii():
                found += [span] if not any(_meet(span, one) for one in found) else []
        if len(word) > 1 and not found:
            ways = _heard if word.isascii() else _contracted
            found += [traced.span(*one) for one in ways(traced.text, word)]
    return sorted(found)


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _heard(text: str, word: str) -> Iterator[Span]:
    """Where Chinese characters sound as the word, or their initials do."""
    if text.isascii():
        return
    sounds = syllables(text)
    for start in range(len(sounds)):
        for end in range(start + 1, min(len(sounds), start + len(word)) + 1):
            some = sounds[start:end]
            if "".join(some) == word or (end - start > 1 and initials(some) == word):
                yield start, end
                return


def _contracted(text: str, word: str) -> list[Span]:
    """The characters of a contraction, if all are there in this order."""
    places, start = [], 0
    for sign in word:
        start = text.find(sign, start) + 1
        if not start:
            return []
        places.append((start - 1, start))
    return places


def marked(text: str, words: Sequence[str]) -> SafeString:
    """As HTML; Chinese on an English page is marked as such by the template's filter."""
    flags = bytearray(len(text))
    for start, end in spans(text, words):
        flags[start:end] = b"\1" * (end - start)
    runs = groupby(zip(text, flags, strict=True), key=lambda pair: pair[1])
    parts = [(flag, "".join(one for one, _flag in pairs)) for flag, pairs in runs]
    html = format_html_join("", "{}", ((_mark(one) if flag else one,) for flag, one in parts))
    is_foreign = not reads_chinese() and not text.isascii() and any(c >= "\u4e00" for c in text)
    return format_html_join("", '<span lang="zh-Hans">{}</span>', [(html,)]) if is_foreign else html


def _mark(text: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", [(text,)])


def line_of(text: str, words: Sequence[str]) -> str:
    """A line of a long text that has one of the words; blank if none does."""
    found = spans(text, words)
    if not found:
        return ""
    start = max(0, found[0][0] - AROUND)
    end = min(len(text), start + LINE)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
