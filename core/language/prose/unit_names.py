"""Names of units, also of composed ones (亿美元, 万元每亩), and suggestions for misspelt ones."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import chain

from django.utils.translation import gettext as _

from core.language.prose.folding import fold
from core.language.text import pinyin, reads_chinese, split_terms
from core.language.units import SCALES, UNITS

ALIKE = 0.75  # similarity of two words' letters; below it a suggestion is a guess
TWO_OF_THREE = 0.66  # the same for Chinese characters
LONGEST = 30  # characters; longer names are not compared
PER = re.compile("/|每| per ")  # between the two units of a ratio
# Scale words: in Chinese before any unit, in English before it or after a currency.
ENGLISH = {"thousand": "1k", "k": "1k", "million": "1m", "mn": "1m", "m": "1m", "trillion": "1t"}
ENGLISH |= {"100 million": "100m", "10 million": "10m"}
BEFORE = {scale.word: key for key, scale in SCALES.items()} | {
    f"{word} ": key
    for key, scale in SCALES.items()
    for word in (scale.of_money, scale.of_others, *ENGLISH)
    if ENGLISH.get(word, key) == key
}
AFTER = {scale.of_money: key for key, scale in SCALES.items()} | ENGLISH

Names = Iterable[tuple[str, str]]  # with the unit's code


def _own_names() -> Names:
    for code, unit in UNITS.items():
        for name in (code, unit.label, unit.symbol, unit.symbol_en, unit.symbol_one):
            yield name, code


def _other_names() -> Names:
    return ((name, code) for code, unit in UNITS.items() for name in split_terms(unit.others))


@cache
def _own_words() -> dict[str, tuple[str, ...]]:
    return _index(_own_names())


@cache
def unit_words() -> dict[str, tuple[str, ...]]:
    """Every name of a listed unit in folded form, with its possible codes."""
    return _index(chain(_own_names(), _other_names()))


def unit_codes(text: str) -> tuple[str, ...]:
    """The possible codes of a name, code or symbol: several for 个, one for 亩 and 万元/亩."""
    return _codes_of_text(text) if len(text) <= 3 * LONGEST else ()


@lru_cache(maxsize=4000)
def _codes_of_text(text: str) -> tuple[str, ...]:
    return word_codes(_folded(text))


@lru_cache(maxsize=4000)
def word_codes(word: str) -> tuple[str, ...]:
    """The same of a word in folded form, in small letters."""
    if known := _own_words().get(word) or unit_words().get(word):
        return known
    first, _dot, second = word.partition("·")
    if second and second.isascii():  # the label of a composed unit
        # A listed unit may have the same symbol: 件/万人 of pieces and of cases.
        codes = dict.fromkeys(chain(word_codes(first), _composed_codes(first)))
        return tuple(code for code in codes if _folded(UNITS[code].label) == word)
    if word in UNITS:
        return (word,)
    return tuple(dict.fromkeys(_composed_codes(word)))


def _composed_codes(word: str) -> Iterator[str]:
    return chain(_scaled(word), _ratios(word))


def _scaled(word: str) -> Iterator[str]:
    """The codes of a scale word with a unit: 亿美元, "10,000 teu", "usd 100 m"."""
    for scale, key in BEFORE.items():
        if word.startswith(scale):
            bases = unit_words().get(word.removeprefix(scale), ())
            yield from (code for base in bases if (code := f"{base}-{key}") in UNITS)
    for scale, key in AFTER.items():
        if word.endswith(scale):
            bases = unit_words().get(word.removesuffix(scale).rstrip(), ())
            codes = (f"{base}-{key}" for base in bases if UNITS[base].is_money)
            yield from (code for code in codes if code in UNITS)


def _ratios(word: str) -> Iterator[str]:
    """The codes of one unit per another: 万元/亩, 亿元每平方公里, "cny 100 m per km2"."""
    if between := PER.search(word):
        first, second = word[: between.start()], word[between.end() :]
        if first and second and not PER.search(second):
            pairs = (f"{one}/{other}" for one in word_codes(first) for other in word_codes(second))
            yield from (code for code in pairs if code in UNITS)


def unit_suggestion(text: str) -> str | None:
    """The known name most similar in writing or sound (公倾: 公顷), or None."""
    word = _folded(text)
    if not word or len(word) > LONGEST or unit_codes(text):
        return None
    scored = [(_likeness(word, name), -len(name), name) for name in _suggestable()]
    score, _length, name = max(scored)
    return _suggestable()[name] if score >= ALIKE else None


def unit_problem(text: str, codes: tuple[str, ...] | None = None) -> str:
    """Error message for a name without one unit; else "". `codes` overrides the name's codes."""
    codes = unit_codes(text) if codes is None else codes
    shown = " ".join(text.split())[:LONGEST]
    if len(codes) == 1:
        return ""
    if codes:
        comma = "、" if reads_chinese() else ", "
        names = comma.join(UNITS[code].symbol_en for code in codes)
        sentence = _("“%(unit)s” can stand for several units (%(names)s): choose one.")
        return sentence % {"unit": shown, "names": names}
    nearest = unit_suggestion(text)
    if nearest is None:
        return _("“%(unit)s” is not a known unit.") % {"unit": shown}
    sentence = _("“%(unit)s” is not a known unit; did you mean “%(nearest)s”?")
    return sentence % {"unit": shown, "nearest": nearest}


def _folded(text: str) -> str:
    return fold(text).text.lower()


def _index(names: Names) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for name, code in names:
        index.setdefault(_folded(name), {})[code] = None
    return {name: tuple(codes) for name, codes in index.items()}


@cache
def _suggestable() -> dict[str, str]:
    names = [name for unit in UNITS.values() for name in (unit.symbol, unit.symbol_en, unit.code)]
    names += [name for name, _code in _other_names()]
    return {_folded(name): name for name in reversed(names) if len(name) > 1 or name == "亩"}


@cache
def _spoken(word: str) -> str:
    return pinyin(word)


def _likeness(word: str, name: str) -> float:
    written = SequenceMatcher(None, word, name).ratio()
    if word.isascii() or name.isascii():
        return written
    spoken = 1.0 if _spoken(word) == _spoken(name) else 0.0
    # Most Chinese unit names have two characters: one shared character is not enough.
    if written >= TWO_OF_THREE and min(len(word), len(name)) >= 3:
        written = max(written, ALIKE)
    return max(written, spoken)
