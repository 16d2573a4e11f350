"""Text in one normal form of its characters, with the positions in the original."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from core.language.text import Traced, compatible, power

# Traditional characters in numbers, units, limits and the words that tell what a number is.
TRADITIONAL = str.maketrans(
    "萬億畝頃個項戶噸兩餘過約於達幾數點週冊間時內個業門園機構銀組標製"
    "來後歷滿從較類種層維轉變識堅確統籌體戰動計劃規號單縣區國產務電話熱線傳郵編碼優勢關鍵詞結處據",
    "万亿亩顷个项户吨两余过约于达几数点周册间时内个业门园机构银组标制"
    "来后历满从较类种层维转变识坚确统筹体战动计划规号单县区国产务电话热线传邮编码优势关键词结处据",
)
DASHES = dict.fromkeys(map(ord, "–—―─−‒‐‑﹣－"), "-") | dict.fromkeys(map(ord, "〜∼"), "~")
# Separates a list (100，200) unless digits are full-width too or decimals follow (1，604.9).
FULL_WIDTH_THOUSANDS = re.compile(
    "(?<=[０-９])，(?=[０-９]{3}(?![０-９]))|(?<=[0-9])，(?=[0-9]{3}[.][0-9])"
)
KEEP_WIDE = frozenset("，；：（）？！")


@dataclass(frozen=True)
class Folded(Traced):
    """Half-width, simplified text without spaces, except between Latin letters or digits."""

    original: str

    def printed(self, start: int, end: int) -> str:
        """The original's text for text[start:end]."""
        return self.original[slice(*self.span(start, end))]


def fold(original: str) -> Folded:
    letters: list[tuple[str, int]] = []
    thousands = {match.start() for match in FULL_WIDTH_THOUSANDS.finditer(original)}
    gap = False
    for place, character in enumerate(original):
        if character.isspace() or unicodedata.category(character) == "Cf":
            gap = gap or character.isspace()
            continue
        plain = "," if place in thousands else _plain(character)
        if letters and not gap:
            plain = power(letters[-1][0], plain)
        if not plain.strip():
            continue
        if gap and letters and _is_latin(letters[-1][0]) and _is_latin(plain[0]):
            letters.append((" ", place - 1))
        gap = False
        letters.extend((one, place) for one in plain)
    text = "".join(letter for letter, _place in letters)
    return Folded(text, tuple(place for _letter, place in letters), original)


@lru_cache(maxsize=20_000)
def _plain(character: str) -> str:
    if character in KEEP_WIDE:
        return character
    form = compatible(character).translate(DASHES).translate(TRADITIONAL)
    return form.replace("○", "〇").replace("◯", "〇")


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".,%")
