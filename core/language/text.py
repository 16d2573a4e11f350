"""The reader's language, and normal forms of text for searching and sorting."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import get_language

from core.language.readings import readings

Span = tuple[int, int]
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters without a visible form
FILLER = re.compile(f"[{FILLERS}]")
TURNED = str.maketrans("後於徵麽菸摺夥", "后于征么烟折伙")  # traditional, and in GB 2312
SEPARATORS = re.compile(r"[、；;\n]+")


@dataclass(frozen=True)
class Traced:
    """A derived text: text[i] comes from position `places[i]` of the original."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The span of the original for text[start:end], which must not be empty."""
        return self.places[start], self.places[end - 1] + 1


def reads_chinese() -> bool:
    """Whether the page, file or answer in the making is in Chinese."""
    return (get_language() or "").startswith("zh")


def normalise(text: str) -> str:
    """The form in which text is searched: NFKC, case-folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=20_000)
def compatible(character: str) -> str:
    """NFKC of one character (㎡ is m2), unless that makes a digit of another sign (①, ²)."""
    form = unicodedata.normalize("NFKC", character)
    is_digit = "０" <= character <= "９"
    is_unit = form[:1].isascii() and form[:1].isalpha()
    if is_digit or is_unit or not any("0" <= sign <= "9" for sign in form):
        return form
    return character


def visible(text: str) -> str:
    """The text without zero-width characters and direction marks."""
    if text.isascii() or (text.isprintable() and not FILLER.search(text)):
        return text  # most texts
    return "".join(
        sign for sign in text if unicodedata.category(sign) != "Cf" and sign not in FILLERS
    )


def power(before: str, character: str) -> str:
    """The digit for ² or ³ after a Latin letter (km²); else the character itself."""
    is_unit = before.isascii() and before.isalpha()
    return {"²": "2", "³": "3"}.get(character, character) if is_unit else character


def looks_like_a_digit(character: str) -> bool:
    """Whether a non-digit can be mistaken for a digit: ①, ², ½, ٣. Not 三."""
    return not character.isascii() and unicodedata.category(character) in ("No", "Nd", "Nl")


@cache
def _simplifier():
    from opencc import OpenCC  # noqa: PLC0415, its tables are read when first needed

    return OpenCC("t2s")


@lru_cache(maxsize=50_000)
def simplified(character: str) -> str:
    """A Chinese character in its simplified form; any other as it is."""
    return character if character.isascii() else _simplifier().convert(character)


def in_simplified(text: str) -> str:
    """In simplified characters. Those of GB 2312 need no table: most texts have no others."""
    return "".join(
        one if one.encode("gb2312", "ignore") else simplified(one) for one in text.translate(TURNED)
    )


def name_key(text: str) -> str:
    """A name for comparing records: width, case, signs and spaces removed."""
    folded = "".join(map(compatible, visible(text))).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def split_terms(text: str) -> list[str]:
    """The terms of a list field, separated by 、 or ; ("标准地、标准地改革")."""
    return [term.strip() for term in SEPARATORS.split(text) if term.strip()]


def pinyin(text: str) -> str:
    """Toneless pinyin, "lin fen jing ji kai fa qu". Not in requests: loading takes 0.2 s."""
    return " ".join(readings().of(normalise(text)).split())


def joined_and_initials(syllables: str) -> str:
    """Pinyin as it is typed: "lin fen" becomes "linfen lf"."""
    words = syllables.split()
    return f"{''.join(words)} {''.join(word[0] for word in words)}"
