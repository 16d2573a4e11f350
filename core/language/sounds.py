"""How Chinese characters sound, from the table of single ones: for finding, not for storing.

Each character has one reading, except in a few words; `core.language.text.pinyin` knows all words.
"""

import re
import unicodedata
from collections.abc import Iterable

from core.language.readings import characters

# Where the usual reading is not the one of the words that names have.
INSTEAD = {"长": "chang", "调": "tiao"}
WORDS = {
    "重庆": ("chong", "qing"),
    "重新": ("chong", "xin"),
    "西藏": ("xi", "zang"),
    "银行": ("yin", "hang"),
    "行业": ("hang", "ye"),
    "增长": ("zeng", "zhang"),
    "成长": ("cheng", "zhang"),
}


def plain_letters(text: str) -> str:
    """Without accents and tone marks: Ürümqi is Urumqi."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")


def syllable(character: str) -> str:
    """Its toneless pinyin; anything that is no Chinese character as it is."""
    return INSTEAD.get(character) or characters().syllable(character)


def syllables(text: str) -> list[str]:
    """What is heard for each character: Latin letters and digits one by one."""
    heard = [syllable(one) for one in text]
    for word, sounds in WORDS.items():
        for match in re.finditer(word, text):
            heard[match.start() : match.end()] = sounds
    return heard


def initials(sounds: Iterable[str]) -> str:
    return "".join(sound[0] for sound in sounds if sound)
