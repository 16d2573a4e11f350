"""Normal forms of Chinese and English text, for searching and sorting.

Both databases sort Chinese by code point and compare full-width forms as other letters,
so what is searched or sorted is stored in a normal form of its own.
"""

import re
import unicodedata

SEPARATORS = re.compile(r"[、；;\n]+")


def normalise(text: str) -> str:
    """The form in which text is searched: NFKC, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def split_terms(text: str) -> list[str]:
    """The terms of a list kept in one field, separated by 、 or ; ("标准地、标准地改革")."""
    return [term.strip() for term in SEPARATORS.split(text) if term.strip()]


def pinyin(text: str) -> str:
    """Toneless pinyin, a syllable a word ("lin fen jing ji kai fa qu"); other letters stay.

    The dictionary behind it takes a tenth of a second to load: call it when a record is
    saved, never for a page.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415, loading it costs every process memory

    return " ".join(" ".join(lazy_pinyin(normalise(text), v_to_u=False)).split())


def initials(syllables: str) -> str:
    """The first letters of each syllable: "lin fen" becomes "lf"."""
    return "".join(word[0] for word in syllables.split())
