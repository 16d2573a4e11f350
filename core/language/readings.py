"""How Chinese characters are read: pypinyin's tables, whose own form takes 55 MB of a process."""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PLANES = 0x40000  # that have Chinese characters
END = "\n"
HAN = re.compile("[〇\ue815-\ue864㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]+")
CHARACTER = re.compile('"([0-9]+)": "([^,"]+)')
PHRASE = re.compile(r'"([^"]+)": (\[(?:\s*\[[^\]]*\],?)+\s*\])')
FIRST = re.compile(r'\[\s*"([^"]*)"')  # of the readings of a character
MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))  # of tones


@cache
def toneless(reading: str) -> str:
    """The syllable as it is typed: lv for lǜ."""
    bare = unicodedata.normalize("NFD", reading).translate(MARKS)
    return unicodedata.normalize("NFC", bare).replace("ü", "v")


class Characters:
    """The usual reading of each character; half a megabyte."""

    def __init__(self):
        self.syllables, self.numbers = [""], array("H", bytes(2 * PLANES))
        known: dict[str, int] = {}
        for match in CHARACTER.finditer(_table("pinyin_dict")):
            syllable = toneless(match[2])
            if syllable not in known:
                known[syllable] = len(self.syllables)
                self.syllables.append(syllable)
            self.numbers[int(match[1])] = known[syllable]

    def syllable(self, sign: str) -> str:
        """Anything that is no Chinese character is left as it is."""
        place = ord(sign)
        return (self.syllables[self.numbers[place]] if place < PLANES else "") or sign


class Readings:
    """Phrases by their first characters, and the unusual readings of phrases; some 3 MB."""

    def __init__(self):
        self._syllable = characters().syllable
        self.unusual: dict[str, str] = {}
        rests: dict[str, list[str]] = {}
        for match in PHRASE.finditer(_table("phrases_dict")):
            phrase, syllables = match[1], [*map(toneless, FIRST.findall(match[2]))]
            rests.setdefault(phrase[0], []).append(phrase[1:])
            if syllables != [*map(self._syllable, phrase)]:
                self.unusual[phrase] = " ".join(syllables)
        # A text for each first character: sets of phrases and their beginnings take 20.
        self.rests = {first: END + END.join(some) + END for first, some in rests.items()}

    def of(self, text: str) -> str:
        """Each character's syllable, as pypinyin reads phrases; other signs as they are."""
        return HAN.sub(lambda match: f" {' '.join(self._read(match[0]))} ", text)

    def _read(self, text: str) -> Iterator[str]:
        start = 0
        while start < len(text):
            rests, longest, end = self.rests.get(text[start], ""), 1, start + 1
            while f"{END}{text[start + 1 : end]}" in rests:
                if f"{END}{text[start + 1 : end]}{END}" in rests:
                    longest = end - start
                if end == len(text):
                    break
                end += 1
            else:
                end = start
            if longest == 1 and end == len(text):  # as it does with the beginning of a phrase
                longest = len(text) - start
            phrase = text[start : start + longest]
            yield self.unusual.get(phrase) or " ".join(map(self._syllable, phrase))
            start += longest


@cache
def characters() -> Characters:
    """Read once, in a tenth of a second."""
    return Characters()


@cache
def readings() -> Readings:
    """Read once, in a fifth of a second."""
    return Readings()


def _table(name: str) -> str:
    """A table as a text: parsed as JSON it would take ten times as much."""
    folder = Path(find_spec("pypinyin").origin).parent
    return (folder / f"{name}.json").read_text(encoding="utf-8")
