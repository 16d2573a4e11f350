"""Cells parsed as texts, numbers, dates, units and keys. No database."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import EdtfField
from core.language import edtf
from core.language.prose.dates import whole_date
from core.language.prose.numerals import FULL_WIDTH, plain_number
from core.language.prose.unit_names import unit_codes, unit_problem
from core.language.text import looks_like_a_digit, visible
from core.records.plain import plain_value
from intake.tables.kinds import normal, spoken

YES_NO = {True: gettext_lazy("yes"), False: gettext_lazy("no")}
SHOWN = 40  # characters of a cell in a message
RAW = 300  # characters of a cell in a preview
BETWEEN_SLUGS = re.compile(r"[;；,，、\s]+")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MONTH_OR_TENTH = re.compile(r"[0-9]{4}\.1")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # a footnote's mark must not become a digit
LARGEST_EXPONENT = 30  # more digits than any column holds


class CellError(ValueError):
    """A cell does not fit its column; the message follows "unit: "."""


@dataclass(frozen=True)
class Unusable:
    """A cell that no column accepts: a formula, a spreadsheet error."""

    reason: str
    printed: str = ""  # the cell, if the reason does not show it


class Printed(str):
    """A value read from a cell that prints it otherwise."""

    def __new__(cls, value: str, printed: str):
        made = super().__new__(cls, value)
        made.printed = str(printed)
        return made


class Made(str):
    """A value that no cell of its row prints: a key, a place, what is said of the whole file."""

    __slots__ = ()


class Numeric(str):
    """A number as a spreadsheet prints it: its 1994.1 may be October. `stored`: all its digits."""

    __slots__ = ("stored",)

    def __new__(cls, printed: str, stored: str = ""):
        one = super().__new__(cls, printed)
        one.stored = stored or printed
        return one


class Formula(str):
    """The result of a formula that its program stored."""

    __slots__ = ()


class Merged(str):
    """A text of merged cells, in a row below their first."""

    __slots__ = ()


class Across(str):
    """A text of merged cells, in a column right of their first."""

    __slots__ = ()


@cache
def _both(kind: type[str], mark: type[str]) -> type[str]:
    return type(f"{mark.__name__}{kind.__name__}", (mark, kind), {"__slots__": ()})


def marked(cell: str | Unusable, mark: type[str]) -> str | Unusable:
    """The cell, of the kind `mark` as well: Formula, Merged or Across."""
    kind = type(cell)
    if kind is Unusable or issubclass(kind, mark):
        return cell
    if isinstance(cell, Numeric):
        return _both(kind, mark)(cell, cell.stored)
    return mark(cell) if kind is str else _both(kind, mark)(cell)


def printable(text: str) -> str:
    """The text as PostgreSQL keeps it and a page shows it."""
    return CONTROL.sub("�", text)


def short(text: str) -> str:
    line = " ".join(printable(str(text)).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def as_shown(cell) -> str:
    if isinstance(cell, Unusable):
        return printable((cell.printed or cell.reason)[:RAW])
    if isinstance(cell, Printed):
        return as_shown(cell.printed)
    if isinstance(cell, list):
        return printable("; ".join(map(str, cell)))
    return printable(str(cell)[:RAW])


def tidy(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def text(cell) -> str:
    """The text of a cell. Raises CellError for characters that no file can carry."""
    if not isinstance(cell, str):
        raise CellError(_("text is wanted here."))
    return _text(cell)


@lru_cache(maxsize=4000)
def _text(cell: str) -> str:
    if CONTROL.search(cell):
        raise CellError(_("it holds a control character, which no text needs."))
    return tidy(visible(cell))


def says_nothing(cell) -> bool:
    """Whether a cell is blank to a reader and to programs."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or cell == []


def is_blank(cells: list) -> bool:
    return all(says_nothing(cell) for cell in cells)


def slugs(cell) -> list[str]:
    """The keys in a cell, "a; b", sorted and unique."""
    parts = cell if isinstance(cell, list) else BETWEEN_SLUGS.split(text(cell))
    return sorted({text(part) for part in parts} - {""})


def yes_or_no(cell) -> bool:
    if isinstance(cell, bool):
        return cell
    answers = {"true": True, "false": False, "1": True, "0": False, "√": True}
    for value, word in YES_NO.items():
        answers.update(dict.fromkeys(spoken(word), value))
    answer = answers.get(normal(text(cell)))
    if answer is None:
        raise CellError(
            _("“%(value)s” is neither “%(yes)s” nor “%(no)s”.")
            % {"value": short(cell), "yes": _("yes"), "no": _("no")}
        )
    return answer


def unit(cell) -> str:
    codes = unit_codes(text(cell))
    if len(codes) != 1:
        raise CellError(unit_problem(cell))
    return codes[0]


def of_field(field: models.Field, cell) -> object:
    """The plain value of a text, date or number. Raises CellError."""
    words = text(cell)
    if isinstance(field, EdtfField):
        return partial_date(words)
    if isinstance(field, models.DecimalField):
        return plain_value(field, decimal(words))
    if isinstance(field, models.IntegerField):
        return integer(words)
    try:
        return plain_value(field, words)
    except ValidationError as error:
        raise CellError(" ".join(error.messages)) from error


def decimal(words: str) -> Decimal:
    """A number as people and programs write it: 1604.9, 1,604.9, １６０４.９."""
    number = plain_number(words)
    if number is None:
        mark = next((sign for sign in words if looks_like_a_digit(sign)), "")
        shown = {"value": short(words), "mark": mark}
        if mark:
            raise CellError(_("“%(value)s” is not a number: “%(mark)s” is no digit.") % shown)
        raise CellError(_("“%(value)s” is not a number.") % shown)
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise CellError(_("“%(value)s” is out of range.") % {"value": short(words)})
    return number


def integer(words: str) -> int:
    """A whole number; 3.0 is one, as spreadsheets write it."""
    number = decimal(words)
    if number != number.to_integral_value():
        raise CellError(_("“%(value)s” is not a whole number.") % {"value": short(words)})
    return int(number)


def partial_date(words: str) -> str:
    """A date in EDTF, from EDTF or as tables and articles print it: 2019-03, 2019年3月, 1994.08."""
    try:
        edtf.parse(words)
    except edtf.InvalidPartialDateError as error:
        if MONTH_OR_TENTH.fullmatch(words.translate(FULL_WIDTH)):
            sentence = _(
                "“%(text)s” can be January or October, of which programs drop the last zero: "
                "write %(year)s-01 or %(year)s-10."
            )
            raise CellError(sentence % {"text": words, "year": words[:4]}) from error
        if (date := whole_date(words)) is None:
            raise CellError(str(error)) from error
        if not date:
            sentence = _("“%(text)s” is not a date that exists.")
            raise CellError(sentence % {"text": short(words)}) from error
        return date
    return words
