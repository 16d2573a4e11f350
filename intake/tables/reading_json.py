"""JSON files: a list of objects, one for each record, read one after the other."""

import io
import json
import re
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from intake.tables.cells import short
from intake.tables.reading import Table, UnreadableError, check_header

PIECE = 64 * 1024
LONGEST = 1 << 20  # characters of one object
SPACE = re.compile("[ \t\r\n\ufeff]*")


def _no_number(name: str):
    raise ValueError(name)


class _TwiceError(Exception):
    """A key stands twice in one object; the message is the key."""


def _each_once(pairs: list[tuple[str, object]]) -> dict:
    one = dict(pairs)
    if len(one) < len(pairs):
        keys = [key for key, _value in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return one


# Numbers stay as they are written: 0.10 must not become another number on the way.
DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_each_once
)


def tables(stream: io.TextIOWrapper) -> list[Table]:
    """The one table of the file. Its header are the keys of the first object."""
    objects = enumerate(_objects(stream), 1)
    first = next(objects, None)
    if first is None:
        return []
    header = check_header(list(first[1]))
    return [Table("", header, _rows(header, chain([first], objects)))]


def _rows(header: list[str], objects) -> Iterator[tuple[int, list]]:
    known = set(header)
    for number, one in objects:
        other = next((key for key in one if key not in known), None)
        if other is not None or len(one) != len(header):
            missing = next((key for key in header if key not in one), "")
            raise UnreadableError(
                _(
                    "Object %(number)s has other keys than the first one (“%(key)s”): all "
                    "objects of a file need the same."
                )
                % {"number": number, "key": short(other or missing)}
            )
        yield number, [one[key] for key in header]


def _objects(stream: io.TextIOWrapper) -> Iterator[dict]:
    """The objects of the list, however long it is, with memory for a few of them only."""
    text = _Text(stream)
    if text.next_sign() != "[":
        raise UnreadableError(
            _("The JSON must be a list of objects, [{…}, {…}], as our own export writes it.")
        )
    text.skip()
    number = 0
    while (sign := text.next_sign()) != "]":
        if number:
            if sign != ",":
                raise _broken(number)
            text.skip()
        number += 1
        one = text.value(number)
        if not isinstance(one, dict):
            raise UnreadableError(
                _("Item %(number)s of the list is no object {…}.") % {"number": number}
            )
        yield _checked(one, number)


def _checked(one: dict, number: int) -> dict:
    for key, value in one.items():
        is_list_of_texts = isinstance(value, list) and all(isinstance(v, str) for v in value)
        if not (value is None or isinstance(value, str | bool) or is_list_of_texts):
            raise UnreadableError(
                _("Object %(number)s, “%(key)s”: a text, a number or a list of keys is wanted.")
                % {"number": number, "key": short(key)}
            )
    return one


def _broken(number: int) -> UnreadableError:
    return UnreadableError(
        _("The JSON is broken in or after object %(number)s.") % {"number": number}
    )


class _Text:
    """The text of a file with a place in it, of which only the next part is held."""

    def __init__(self, stream: io.TextIOWrapper):
        self.stream, self.held, self.place = stream, "", 0

    def more(self) -> bool:
        piece = self.stream.read(PIECE)
        self.held, self.place = self.held[self.place :] + piece, 0
        return bool(piece)

    def next_sign(self) -> str:
        """The next character that is not white space. Raises UnreadableError at the end."""
        while True:
            self.place = SPACE.match(self.held, self.place).end()
            if self.place < len(self.held):
                return self.held[self.place]
            if not self.more():
                raise UnreadableError(_("The JSON breaks off: its list is not closed."))

    def skip(self) -> None:
        self.place += 1

    def value(self, number: int):
        """The value that begins at the next sign."""
        self.next_sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self.held, self.place)
            except _TwiceError as error:
                raise UnreadableError(
                    _("Object %(number)s has the key “%(key)s” twice: keep one.")
                    % {"number": number, "key": short(str(error))}
                ) from error
            except (ValueError, RecursionError) as error:
                if len(self.held) - self.place > LONGEST or not self.more():
                    raise _broken(number) from error
            else:
                self.place = end
                return value
