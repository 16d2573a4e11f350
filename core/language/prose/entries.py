"""Parse a pasted snippet into the columns of a record."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from core.language import edtf
from core.language.prose.alternatives import AMONG, FALL, fallen, with_roles
from core.language.prose.dates import YEAR, FoundDate, dates_in
from core.language.prose.folding import Folded, fold
from core.language.prose.numbers import Figure, FoundNumber, as_found, figures_in
from core.language.prose.unit_names import unit_codes, unit_problem
from core.language.text import looks_like_a_digit
from core.language.units import UNITS

LONGEST = 300  # characters that are read: a snippet, not an article
# Words without a fact of their own beside a figure or a date.
NOTHING_MORE = re.compile(
    r"(?:[\s-]|截至|截止到?|自|从|于|在|为|达到?|共计?|合计|总计|之前|以前|前|以来|起|的|了|到|施行|实施|执行|生效"
    "|since|as of|from|in|by|the|end of)*",
    re.IGNORECASE,
)
SINCE = re.compile("以来|起(?!至|施行|实施|执行|生效)")
PUNCTUATION = re.compile(r"[\s，。；：、,;:.!？?！“”\"'‘’《》〈〉（）()\[\]【】…·]+")
GROWTH, REDUCTION = "growth", "reduction"  # quantities for which a fall is a value
CHANGES = (GROWTH, REDUCTION)
BEFORE_MARK, AFTER_MARK = re.compile(r"[0-9.,]*$"), re.compile("[0-9.,]*")
UNIT_WORD = re.compile(r" ?(?P<word>[^\W\d_]{1,12}[²³]?)")


@dataclass(frozen=True)
class Choice:
    """A figure that a snippet may mean. `role` is one of `alternatives.ROLES`."""

    value: Decimal
    unit: str
    bound: str
    role: str
    text: str


@dataclass(frozen=True)
class Entry:
    """What a snippet says, for the columns of a figure or of a date.

    `units`: codes of an ambiguous word (个, 家) when `unit` is "". `value_text`: a number in words
    only (数十). `choices`: all figures, without a `value`, if the meant one is unclear. `period` is
    EDTF. `leftover`: words not understood. `problems`: what cannot be read. `notes`: what was read
    but fits no column.
    """

    value: Decimal | None = None
    unit: str = ""
    units: tuple[str, ...] = ()
    bound: str = ""
    value_text: str = ""
    period: str = ""
    leftover: str = ""
    choices: tuple[Choice, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.value is not None or self.value_text or self.choices or self.period)


def understand(
    text: str, *, expected_unit: str = "", default_unit: str = "", quantity: str = ""
) -> Entry:
    """Parse a pasted snippet: "不少于3年" is 3, year, at least; "2019年3月" is 2019-03.

    `expected_unit`: the metric's unit; it selects a figure (11宗323.17亩) and a meaning (个).
    `quantity` (`zones.choices.Quantity`): "下降5%" is a growth of −5 % or a reduction of 5 %.
    `default_unit`: unit of a number printed without one.
    """
    snippet = text[:LONGEST]
    if period := _edtf(snippet):
        return Entry(period=period)
    folded = fold(snippet)
    if not folded.text:
        return Entry()
    dates = dates_in(folded.text)
    figures = figures_in(folded, dates)
    entry = Entry()
    taken = [(d.start, d.end) for d in dates] + [(f.first, f.last) for f in figures]
    if dates:
        entry, end = _with_period(entry, folded, dates)
        taken.append((dates[0].start, end))
    meant: list[Figure] = []
    if mark := _mark_beside_a_number(folded):
        entry = replace(entry, problems=(*entry.problems, mark))
        meant = figures
    elif figures:
        meant = _of_the_kind(with_roles(folded.text, figures), expected_unit)
        if _is_plain(meant, quantity):
            entry, end = _with_figure(
                entry, folded, meant[0], expected_unit, default_unit, quantity
            )
            taken.append((meant[0].start, end))
        else:
            entry = _with_choices(entry, folded, meant, expected_unit, default_unit)
    if not dates and not figures and not entry.problems:
        entry = replace(entry, problems=(_("No number and no date was found in this."),))
    notes = []
    if len(dates) > 1:
        printed = ", ".join(_print(folded, date)["text"] for date in dates)
        notes.append(_("More than one date stands here: %(dates)s.") % {"dates": printed})
    starts = {figure.start for figure in meant}
    notes += [
        _("There is another figure: %(text)s.") % _print(folded, f)
        for f in figures
        if f.start not in starts
    ]
    return replace(entry, leftover=_leftover(folded, taken), notes=tuple(notes))


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


def _with_period(entry: Entry, folded: Folded, dates: list[FoundDate]) -> tuple[Entry, int]:
    """Sets the only date, with an open end after "since"; also returns where its words end."""
    problems = [
        _("“%(text)s” is not a date that exists.") % _print(folded, date)
        for date in dates
        if not date.edtf
    ]
    only = dates[0]
    if problems or len(dates) > 1:
        return replace(entry, problems=(*entry.problems, *problems)), only.end
    since = SINCE.match(folded.text, only.end)
    end = since.end() if since else only.end
    if (since or folded.text[: only.start].lower().endswith("since ")) and "/" not in only.edtf:
        return replace(entry, period=f"{only.edtf}/.."), end
    return replace(entry, period=only.edtf), end


def _with_figure(
    entry: Entry,
    folded: Folded,
    meant: Figure,
    expected: str,
    default: str,
    quantity: str,
) -> tuple[Entry, int]:
    found = as_found(folded, meant)
    entry = replace(entry, bound=found.bound, units=found.units)
    if found.value is None:
        return replace(entry, value_text=_words_of_number(found)), meant.last
    value = fallen(found.value) if meant.role == FALL and quantity == GROWTH else found.value
    unit, units, problem, end = _unit(folded, found, meant.last, expected, default)
    problems = (*entry.problems, problem) if problem else entry.problems
    return replace(entry, value=value, unit=unit, units=units, problems=problems), end


def _with_choices(
    entry: Entry, folded: Folded, likely: list[Figure], expected: str, default: str
) -> Entry:
    choices = []
    for one in likely:
        found = as_found(folded, one)
        if found.value is None:
            continue
        unit = _unit(folded, found, one.last, expected, default)[0]
        choice = Choice(found.value, unit, found.bound, one.role, " ".join(found.text.split()))
        if one.role == FALL and unit == "percent":
            choices.append(replace(choice, value=fallen(choice.value)))
            choice = replace(choice, value=abs(choice.value), role="")
        choices.append(choice)
    sentence = _("More than one figure may be meant here: choose one, or type it.")
    return replace(entry, choices=tuple(choices), problems=(*entry.problems, sentence))


def _unit(
    folded: Folded, found: FoundNumber, end: int, expected: str, default: str
) -> tuple[str, tuple[str, ...], str, int]:
    units, printed = found.units, found.text
    word = UNIT_WORD.match(folded.text, end)
    if not units and (point := re.search("[百千]分点$", fold(found.text).text)):
        printed = point[0]
    elif not units and word:
        printed = folded.printed(*word.span("word"))
        units, end = unit_codes(printed), word.end()
    elif not units and default:
        return default, (), "", end
    elif not units:
        return "", (), _("No unit is printed with “%(text)s”.") % {"text": printed}, end
    if len(units) == 1 or expected in units:
        return expected if expected in units else units[0], units, "", end
    return "", units, unit_problem(printed, units), end


def _words_of_number(found: FoundNumber) -> str:
    """The printed words without the unit: 数十 of 数十家."""
    words = "".join(found.text.split())
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
