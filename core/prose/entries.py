"""One pasted snippet, read into the columns of a record."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from core import edtf
from core.prose.dates import YEAR, FoundDate, dates_in
from core.prose.folding import Folded, fold
from core.prose.numbers import Figure, FoundNumber, as_found, figures_in
from core.prose.unit_names import unit_codes, unit_problem
from core.units import UNITS

LONGEST = 300  # a snippet, not an article: what follows is not read
# Words that carry no fact of their own beside a figure or a date.
NOTHING_MORE = re.compile(
    r"(?:[\s-]|截至|截止到?|自|从|于|在|为|达到?|共计?|合计|总计|之前|以前|前|以来|起|的|了|到|施行|实施|执行|生效"
    "|since|as of|from|in|by|the|end of)*",
    re.IGNORECASE,
)
SINCE = re.compile("以来|起(?!至|施行|实施|执行|生效)")
PUNCTUATION = re.compile(r"[\s，。；：、,;:.!？?！“”\"'‘’《》〈〉（）()\[\]【】…·]+")
UNIT_WORD = re.compile(r" ?(?P<word>[^\W\d_]{1,12}[²³]?)")


@dataclass(frozen=True)
class Entry:
    """What a snippet says, for the columns of a figure or of a date.

    `value` and `unit` go together; `units` are the codes that an ambiguous word (个, 家) can
    stand for when `unit` is "". `value_text` are the words of a number in words only (数十).
    `period` is EDTF. `leftover` are the words that were not understood. `problems` say what
    cannot be read, `notes` what was read but does not go into a column.
    """

    value: Decimal | None = None
    unit: str = ""
    units: tuple[str, ...] = ()
    bound: str = ""
    value_text: str = ""
    period: str = ""
    leftover: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the snippet was understood as a figure or a date."""
        return self.value is None and not self.value_text and not self.period


def understand(text: str, *, expected_unit: str = "", default_unit: str = "") -> Entry:
    """Read a pasted snippet: "不少于3年" is 3, year, at least; "2019年3月" is 2019-03.

    `expected_unit` is the code of the metric's unit: of several figures the first of its
    kind counts (the area of "11宗323.17亩"), and it decides between the units that a printed
    word can stand for (个 for projects or for parks).
    `default_unit` is the unit of a number that none is printed with.
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
    if figures:
        chosen = _of_the_kind(figures, expected_unit)
        entry, end = _with_figure(entry, folded, chosen, expected_unit, default_unit)
        taken.append((chosen.start, end))
    if not dates and not figures:
        entry = replace(entry, problems=(_("No number and no date was found in this."),))
    notes = [_("There is another date: %(text)s.") % _print(folded, d) for d in dates[1:]]
    notes += [
        _("There is another figure: %(text)s.") % _print(folded, f) for f in figures if f != chosen
    ]
    return replace(entry, leftover=_leftover(folded, taken), notes=tuple(notes))


def _edtf(text: str) -> str:
    """The text itself where it is EDTF already."""
    candidate = text.strip()
    if candidate.isdigit() and not re.fullmatch(YEAR, candidate):
        return ""  # 2330 in a figure's words is a number, though a year could be so named
    try:
        edtf.parse(candidate)
    except edtf.InvalidPartialDateError:
        return ""
    return candidate


def _of_the_kind(figures: list[Figure], expected_unit: str) -> Figure:
    """The first figure that can be converted to the expected unit, else the first of all."""
    if expected_unit in UNITS:
        kind = UNITS[expected_unit].dimension
        for figure in figures:
            if any(UNITS[code].dimension == kind for code in figure.units):
                return figure
    return figures[0]


def _with_period(entry: Entry, folded: Folded, dates: list[FoundDate]) -> tuple[Entry, int]:
    """The first date, open at its end where the text says "since", and where its words end."""
    first = dates[0]
    if not first.edtf:
        sentence = _("“%(text)s” is not a date that exists.") % _print(folded, first)
        return replace(entry, problems=(*entry.problems, sentence)), first.end
    since = SINCE.match(folded.text, first.end)
    end = since.end() if since else first.end
    if (since or folded.text[: first.start].lower().endswith("since ")) and "/" not in first.edtf:
        return replace(entry, period=f"{first.edtf}/.."), end
    return replace(entry, period=first.edtf), end


def _with_figure(
    entry: Entry, folded: Folded, figure: Figure, expected: str, default: str
) -> tuple[Entry, int]:
    """The figure with its unit, and where the unit's word ends."""
    found = as_found(folded, figure)
    entry = replace(entry, bound=found.bound, units=found.units)
    if found.value is None:
        return replace(entry, value_text=_words_of_number(found)), figure.last
    unit, units, problem, end = _unit(folded, found, figure.last, expected, default)
    problems = (*entry.problems, problem) if problem else entry.problems
    return replace(entry, value=found.value, unit=unit, units=units, problems=problems), end


def _unit(
    folded: Folded, found: FoundNumber, end: int, expected: str, default: str
) -> tuple[str, tuple[str, ...], str, int]:
    """Unit, candidates, what is wrong, and where the unit's word ends in the folded text."""
    units, printed = found.units, found.text
    word = UNIT_WORD.match(folded.text, end)
    if not units and (point := re.search("[百千]分点$", fold(found.text).text)):
        printed = point[0]
    elif not units and word:
        printed = folded.original[slice(*folded.span(word.start("word"), word.end("word")))]
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
    """The folded text without what was understood and without words that say nothing more."""
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
    """The part of the snippet as it is printed, for a sentence."""
    original = folded.original[slice(*folded.span(part.start, part.end))]
    return {"text": " ".join(original.split())}
