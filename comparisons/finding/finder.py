"""What is found for a query: by whole names, by its parts together, or by what was meant."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, reduce
from operator import and_

from pyroaring import BitMap

from comparisons.finding.findings import TOGETHER, Findings, some
from comparisons.finding.kinds import KINDS, Kind
from comparisons.finding.lookup import Lookup
from comparisons.finding.together import add_together
from comparisons.finding.words import (
    DEADLINES,
    OF_DEADLINES,
    Part,
    cut,
    joined,
    sections,
    units,
)
from core.language.text import in_simplified
from core.records.indexes import Indexes
from core.records.lexicon import Found, Match, key_of
from policies.models import Policy
from zones.models import Province, Zone

MOST_CORRECTIONS = 30


def find(indexes: Indexes, query: str) -> Findings:
    """The findings for a query, or for the likeliest correction of one that nothing is called."""
    lookup = Lookup(indexes)
    text = in_simplified(query)
    finder = Finder(lookup, text)
    found = finder.found()
    if found.best.match < Match.TEXT:
        return found
    is_unknown = any(not part.is_known for part in finder.parts)
    corrected = Correction(lookup, text).found() if is_unknown else None
    return corrected or finder.found_of_some()


class Finder:
    def __init__(self, lookup: Lookup, text: str):
        self.lookup, self.text = lookup, text
        self.findings = Findings(words=[text])

    @cached_property
    def parts(self) -> list[Part]:
        return cut(units(self.text), self.lookup.is_known)

    def found(self) -> Findings:
        for model, found in self.lookup.whole(self.text).items():
            self.findings.add(model, found)
        self._add_selection()
        self._add_deadlines()
        if len(self.parts) > 1:
            self.findings.words += [part.text for part in self.parts]
            add_together(self.lookup, self.parts, self.findings)
            if self.findings.best.match > Match.ALIAS:
                self._add_in_parts()
        return self.findings

    def _add_selection(self) -> None:
        if narrowed := self.lookup.zones_of(self.text):
            parameter, values, _zones = narrowed
            chosen = tuple((parameter, value) for value in values)
            self.findings.selections["zones:list", chosen] = Found(Match.NAME, 0)
        if page := sections().get(key_of(self.text)):
            self.findings.selections[page, ()] = Found(Match.NAME, 1)

    def _add_deadlines(self) -> None:
        """What is due when, asked for with a year or with chemical parks, of which they all are."""
        rest = [one for one in self.parts if sections().get(key_of(one.text)) != DEADLINES]
        if len(rest) < len(self.parts) and OF_DEADLINES.fullmatch(
            "".join(key_of(one.text) for one in rest)
        ):
            self.findings.selections[DEADLINES, ()] = TOGETHER

    def _add_in_parts(self) -> None:
        """What has every part somewhere in its forms."""
        words = self._words()
        for kind in KINDS:
            if kind.model is Province:
                continue
            found = [self._fitting(kind, word) for word in words]
            both = reduce(and_, (BitMap(one) for one in found))
            sums = {key: sum(one[key].match for one in found) for key in both}
            fits = {key: Found(Match.IN_PARTS, total) for key, total in sums.items()}
            self.findings.add(kind.model, fits)

    def _fitting(self, kind: Kind, word: str) -> dict[int, Found]:
        """The records of a kind with a word, or of the province, tier or kind that it names."""
        found = self.lookup.of_kind(kind, word)
        if kind.model not in (Zone, Policy):
            return found
        provinces = self.lookup.exact(word).get(Province, ())
        of_word = self.lookup.rows(kind.model).having("province", provinces)
        narrowed = self.lookup.zones_of(word) if kind.model is Zone else None
        of_word |= narrowed[2] if narrowed else BitMap()
        return found | {
            key: Found(Match.NAME, 0) for key in of_word & self.lookup.public[kind.model]
        }

    def _words(self) -> list[str]:
        """The parts, the unknown ones in Latin letters word by word."""
        found = []
        for part in self.parts:
            is_latin = key_of(part.text).isascii()
            found += part.text.split() if is_latin and not part.is_known else [part.text]
        return found

    def found_of_some(self) -> Findings:
        """Where nothing fits all parts, what those are that are known."""
        for part in self.parts:
            for model, keys in self.lookup.exact(part.text).items() if part.is_known else ():
                self.findings.add(model, {key: Found(Match.TEXT, 0) for key in keys})
            if sections().get(key_of(part.text)) == DEADLINES:
                self.findings.selections[DEADLINES, ()] = Found(Match.TEXT, 0)
        if not any(self.findings.records.values()):
            self._add_most_words()
        self.findings.is_partial = True
        return self.findings

    def _add_most_words(self) -> None:
        """The records with more of the words than others, two at least."""
        words = [word for word in dict.fromkeys(self._words()) if len(key_of(word)) > 2]
        for kind in KINDS:
            counts = Counter(key for word in words for key in self._fitting(kind, word))
            most = max(counts.values(), default=0)
            if most > 1 and most * 2 >= len(words):
                found = {key: Found(Match.TEXT, -n) for key, n in counts.items() if n == most}
                self.findings.add(kind.model, found)


class Correction:
    """A query with one slip: in all of it, or in one of its unknown parts."""

    def __init__(self, lookup: Lookup, text: str):
        self.lookup, self.text = lookup, text

    def found(self) -> Findings | None:
        for meant in some(self._ways(), MOST_CORRECTIONS):
            found = Finder(self.lookup, meant).found()
            if found.best.match <= Match.IN_PARTS:
                is_title = self.text[:1].isupper()
                found.meant = meant[:1].upper() + meant[1:] if is_title else meant
                return found
        return None

    def _ways(self) -> Iterator[str]:
        yield from self.lookup.corrections(self.text)
        parts = cut(units(self.text), self.lookup.is_known)
        for place, part in enumerate(parts):
            if not part.is_known and len(parts) > 1:
                for way in self.lookup.corrections(part.text):
                    texts = [one.text for one in parts]
                    yield joined([*texts[:place], way, *texts[place + 1 :]])
