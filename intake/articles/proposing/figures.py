"""The figures of a text, and the numbers set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.language.text import Span
from core.language.units import UNITS
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.amounts import amounts_by_paragraph
from intake.articles.proposing.asides import why_aside
from intake.articles.proposing.calendar import Calendar
from intake.articles.proposing.figure import Place, figure_of
from intake.articles.proposing.growth import fallen, tied
from intake.articles.proposing.in_force import InForce, key_of
from intake.articles.proposing.known import Known, KnownAside
from intake.articles.proposing.outcomes import Outcomes
from intake.articles.proposing.parts import total_of
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import (
    Aside,
    ProposedFigure,
    ProposedReform,
    ProposedZone,
)
from intake.articles.proposing.statements import is_intent
from intake.articles.proposing.zones import is_title

STOPS = "。！？!?"
FAR = 300  # characters of a sentence before and after a number that are read


def find(
    passages: Passages,
    known: Known,
    zones: Sequence[ProposedZone],
    reforms: Sequence[ProposedReform],
    asides: Sequence[KnownAside] = (),
    *,
    everything: bool = False,
) -> tuple[tuple[ProposedFigure, ...], tuple[Aside, ...]]:
    """The figures in the order of the text, and the numbers that count nothing.

    `everything`: what counts nothing is a figure too, unless a person's rule sets it aside.
    """
    in_force, outcomes = InForce(zones), Outcomes(reforms)
    calendar, planned = Calendar(passages), set(_planned(passages))
    figures, set_aside = [], []
    for paragraph, amount, following in _amounts(passages):
        start, end = paragraph.span(amount.start, amount.end)
        span = {"start": start, "end": end, "quote": passages.text[start:end]}
        if why := why_aside(paragraph.text, amount, asides, only_rules=everything):
            set_aside.append(Aside(**span, confidence=1.0, why=why))
            continue
        sentence = _sentence(paragraph.text, amount)
        place = Place(paragraph, sentence, amount, following, paragraph.number in planned)
        figure, zone = figure_of(place, calendar, known, span), key_of(in_force.at(start))
        if place.is_tied:
            figure = tied(figure, figures, known)
        if place.is_fall:
            figure = fallen(figure, known)
        figure = replace(figure, zone=zone, reform=outcomes.of(figure, zone))
        if figure.total is None:
            figure = replace(figure, total=total_of(figure, figures, place))
        figures.append(figure)
    headlines = [one.span(0, len(one.text)) for one in passages.paragraphs[:TOP] if is_title(one)]
    return tuple(_with_repeated(figures, headlines)), tuple(set_aside)


TOP = 3  # paragraphs that a headline may be among


def _with_repeated(
    figures: list[ProposedFigure], headlines: Sequence[Span]
) -> Iterator[ProposedFigure]:
    """A headline's number without a date is the one of the text below that it repeats."""
    told: dict[tuple, ProposedFigure] = {}
    for one in reversed(figures):
        is_headline = any(first <= one.start < last for first, last in headlines)
        is_length = UNITS[one.unit].family == "duration" if one.unit in UNITS else False
        if not is_headline and one.period and one.value is not None and not is_length:
            told[one.value, one.unit] = one
    for one in figures:
        below = told.get((one.value, one.unit))
        is_headline = any(first <= one.start < last for first, last in headlines)
        if below and is_headline and not one.period:
            one = replace(one, period=below.period, basis=below.basis)
        yield one


def _planned(passages: Passages) -> Iterator[int]:
    """The numbers of paragraphs under a heading of what is only intended."""
    is_plan = False
    for paragraph in passages.paragraphs:
        if is_title(paragraph):
            is_of_all = is_plan and paragraph.number > TOP
            is_plan = is_of_all or is_intent(paragraph.text)
        if is_plan:
            yield paragraph.number


def _sentence(text: str, amount: Amount) -> tuple[int, int]:
    """The sentence up to its full stop; of a very long one what is near."""
    first = max(0, amount.start - FAR)
    start = max(text.rfind(sign, first, amount.start) for sign in STOPS) + 1
    ends = (text.find(sign, amount.end, amount.end + FAR) for sign in STOPS)
    end = min((place + 1 for place in ends if place >= 0), default=min(len(text), amount.end + FAR))
    return max(first, start), end


def _amounts(passages: Passages) -> Iterator[tuple[Paragraph, Amount, Amount | None]]:
    """Each amount with its paragraph, and the amount after it there."""
    for number, amounts in amounts_by_paragraph(passages).items():
        paragraph = passages.paragraphs[number - 1]
        for amount, following in zip(amounts, [*amounts[1:], None], strict=True):
            yield paragraph, amount, following
