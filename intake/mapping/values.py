"""Printed cells of tables as values and dates. No database.

The reader of words is that of the forms (`core.language.prose`). What is around them in tables is
split off here: marks of footnotes and marks for a value that is missing.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.language.prose.dates import YEAR, YEAR_UNKNOWN
from core.language.prose.entries import Entry, understand
from core.language.prose.folding import fold
from core.language.prose.numerals import FULL_WIDTH, plain_number
from core.language.prose.unit_names import unit_codes
from core.language.text import looks_like_a_digit
from core.language.units import UNITS, UnitMismatchError, canonical_unit
from intake.tables import cells
from intake.tables.cells import CellError, short

KEPT = 4000  # texts whose reading is remembered
MISSING = re.compile(
    r"[-—–―─－−‐‑…⋯.。·/／\\*＊]+|n\.?/?a\.?|null|none|nil|nan|not available"
    "|空白?|缺失?|[无未][数统公填提查][据计布报写供]|暂无(?:数据|资料)?|无资料|不详|不明|未知|不适用|不可得",
    re.IGNORECASE,
)
# 无 may mean none, which is 0, or nothing reported.
UNCLEAR = re.compile("无|没有|none reported", re.IGNORECASE)
# Signs that are no part of a value or a name: ①, ¹, [1], 注1, *.
SIGN = "[①-⑳❶-❿⓫-⓴㉑-㉟㊱-㊿⑴-⒇⓵-⓾⁰¹²³⁴-⁹₀-₉*＊※†‡#＃§]"
NOTE = rf"(?:{SIGN}|[\[［【〔]注?[0-9]{{1,2}}[\]］】〕]|[(（]?注(?:[0-9]{{1,2}}|{SIGN})[)）]?)"
MARK_AFTER = re.compile(rf"(?:(?<![A-Za-z])|(?![²³]))[\s,，、]*({NOTE}(?:[\s,，、]*{NOTE})*)\s*$")
MARK_BEFORE = re.compile(rf"^\s*({SIGN}+|[\[［【〔]注?[0-9]{{1,2}}[\]］】〕])\s*(?=.)")
MARK_INSIDE = re.compile("(?<=[0-9０-９])[①-⑳❶-❿]+(?=[^0-9０-９.])")
# 123a: the letters that are no unit and no scale word.
LETTER = re.compile(r"(?<=[0-9%])\s*(?:[(（]([a-z])[)）]|([a-zA-Z]))$")
NO_MARKS = set("kKMBgGTWt")
BRACKETED = re.compile(r"[(（]\s*[-−－]?[0-9０-９][0-9０-９.,，．\s]*%?\s*[)）]")
IN_SQUARES = re.compile(
    r"[\[［【〔][^\]］】〕]*[0-9０-９][^\]］】〕]*[\]］】〕]"
)  # a note says what of
TRIANGLE = re.compile(r"[△▲▽▼]\s*[0-9０-９].*")
YUAN = re.compile(r"[¥￥]\s*(?=[0-9０-９])")  # of yen too
OTHER_POINT = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]+|[-+]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
SCIENTIFIC = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
CUT_OFF = re.compile(r"(?<![0-9])\.[0-9]|[0-9]\s*[-~/]$")
UNIT_AFTER = re.compile(r"(.*[0-9余多])\s*[(（]([^()（）]+)[)）]")
RAISED = re.compile("(?:^|[×xX*·])\\s*10[⁰¹²³⁴-⁹]+")  # a power of ten, no footnote
SCALE = re.compile("[千万亿]")
SCALED = re.compile(r".*[0-9余多]\s*([千百]?[万亿])")
PLAIN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
LONGEST = 30  # digits, more than any column holds


@dataclass(frozen=True)
class ReadValue:
    """A figure's cell.

    `unit` is the printed one, else the column's. `bound` is "" for an exact value; `value_text` a
    number in words (数十). `note` has the mark of a footnote, or that of a missing value, as
    printed.
    """

    value: Decimal | None = None
    value_high: Decimal | None = None
    bound: str = ""
    unit: str = ""
    value_text: str = ""
    note: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class ReadDate:
    """A date's cell: EDTF ("" where it is missing), and a mark as printed."""

    edtf: str = ""
    note: str = ""
    is_missing: bool = False


def missing_mark(cell) -> str | None:
    """The mark for a missing value (—, …, N/A) that is all of a cell; "" if blank, else None."""
    return "" if cells.says_nothing(cell) else _mark(cells.text(cell))


@lru_cache(maxsize=KEPT)
def _mark(words: str) -> str | None:
    return words if MISSING.fullmatch("".join(words.split(" "))) or not words else None


def split_mark(words: str) -> tuple[str, str]:
    """The words without a footnote's mark at their ends, and the mark: ("24.8", "①")."""
    after = MARK_AFTER.search(words)
    if after and after.start():
        before, mark = words[: after.start()].rstrip(), after[1]
        return before, "".join(mark.split())
    if before := MARK_BEFORE.match(words):
        return words[before.end() :].rstrip(), before[1]
    return words, ""


def read_value(cell, *, unit: str = "", quantity: str = "") -> ReadValue:
    """The figure in a cell of a column in `unit` (a code; "" if only cells say it).

    `quantity` is the metric's: of growth, 下降4.2 is −4.2. Raises CellError.
    """
    if isinstance(cell, cells.Unusable):
        raise CellError(cell.reason)
    if cells.says_nothing(cell):
        return ReadValue(is_missing=True)
    words = cells.text(cell)
    if unit and len(words) <= LONGEST and PLAIN.fullmatch(words):  # most cells
        number = Decimal(words.replace(",", ""))
        return ReadValue(number or abs(number), unit=unit)
    if (mark := _mark(words)) is not None:
        return ReadValue(note=mark, is_missing=True)
    return _value(words, unit, quantity, get_language())


@lru_cache(maxsize=KEPT)
def _value(words: str, unit: str, quantity: str, _language: str) -> ReadValue:
    _refuse_unclear(words)
    bare, mark = _without_mark(words)
    if RAISED.search(words):
        bare = words
    if bare.endswith("元") or (unit and UNITS[unit].dimension.startswith("money-cny")):
        bare = YUAN.sub("", bare, count=1)
    _refuse_notation(bare)
    number = plain_number(bare)
    if number is not None and unit:
        return ReadValue(number or abs(number), unit=unit, note=mark)
    return replace(_in_words(bare, unit, quantity), note=mark)


def _without_mark(words: str) -> tuple[str, str]:
    """Letters count as marks too here, behind a number: 123a."""
    bare, mark = split_mark(words)
    if not mark and (inside := MARK_INSIDE.search(bare)):
        return bare[: inside.start()] + bare[inside.end() :], inside[0]
    if letter := LETTER.search(bare):
        name = letter[1] or letter[2]
        if name not in NO_MARKS and (letter[1] or not unit_codes(name)):
            return bare[: letter.start()].rstrip(), name + mark
    return bare, mark


def _refuse_unclear(words: str) -> None:
    if UNCLEAR.fullmatch(words):
        sentence = _("“%(value)s” can mean none or not reported: write 0, or empty the cell.")
        raise CellError(sentence % {"value": short(words)})


def _refuse_notation(words: str) -> None:
    """Refuses numbers in a notation that can be read in more than one way."""
    shown = {"value": short(words)}
    plain = words.translate(FULL_WIDTH)
    if BRACKETED.fullmatch(words):
        raise CellError(
            _("“%(value)s” in brackets can be negative: write it with a minus, or without.") % shown
        )
    if IN_SQUARES.fullmatch(words):
        sentence = _(
            "“%(value)s” in square brackets can be another sum: write it without, or leave it out."
        )
        raise CellError(sentence % shown)
    if OTHER_POINT.fullmatch(plain) and plain_number(plain) is None:
        raise CellError(
            _("“%(value)s” has points and commas in an order not used here: write 1234.5.") % shown
        )
    if SCIENTIFIC.fullmatch(plain):
        raise CellError(
            _("“%(value)s” is shortened, and digits may be lost: write the whole number.") % shown
        )
    folded = fold(words).text
    if mark := next(filter(looks_like_a_digit, folded), ""):
        sentence = _("“%(value)s” is not a number: “%(mark)s” is no digit.")
        raise CellError(sentence % {**shown, "mark": mark})
    if TRIANGLE.fullmatch(words):
        raise CellError(
            _("“%(value)s” with a triangle can be negative: write it with a minus, or without.")
            % shown
        )
    is_cut_off = CUT_OFF.search(folded) and plain_number(plain) is None
    if is_cut_off or sum(map(str.isdigit, folded)) > LONGEST:
        raise CellError(_("“%(value)s” is not a number.") % shown)


def _in_words(words: str, unit: str, quantity: str) -> ReadValue:
    if (match := UNIT_AFTER.fullmatch(words)) and unit_codes(match[2]):
        words = match[1] + match[2]  # 1203.3（公顷）
    entry, shown = _understood(words, unit, quantity), {"value": short(words)}
    if entry.choices:
        raise CellError(_("“%(value)s” holds more than one number, or a change.") % shown)
    if entry.value is None and not entry.value_text:
        raise CellError(_("“%(value)s” is not a number.") % shown)
    if entry.problems:
        raise CellError(entry.problems[0])
    is_ordinal = "第" in words and unit not in ("rank", "place")
    if entry.leftover or entry.notes or is_ordinal:
        shown["words"] = short(entry.leftover or words)
        raise CellError(_("“%(words)s” in “%(value)s” is not understood.") % shown)
    if entry.value_text:
        return ReadValue(value_text=words)
    try:
        canonical_unit(entry.unit, unit or entry.unit)
    except UnitMismatchError as error:
        raise CellError(f"“{short(words)}”: {error}") from error
    return ReadValue(entry.value, entry.value_high, entry.bound, entry.unit)


def _understood(words: str, unit: str, quantity: str) -> Entry:
    """The words as a form reads them; a number in characters needs its unit beside it: 二十."""
    base = UNITS[unit].scale_of if unit else ""
    if base and (scaled := SCALED.fullmatch(words)):
        [*codes] = unit_codes(scaled[1] + UNITS[base].symbol)
        # 12.5亿 in a column of 亿元 or 万元 is in 亿元; 12.5万 in one of 亿元 may be anything.
        if len(codes) == 1 and UNITS[codes[0]].factor >= UNITS[unit].factor:
            return _understand(words + UNITS[base].symbol, unit, quantity)
    if unit and not re.search("[0-9０-９]", words) and not SCALE.search(UNITS[unit].symbol):
        entry = _understand(words + UNITS[unit].symbol, unit, quantity)
        if not (entry.problems or entry.leftover):
            return entry
    return _understand(words, unit, quantity)


def _understand(words: str, unit: str, quantity: str) -> Entry:
    return understand(
        words,
        expected_unit=unit,
        default_unit=unit,
        quantity=quantity,
        has_range=True,
        has_dates=False,
    )


def read_date(cell, *, year: str = "") -> ReadDate:
    """The date in a cell; `year` is that of the table, for 一季度 and 6月末. Raises CellError."""
    if isinstance(cell, cells.Unusable):
        raise CellError(cell.reason)
    if (mark := missing_mark(cell)) is not None:
        return ReadDate(note=mark, is_missing=True)
    return _date(cells.text(cell), year, get_language())


@lru_cache(maxsize=KEPT)
def _date(words: str, year: str, _language: str) -> ReadDate:
    _refuse_unclear(words)
    bare, mark = _without_mark(words)
    text = cells.partial_date(bare)
    if re.match("[0-9]{4}", text) and not re.match(YEAR, text):
        sentence = _("“%(value)s” is no year between 1800 and 2199.")
        raise CellError(sentence % {"value": short(words)})
    if year and not re.search(YEAR_UNKNOWN, fold(bare).text):
        text = text.replace("XXXX", year)
    return ReadDate(text, note=mark)
