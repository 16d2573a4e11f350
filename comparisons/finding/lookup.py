"""One query's look-ups in the lexicons, of public records only."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from django.db.models import Model
from pyroaring import BitMap

from comparisons.finding.kinds import KIND_OF, KINDS, Kind
from comparisons.finding.words import EMPTY, sections, words
from core.language.slips import is_near, looks_like, misheard, slips, sound
from core.language.text import name_key
from core.records.indexes import Indexes
from core.records.lexicon import BEGINNING, BEGUN, Found, Lexicon, Match, key_of
from core.records.rows import Rows
from zones.finding import contracted
from zones.models import Zone

SOUNDS = (Match.SOUND, Match.SOUND_BEGINS)
DIGIT = re.compile(r"\d")  # a code that begins otherwise is another code
SIGN = re.compile(r"[^\W\d_]&[^\W\d_]")  # R&D are no initials of pinyin


class Lookup:
    """What is known of the words of one query."""

    def __init__(self, indexes: Indexes):
        self.indexes = indexes
        self.exact = lru_cache(maxsize=None)(self._exact)

    def rows(self, model: type[Model]) -> Rows:
        return Rows(self.indexes, model)

    def lexicon(self, kind: Kind) -> Lexicon:
        return self.indexes.of(kind.lexicon, kind.model)

    @cached_property
    def public(self) -> dict[type[Model], BitMap]:
        return {kind.model: self.rows(kind.model).public for kind in KINDS}

    @cached_property
    def lexicons(self) -> list[Lexicon]:
        return [self.lexicon(kind) for kind in KINDS]

    def _exact(self, text: str) -> dict[type[Model], BitMap]:
        """The records of each kind that are called so."""
        found = {}
        for kind in KINDS:
            lexicon = self.lexicon(kind)
            keys = BitMap().union(*map(lexicon.exactly, lexicon.readings(text)))
            if keys := keys & self.public[kind.model]:
                found[kind.model] = keys
        return found

    def is_known(self, text: str) -> bool:
        key = key_of(text)
        if text.casefold() in EMPTY:
            return True
        return key in words() or key in sections() or bool(len(key) > 1 and self.exact(text))

    def whole(self, text: str) -> dict[type[Model], dict[int, Found]]:
        """The records that fit all of a text by one of their forms, best first, by kind."""
        return {kind.model: self.of_kind(kind, text) for kind in KINDS}

    def of_kind(self, kind: Kind, text: str) -> dict[int, Found]:
        lexicon, found = self.lexicon(kind), {}
        ways = [lexicon.beginning(one) for one in lexicon.readings(text)]
        ways.append(lexicon.containing(key_of(text)))
        is_spoken = not SIGN.search(text)
        for way in ways:
            for key, fits in way.items():
                if key not in self.public[kind.model] or fits >= found.get(key, (Match.TEXT,)):
                    continue
                if is_spoken or fits.match not in SOUNDS:
                    found[key] = fits
        return found

    def zones_of(self, text: str) -> tuple[str, tuple[str, ...], BitMap] | None:
        """The parameter and values that a word for a tier or kind narrows zones to, and those."""
        word = words().get(key_of(text))
        if word is None:
            return None
        values = tuple(map(str, word.values))
        return word.parameter, values, self.rows(Zone).having(word.parameter, values)

    def corrections(self, text: str) -> Iterator[str]:
        """What may have been meant by an unknown text, the likeliest first."""
        if name_key(text).isascii():
            yield from self._slipped(text)
            return
        word = key_of(text)
        heard = sound(word)
        yield from self._heard(word, heard)
        # Of the place of a zone that was read one sign may be another one, not the first.
        yield from self._looking_like(word, self.lexicon(KIND_OF[Zone]), 1, self.zones_read)
        for lexicon in self.lexicons:
            public = self.public[lexicon.model]
            yield from self._looking_like(word, lexicon, lexicon.kept_whole, public)
        for one in misheard(heard):
            yield from self._heard(word, one)

    @cached_property
    def zones_read(self) -> BitMap:
        """The public zones of which reforms are recorded."""
        return self.rows(Zone).having("reforms", [1]) & self.public[Zone]

    @staticmethod
    def _looking_like(word: str, lexicon: Lexicon, sure: int, among: BitMap) -> Iterator[str]:
        if pattern := looks_like(word, sure):
            for key, form in lexicon.resembling(pattern):
                if key in among and len(form) <= len(word) + 1:
                    yield form

    def _slipped(self, text: str) -> Iterator[str]:
        """The text with one slip in a word, if it then is a form; if none is, if one begins so."""
        words, begun = text.split(), []
        for place, word in enumerate(words):
            before, after = " ".join(words[:place]), " ".join(words[place + 1 :])
            # The kind of a zone may be contracted on either side.
            sides = {(key_of(before), key_of(after))}
            sides.add((key_of(contracted(before)), key_of(contracted(after))))
            if any(lexicon.knows(key_of(word)) for lexicon in self.lexicons):
                continue
            for other in slips(key_of(word)):
                ways = [left + other + right for left, right in sides]
                meant = " ".join(filter(None, [before, other, after]))
                if any(self._is_called(way) for way in ways):
                    yield meant
                elif len(ways[0]) >= BEGUN and not DIGIT.search(word):
                    begun.append((meant, ways[0]))
        yield from (meant for meant, way in begun if self._begins_a_name(way))

    def _is_called(self, word: str) -> bool:
        return any(
            lexicon.tables[0].may_hold(word) and lexicon.exactly(word) & self.public[lexicon.model]
            for lexicon in self.lexicons
        )

    def _begins_a_name(self, word: str) -> bool:
        beginning = word[:BEGUN] + BEGINNING
        return any(
            lexicon.tables[0].may_hold(beginning)
            and lexicon.begins(word) & self.public[lexicon.model]
            for lexicon in self.lexicons
        )

    def _heard(self, word: str, sounding: str) -> Iterator[str]:
        """What sounds so in Chinese and looks like the word in half of its signs at least.

        A zone that was read may have none of them, if it sounds as the word does.
        """
        for kind in KINDS:
            lexicon = self.lexicon(kind)
            heard, written = lexicon.tables
            if not heard.may_hold(sounding):
                continue
            for owner in lexicon.exactly(sounding) & self.public[kind.model]:
                is_sure = kind.model is Zone and owner in self.zones_read
                is_sure = is_sure and sounding == sound(word)
                for form in written.forms_of(owner):
                    if sound(form) == sounding and (is_sure or is_near(form, word)):
                        yield form
