"""Text files: CSV with any delimiter, and JSON lists of objects."""

import codecs
import contextlib
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

from django.utils.translation import gettext as _

from core.web.files import unprotected
from intake.tables.cells import is_blank, short
from intake.tables.table import Grid, UnreadableError, check_header

DELIMITERS = ",;\t|"
LOOKED_AT = 40  # rows that tell the delimiter
# With so many UTF-8 letters before the first fault, a file is damaged, not in another encoding.
SURELY_UTF_8 = 5
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SPACE = re.compile("[ \t\r\n\ufeff]*")
NAMED_DELIMITER = re.compile("sep=(.)[\r\n]")  # a first line for spreadsheet programs
GUARDED = ("'", "=")  # beginnings of cells that programs keep from being read otherwise
TEXT_FORMULA = re.compile('^="([^"]*)"$')  # how programs keep the zeros of 0012 in CSV
USUAL = re.compile("[\t\r\n -~±-×—-›\u3000-〿㐀-鿿！-￥①-⑳]")
SOUND = 2000  # characters that tell whether bytes are a text


def grids(text: str) -> list[Grid]:
    """The one table of a text. Raises UnreadableError, here or while rows are read."""
    if text[:100].lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        return [Grid("", partial(_json_rows, text))]
    return [Grid("", partial(_csv_rows, text, _delimiter(text)))]


def decoded(data: bytes) -> str:
    """By byte-order mark, else UTF-8, else GB18030, else UTF-16."""
    candidates = ["utf-8", "gb18030"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif data.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(encoding, errors="ignore")
            letters = sum(not one.isascii() for one in sound)
            if encoding.startswith("utf-8") and letters >= SURELY_UTF_8:
                raise UnreadableError(
                    _(
                        "The file is damaged: its text in UTF-8 breaks off after %(count)s "
                        "characters."
                    )
                    % {"count": f"{len(sound):,}"}
                ) from error
        else:
            if "\0" not in text:
                return text
    if text := _utf_16(data):
        return text
    raise UnreadableError(
        _("This is neither a spreadsheet nor text in UTF-8 or GB18030: it cannot be read.")
    )


def _utf_16(data: bytes) -> str:
    """A text without a mark, in the order of bytes that makes usual letters; "" if none does."""
    best, found = 0.9, ""
    for encoding in ("utf-16-le", "utf-16-be"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            start = text[:SOUND]
            share = sum(map(bool, map(USUAL.match, start))) / max(len(start), 1)
            if share > best and "\0" not in text:
                best, found = share, text
    return found


def _delimiter(text: str) -> str:
    """The sign by which most rows are of one width; of several, the one that makes it widest."""
    if named := NAMED_DELIMITER.match(text.lstrip("\ufeff")):
        return named[1]
    first = next((match[0] for match in LINE.finditer(text) if match[0].strip()), "")

    def fit(delimiter: str) -> tuple[int, int, int]:
        lines, widths = (match[0] for match in LINE.finditer(text)), Counter()
        with contextlib.suppress(csv.Error):
            for cells in islice(csv.reader(lines, delimiter=delimiter), LOOKED_AT):
                widths[len(cells)] += 1
        del widths[0], widths[1]
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return count, width, first.count(delimiter)

    return max(DELIMITERS, key=fit)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list]]:
    number, lines = 0, (match[0] for match in LINE.finditer(text))
    names_delimiter = NAMED_DELIMITER.match(text.lstrip("\ufeff"))
    is_first = True
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            if is_first:
                cells[:] = [cell.strip("\ufeff") for cell in cells]
            if not is_blank(cells) and not (number == 1 and names_delimiter):
                is_first = False
                yield number, [_bare(cell) if cell[:1] in GUARDED else cell for cell in cells]
    except csv.Error as error:
        raise UnreadableError(
            _("Row %(row)s cannot be read: %(reason)s.") % {"row": number + 1, "reason": error}
        ) from error


def _bare(cell: str) -> str:
    return unprotected(TEXT_FORMULA.sub(r"\1", cell))


def _each_once(pairs: list[tuple[str, object]]) -> dict:
    """Raises KeyError with a key that occurs twice."""
    one = dict(pairs)
    if len(one) < len(pairs):
        keys = [key for key, _value in pairs]
        raise KeyError(next(key for key in keys if keys.count(key) > 1))
    return one


# Numbers stay texts: 0.10 must not change. NaN and Infinity are refused: int reads neither.
DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=int, object_pairs_hook=_each_once
)


def _json_rows(text: str) -> Iterator[tuple[int, list]]:
    """The keys of the first object are the header, of number 0."""
    objects = enumerate(_objects(text), 1)
    first = next(objects, None)
    if first is None:
        return
    header = check_header(list(first[1]))
    yield 0, [*header]
    known = set(header)
    for number, one in chain([first], objects):
        if one.keys() != known:
            key = next(key for key in (*one, *header) if not (key in one and key in known))
            raise UnreadableError(
                _(
                    "Object %(number)s has other keys than the first one (“%(key)s”): all "
                    "objects of a file need the same."
                )
                % {"number": number, "key": short(key)}
            )
        yield number, [one[key] for key in header]


def _objects(text: str) -> Iterator[dict]:
    """One at a time: all together take much more memory."""
    place = SPACE.match(text).end()
    if text[place] != "[":
        raise UnreadableError(
            _("The JSON must be a list of objects, [{…}, {…}], as our own export writes it.")
        )
    number = 0
    while (place := SPACE.match(text, place + 1).end()) < len(text):
        if text[place] == "]" and not number:
            return
        number += 1
        one, place = _object(text, place, number)
        yield one
        place = SPACE.match(text, place).end()
        if text[place : place + 1] == "]":
            return
        if text[place : place + 1] not in ("", ","):
            raise _broken(number)
    raise UnreadableError(_("The JSON breaks off: its list is not closed."))


def _object(text: str, place: int, number: int) -> tuple[dict, int]:
    try:
        one, end = DECODER.raw_decode(text, place)
    except KeyError as error:
        raise UnreadableError(
            _("Object %(number)s has the key “%(key)s” twice: keep one.")
            % {"number": number, "key": short(error.args[0])}
        ) from error
    except (ValueError, RecursionError) as error:
        raise _broken(number) from error
    if not isinstance(one, dict):
        raise UnreadableError(
            _("Item %(number)s of the list is no object {…}.") % {"number": number}
        )
    for key, value in one.items():
        is_list_of_texts = isinstance(value, list) and all(isinstance(v, str) for v in value)
        if not (value is None or isinstance(value, str | bool) or is_list_of_texts):
            raise UnreadableError(
                _("Object %(number)s, “%(key)s”: a text, a number or a list of keys is wanted.")
                % {"number": number, "key": short(key)}
            )
    return one, end


def _broken(number: int) -> UnreadableError:
    return UnreadableError(
        _("The JSON is broken in or after object %(number)s.") % {"number": number}
    )
