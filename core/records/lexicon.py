"""Everything under which the records of a model may be looked for, sorted in memory.

A form is what is typed without spaces, signs and accents: 临汾经开区, linfenedz, lfjkq. Of one
model there are two sorted texts, one of them in ASCII, with the owner of each form beside it: some
60 bytes a form. Followed by the log of changed rows as other indexes are (decision 32).
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from enum import IntEnum
from io import StringIO
from itertools import chain
from typing import NamedTuple

from pyroaring import BitMap

from core.language.sounds import initials, plain_letters, syllables
from core.language.text import in_simplified, name_key
from core.records.indexes import Kept, seen_in

LAST = {True: "\x7f", False: "\U0010ffff"}  # sorts after every form; by whether it is ASCII
PROVINCE_OR_CITY = re.compile("(?<=..)[省市]$")
BEGUN, BEGINNING = 6, "\n"  # letters of each form that are known as its beginning, and their mark
LONG = 100  # as if a form were so much longer
ROWS_AT_ONCE = 500
MOST_TOUCHED = 500  # rows that are read by key
LONGEST_CONTRACTION = 20
MOST_SKIPPED = 12  # characters that a contraction leaves out at one place


class Form(IntEnum):
    """What a form is of its record, by how much it says."""

    NAME = 0
    PLACE = 1  # the name without what many names have
    SOUND = 2  # pinyin or initials
    ALIAS = 3
    INSIDE = 4  # the end of a name, from one of its words


class Match(IntEnum):
    """How well something fits what was typed, best first."""

    NAME = 0
    PLACE = 1
    SOUND = 2
    ALIAS = 3
    NAME_BEGINS = 4
    PLACE_BEGINS = 5
    SOUND_BEGINS = 6
    ALIAS_BEGINS = 7
    WORD = 8
    WORD_BEGINS = 9
    INSIDE = 10  # somewhere in a name
    CONTRACTED = 11  # its characters in their order, with others between them
    IN_PARTS = 12  # all words, in several forms
    TEXT = 13


EXACT = {form: Match(form) for form in list(Form)[:4]} | {Form.INSIDE: Match.WORD}
BEGINS = {form: Match(form + 4) for form in list(Form)[:4]} | {Form.INSIDE: Match.WORD_BEGINS}


class Found(NamedTuple):
    """How a record fits: comparable, the better the smaller."""

    match: Match
    length: int  # of the form: the shorter, the more of it was typed


class Table:
    """Forms in order, each with its record and kind."""

    def __init__(self, entries: list[str], is_ascii: bool):
        """Of entries as `packed`, which are used up."""
        self.last = LAST[is_ascii]
        entries.sort(reverse=True)
        self.starts, self.owners = array("I", [0]), array("I")
        self.forms, self.bits = bytearray(), bytearray(1 << (4 * len(entries)).bit_length())
        text = StringIO(newline="")
        while entries:  # each makes room for what is made of it
            word, owner, form = unpacked(entries.pop())
            text.write(f"\n{word}")
            self.starts.append(self.starts[-1] + len(word) + 1)
            self.owners.append(owner)
            self.forms.append(form)
            for mark in (word, word[:BEGUN] + BEGINNING):
                place = hash(mark) % (8 * len(self.bits))
                self.bits[place >> 3] |= 1 << (place & 7)
        self.text = text.getvalue() + "\n"

    def __len__(self) -> int:
        return len(self.owners)

    def word(self, place: int) -> str:
        return self.text[self.starts[place] + 1 : self.starts[place + 1]]

    def entries_without(self, owners: BitMap) -> list[str]:
        places = (n for n in range(len(self)) if self.owners[n] not in owners)
        return [packed(self.word(n), self.owners[n], self.forms[n]) for n in places]

    def forms_of(self, owner: int) -> list[str]:
        return [self.word(n) for n, key in enumerate(self.owners) if key == owner]

    def may_hold(self, word: str) -> bool:
        """False for most words that are no form, at once; with `BEGINNING`, that begin none."""
        place = hash(word) % (8 * len(self.bits))
        return bool(self.bits[place >> 3] >> (place & 7) & 1)

    def beginning(self, word: str) -> tuple[int, int, int]:
        """Where the forms that are this word begin and end, and where those that begin with it."""
        places = range(len(self))
        first = bisect_left(places, word, key=self.word)
        after = bisect_left(places, f"{word}\0", lo=first, key=self.word)
        return first, after, bisect_left(places, word + self.last, lo=after, key=self.word)

    def matching(self, pattern: re.Pattern) -> Iterator[int]:
        """The forms in which a pattern is found that matches no line's end."""
        for match in pattern.finditer(self.text):
            yield bisect_left(self.starts, match.start() + 1) - 1


class Lexicon(Kept):
    """Of one model. Subclasses name its `columns`, key first, and make the forms of a row.

    `former`: a relation to records with names that its rows have borne before.
    """

    columns: tuple[str, ...] = ("pk",)
    former = ""
    kept_whole = 0  # characters at the beginning that no contraction and no slip changes
    never_cut: tuple[str, ...] = ()  # words of which no end is looked for

    def __init__(self, indexes, model):
        super().__init__(indexes, model)
        steps = [model._meta.get_field(one.split("__")[0]) for one in self.columns if "__" in one]
        self.tags = {(one._meta.db_table,) for one in (model, *(s.related_model for s in steps))}
        self.names = model._meta.get_field(self.former) if self.former else None
        if self.names:
            self.tags.add((self.names.related_model._meta.db_table,))
        self._fill(([], []))

    def readings(self, text: str) -> list[str]:
        """The forms that a typed text can be, in simplified characters."""
        key = key_of(text)
        return [one for one in dict.fromkeys((key, PROVINCE_OR_CITY.sub("", key))) if one]

    def forms(self, *row) -> Iterator[tuple[str, Form]]:
        """The forms of a row with its `columns` except the key."""
        raise NotImplementedError

    def former_forms(self, name: str, name_en: str, *row) -> Iterator[tuple[str, Form]]:
        """The forms of a name that such a row bore before."""
        raise NotImplementedError

    def _names_borne(self, keys: list[int] | None) -> dict[int, list[tuple[str, str]]]:
        """Public names that rows bore before, by key; of all of them if None. One query."""
        found: dict[int, list[tuple[str, str]]] = {}
        if self.names is None:
            return found
        owner = self.names.field.attname
        rows = self.rows(self.names.related_model).filter(is_draft=False)
        rows = rows if keys is None else rows.filter(**{f"{owner}__in": keys})
        for key, *both in rows.values_list(owner, "name", "name_en"):
            found.setdefault(key, []).append(tuple(both))
        return found

    def _fill(self, entries: tuple[list[str], list[str]], **condition) -> None:
        """Tables of these entries and of the forms of the rows under a condition."""
        rows = self.rows().filter(**condition).values_list(*self.columns)
        borne = self._names_borne(condition.get("pk__in"))
        for key, *row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            best: dict[str, Form] = {}
            before = (self.former_forms(*both, *row) for both in borne.get(key, ()))
            for word, form in chain(self.forms(*row), *before):
                if word and form <= best.get(word, form):
                    best[word] = form
            for word, form in best.items():
                entries[not word.isascii()].append(packed(word, key, form))
        self.tables = Table(entries[0], True), Table(entries[1], False)

    def follow(self, changes):
        others = {(change.table,) for change in changes} & self.tags
        others.discard((self.model._meta.db_table,))
        touched = self.changed(changes)
        if self.names:
            of_names = self.names.related_model
            others.discard((of_names._meta.db_table,))
            touched |= seen_in(changes, of_names, self.names.field.column, every=True)
        if others or len(touched) > MOST_TOUCHED:  # such as the name of a province
            self._fill(([], []))
        elif touched:
            ascii_ones, chinese = (table.entries_without(touched) for table in self.tables)
            self._fill((ascii_ones, chinese), pk__in=[*touched])

    def beginning(self, word: str) -> dict[int, Found]:
        """The records with a form that is this word or begins with it; its place in the order."""
        found: dict[int, Found] = {}
        for table in self.tables:
            if not word.isascii() and table is self.tables[0]:
                continue
            first, after, last = table.beginning(word)
            for place in range(first, last):
                kinds = EXACT if place < after else BEGINS
                length = table.starts[place + 1] - table.starts[place] - 1
                _note(found, table.owners[place], Found(kinds[table.forms[place]], length))
        return found

    def exactly(self, word: str) -> BitMap:
        """The records that are called so by the best of the forms that are this word."""
        table = self.tables[not word.isascii()]
        if not table.may_hold(word):
            return BitMap()
        first, after, _last = table.beginning(word)
        best = min(table.forms[first:after], default=Form.INSIDE)
        if best == Form.INSIDE:  # the end of a name is none
            return BitMap()
        return BitMap(table.owners[n] for n in range(first, after) if table.forms[n] == best)

    def begins(self, word: str) -> BitMap:
        """The records with a form that begins with this word and is no end of a name."""
        table = self.tables[0]
        first, _after, last = table.beginning(word)
        places = (n for n in range(first, last) if table.forms[n] != Form.INSIDE)
        return BitMap(table.owners[n] for n in places)

    def knows(self, word: str) -> bool:
        """Whether some form, or the end of a name, begins with this word in Latin letters."""
        table = self.tables[0]
        first, _after, last = table.beginning(word)
        return first < last

    def containing(self, word: str) -> dict[int, Found]:
        """The records with a form in Chinese with this word, or with its characters in order."""
        found: dict[int, Found] = {}
        if len(word) < 2 or word.isascii():
            return found
        table = self.tables[1]
        before = "".join(
            f"(?<!{one[:n]})"
            for one in self.never_cut
            for n in range(1, len(one) - 1)
            if word.startswith(one[n:])
        )
        ways = {Match.INSIDE: before + re.escape(word)}
        if 2 < len(word) <= LONGEST_CONTRACTION:
            whole = max(self.kept_whole, 1)
            units = [word[:whole], *word[whole:]]
            way = f"[^\n]{{0,{MOST_SKIPPED}}}?".join(map(re.escape, units))
            ways[Match.CONTRACTED] = f"(?<=\n){way}" if self.kept_whole else way
        for match, way in ways.items():
            for place in table.matching(re.compile(way)):
                length = table.starts[place + 1] - table.starts[place] - 1
                length += LONG * (table.forms[place] > Form.NAME)
                _note(found, table.owners[place], Found(match, length))
        return found

    def called(self, text: str) -> BitMap:
        """The records with a form that begins with a text in one of its readings, or has it."""
        found = BitMap()
        for word in self.readings(in_simplified(text)):
            found |= BitMap(self.beginning(word)) | BitMap(self.containing(word))
        return found

    def resembling(self, pattern: re.Pattern) -> Iterator[tuple[int, str]]:
        """The records with a form in Chinese that matches, and the form."""
        table = self.tables[1]
        return ((table.owners[n], table.word(n)) for n in table.matching(pattern))


def packed(word: str, owner: int, form: int) -> str:
    """An entry as one text, which takes less room than three things; sorted as its word is."""
    return f"{word}\n{form}{owner}"


def unpacked(entry: str) -> tuple[str, int, int]:
    word, _, rest = entry.partition("\n")
    return word, int(rest[1:]), int(rest[0])


def _note(found: dict[int, Found], key: int, new: Found) -> None:
    old = found.get(key)
    if old is None or new < old:
        found[key] = new


def key_of(text: str) -> str:
    """A text as forms are written: no spaces, signs, accents, capitals."""
    return name_key(plain_letters(text))


def heard(sounds: list[str], form: Form = Form.SOUND) -> Iterator[tuple[str, Form]]:
    """Pinyin and initials of a name."""
    yield "".join(sounds), form
    if len(sounds) > 1:
        yield initials(sounds), form


def named(text: str, form: Form = Form.NAME) -> Iterator[tuple[str, Form]]:
    """A name in either language: itself, its pinyin, and what begins at each of its words."""
    key = key_of(text)
    yield key, form
    if key.isascii():
        words = [one for one in map(key_of, re.split(r"[\s–—/-]+", text)) if one]
        yield from (("".join(words[n:]), Form.INSIDE) for n in range(1, len(words)))
    else:
        sounds = syllables(key)
        yield from heard(sounds, max(form, Form.SOUND))
        yield from (("".join(sounds[n:]), Form.INSIDE) for n in range(1, len(sounds) - 1))
