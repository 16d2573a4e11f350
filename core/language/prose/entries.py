"""Parse a pasted snippet into the columns of a record."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from core.language import edtf
from core.language.prose.alternatives import (
    AMONG,
    FALL,
    FALLS,
    as_range,
    fallen,
    is_fallen,
    with_first_ends,
    with_limit,
    with_roles,
)
from core.language.prose.dates import YEAR, FoundDate, dates_in
from core.language.prose.folding import Folded, fold
from core.language.prose.numbers import Figure, figures_in
from core.language.prose.qualifiers import bases_in, qualifiers_in
from core.language.prose.short_years import with_full_years
from core.language.prose.unit_names import unit_codes, unit_problem
from core.language.text import looks_like_a_digit
from core.language.units import UNITS

LONGEST = 300  # characters that are read: a snippet, not an article
# Words without a fact of their own beside a figure or a date.
NOTHING_MORE = re.compile(
    r"(?:[\s+-]|截至|截止到?|自|从|于|在|为|达到?|共计?|合计|总计|之前|以前|前|以来|起|的|了|到|施行|实施|执行|生效"
    "|since|as of|from|in|by|the|end of|between)*",
    re.IGNORECASE,
)
SINCE = re.compile("以来|起(?!至|施行|实施|执行|生效)")
PUNCTUATION = re.compile(r"[\s，。；：、,;:.!？?！“”\"'‘’《》〈〉（）()\[\]【】…·]+")
GROWTH, REDUCTION = "growth", "reduction"  # quantities for which a fall is a value
CHANGES = (GROWTH, REDUCTION)
BEFORE_MARK, AFTER_MARK = re.compile(r"[0-9.,]*$"), re.compile("[0-9.,]*")
AVERAGE = re.compile("均|每|单位")
CHANGE = re.compile(f"(?:{FALLS}|增长|增加|上升|上涨|提高)了?")
SCALE_WORD = re.compile("[0-9][多余几]?[十百千万亿]")
# 1 203.3, as yearbooks print thousands.
SPACED_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
UNIT_WORD = re.compile(r" ?(?P<word>[^\W\d_]{1,12}[²³]?)")


@dataclass
class Entry:
    """What a snippet says, for the columns of a figure or of a date.

    `units`: codes of an ambiguous word (个, 家) when `unit` is "". `value_text`: a number in words
    only (数十). `choices`: all figures, without a `value`, if the meant one is unclear. `period` is
    EDTF. `value_high`: the upper end of a range. `qualifiers`: codes by the name of a form's field,
    such as what a growth compares with. `leftover`: words not understood. `problems`: what cannot
    be read. `notes`: what was read but fits no column.
    """

    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    units: tuple[str, ...] = ()
    bound: str = ""
    value_text: str = ""
    period: str = ""
    leftover: str = ""
    choices: tuple[Figure, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    qualifiers: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.value is not None or self.value_text or self.choices or self.period)


def understand(
    text: str,
    *,
    expected_unit: str = "",
    default_unit: str = "",
    quantity: str = "",
    has_range: bool = False,
    has_dates: bool = True,
) -> Entry:
    """Parse a pasted snippet: "不少于3年" is 3, year, at least; "2019年3月" is 2019-03.

    `expected_unit`: the metric's unit; it selects a figure (11宗323.17亩) and a meaning (个).
    `quantity` (`zones.choices.Quantity`): "下降5%" is a growth of −5 % or a reduction of 5 %.
    `default_unit`: unit of a number printed without one. `has_range`: whether 2—3个月 is one value.
    `has_dates`: whether 2019 can be a year.
    """
    snippet = _with_thousands(text[:LONGEST])
    if has_dates and (period := _edtf(snippet)):
        return Entry(period=period)
    folded = fold(snippet)
    if not folded.text:
        return Entry()
    folded = with_full_years(folded) if has_dates else folded
    dates = dates_in(folded.text) if has_dates else []
    figures = with_first_ends(folded.text, figures_in(folded, dates))
    taken = [(d.start, d.end) for d in dates] + [(f.first, f.last) for f in figures]
    bases = bases_in(folded.text, dates)
    dates = [date for date in dates if date not in [base for base, _of in bases]]
    entry, meant = Entry(), []
    if dates:
        taken.append((dates[0].start, _read_period(entry, folded, dates)))
    if mark := _mark_beside_a_number(folded):
        entry.problems += (mark,)
        meant = figures
    elif figures:
        meant = _of_the_kind(with_roles(folded.text, figures), expected_unit)
        printed = [_in_context(folded, one, expected_unit, default_unit) for one in meant]
        ends = as_range([one for one, _end, _problem in printed]) if has_range else None
        is_fall = is_fallen(folded.text, meant[0])
        if ends and (not is_fall or quantity in CHANGES):
            _take_range(entry, *ends, is_fall=is_fall and quantity == GROWTH)
            entry.problems += tuple(filter(None, [printed[1][2]]))
            taken.append((meant[0].start, max(end for _one, end, _problem in printed)))
        elif _is_plain(meant, quantity):
            taken.append((meant[0].start, _take(entry, *printed[0], quantity)))
        else:
            entry.choices = tuple(_choices(figure for figure, _end, _problem in printed))
            sentence = _("More than one figure may be meant here: choose one, or type it.")
            entry.problems += (sentence,)
    rates = {"percent", "permille", "percentage-point"}
    entry.qualifiers, places = qualifiers_in(
        folded.text, bases, entry.period, quantity=quantity, is_rate=entry.unit in rates
    )
    taken += places
    if not (dates or figures or bases or entry.problems):
        entry.problems = (_("No number and no date was found in this."),)
    if len(dates) > 1:
        shown = ", ".join(_print(folded, date)["text"] for date in dates)
        entry.notes += (_("More than one date stands here: %(dates)s.") % {"dates": shown},)
    starts = {figure.start for figure in meant}
    others = [figure for figure in figures if figure.start not in starts]
    entry.notes += tuple(
        _("There is another figure: %(text)s.") % _print(folded, f) for f in others
    )
    entry.leftover = _leftover(folded, taken)
    if quantity in CHANGES and CHANGE.fullmatch(entry.leftover):
        entry.leftover = ""
    return entry


def _with_thousands(snippet: str) -> str:
    """The snippet with its only number in one: 1 203.3. Two numbers side by side stay two."""
    match = SPACED_THOUSANDS.search(snippet)
    if match is None or re.search("[0-9]", snippet[: match.start()] + snippet[match.end() :]):
        return snippet
    return snippet[: match.start()] + "".join(match[0].split()) + snippet[match.end() :]


def _edtf(text: str) -> str:
    candidate = text.strip()
    if candidate.isdigit() and not re.fullmatch(YEAR, candidate):
        return ""  # 2330 beside a figure is a number, though it could be a year
    try:
        edtf.parse(candidate)
    except edtf.InvalidPartialDateError:
        return ""
    return candidate


def _of_the_kind(found: list[Figure], expected_unit: str) -> list[Figure]:
    """Figures of the expected unit or convertible to it; all if there are none."""
    if expected_unit not in UNITS:
        return found
    kind = UNITS[expected_unit].dimension
    of_the_word = [one for one in found if expected_unit in one.units]
    if kind == "count" and of_the_word:
        return of_the_word
    of_the_kind = [one for one in found if any(UNITS[code].dimension == kind for code in one.units)]
    return of_the_kind or found


def _is_plain(likely: list[Figure], quantity: str) -> bool:
    if len(likely) > 1 or likely[0].role == AMONG:
        return False
    return likely[0].role != FALL or quantity in CHANGES


def _mark_beside_a_number(folded: Folded) -> str:
    """The error message for a sign that looks like a digit beside a number, or ""."""
    text = folded.text
    for place, mark in enumerate(text):
        if not looks_like_a_digit(mark):
            continue
        start = BEFORE_MARK.search(text, 0, place).start()
        end = AFTER_MARK.match(text, place + 1).end()
        if end - start > 1:
            printed = folded.printed(start, end)
            return _(
                "“%(mark)s” in “%(text)s” is no digit but perhaps a footnote's mark: type the "
                "number as it is meant."
            ) % {"mark": mark, "text": printed}
    return ""


def _read_period(entry: Entry, folded: Folded, dates: list[FoundDate]) -> int:
    """Sets the only date, with an open end after "since"; returns where its words end."""
    entry.problems += tuple(
        _("“%(text)s” is not a date that exists.") % _print(folded, date)
        for date in dates
        if not date.edtf
    )
    only = dates[0]
    if entry.problems or len(dates) > 1:
        return only.end
    since = SINCE.match(folded.text, only.end)
    is_since = since or folded.text[: only.start].lower().endswith("since ")
    entry.period = f"{only.edtf}/.." if is_since and "/" not in only.edtf else only.edtf
    return since.end() if since else only.end


def _in_context(
    folded: Folded, figure: Figure, expected: str, default: str
) -> tuple[Figure, int, str]:
    """A figure with its text and its unit, the end of the unit's words, and what is wrong."""
    printed = " ".join(folded.printed(figure.start, figure.end).split())
    figure = replace(figure, text=printed)
    if figure.value is None:
        return figure, figure.last, ""
    units, words, end = figure.units, printed, figure.last
    word = UNIT_WORD.match(folded.text, end)
    problem = ""
    if not units and word:
        words = folded.printed(*word.span("word"))
        units, end = unit_codes(words), word.end()
    elif not units and default:
        units = (default,)
        if SCALE_WORD.search(fold(printed).text) and _has_scale(default):
            sentence = _("“%(text)s” has a scale word and no unit, and %(unit)s has one too.")
            problem = sentence % {"text": printed, "unit": UNITS[default].symbol}
    elif not units:
        problem = _("No unit is printed with “%(text)s”.") % {"text": words}
    units = _per_unit(units, expected, folded.text[: figure.start])
    if expected in units:
        units = (expected,)
    problem = problem or unit_problem(words, units)
    return replace(figure, units=units), end, problem


def _has_scale(unit: str) -> bool:
    return bool(UNITS[unit].scale_of or any(map(_has_scale, UNITS[unit].parts)))


def _per_unit(units: tuple[str, ...], expected: str, before: str) -> tuple[str, ...]:
    """亩均税收35万元 is 35万元/亩 for a metric per mu: what it is per stands before the number."""
    parts = UNITS[expected].parts if expected in UNITS else ()
    if not parts or not AVERAGE.search(before):
        return units
    kind = UNITS[parts[0]].dimension
    return tuple(f"{c}/{parts[1]}" for c in units if UNITS[c].dimension == kind) or units


def _take(entry: Entry, figure: Figure, end: int, problem: str, quantity: str) -> int:
    """Sets the only figure; returns where its words end."""
    entry.bound, entry.units = figure.bound, figure.units
    if figure.value is None:
        entry.value_text = _words_of_number(figure.text)
        return end
    is_negative = figure.role == FALL and quantity == GROWTH
    entry.value = fallen(figure.value) if is_negative else figure.value
    entry.unit = figure.unit
    entry.problems += (problem,) if problem else ()
    return end


def _take_range(entry: Entry, low: Figure, high: Figure, *, is_fall: bool) -> None:
    entry.value, entry.value_high, entry.unit = low.value, high.value, low.unit
    entry.bound, entry.units = low.bound or high.bound, low.units
    if is_fall:
        entry.value, entry.value_high = fallen(high.value), fallen(low.value)


def _choices(figures: Iterable[Figure]) -> Iterator[Figure]:
    for figure in map(with_limit, figures):
        if figure.value is not None and figure.role == FALL and figure.unit == "percent":
            yield replace(figure, value=fallen(figure.value))
            yield replace(figure, value=abs(figure.value), role="")
        elif figure.value is not None:
            yield figure


def _words_of_number(printed: str) -> str:
    """The printed words without the unit: 数十 of 数十家."""
    words = "".join(printed.split())
    match = re.match("[第〇零一二两三四五六七八九十百千万亿数几上半点分之]+", fold(words).text)
    return words[: match.end()] if match else words


def _leftover(folded: Folded, taken: list[tuple[int, int]]) -> str:
    letters = list(folded.text)
    for start, end in taken:
        letters[start:end] = "\0" * (end - start)
    pieces = []
    for piece in "".join(letters).split("\0"):
        rest = PUNCTUATION.sub(" ", piece).strip()
        if rest and not NOTHING_MORE.fullmatch(rest):
            pieces.append(rest)
    return " ".join(pieces)


def _print(folded: Folded, part: FoundDate | Figure) -> dict[str, str]:
    return {"text": " ".join(folded.printed(part.start, part.end).split())}
