"""Names of units, and suggestions for misspelt ones."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from itertools import chain

from django.utils.translation import gettext as _

from core.language.prose.folding import fold
from core.language.text import pinyin, reads_chinese, split_terms
from core.language.units import UNITS

ALIKE = 0.75  # similarity of two words' letters; below it a suggestion is a guess
TWO_OF_THREE = 0.66  # the same for Chinese characters
LONGEST = 30  # characters; longer names are not compared


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
    """Every name of a unit in folded form, with its possible codes."""
    return _index(chain(_own_names(), _other_names()))


def unit_codes(text: str) -> tuple[str, ...]:
    """The possible codes of a name, code or symbol: several for 个, one for 亩."""
    word = _folded(text)
    return _own_words().get(word) or unit_words().get(word, ())


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
