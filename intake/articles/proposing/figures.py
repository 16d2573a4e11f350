"""The figures of a text, and the numbers set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.articles.proposing.amount import Amount
from intake.articles.proposing.amounts import amounts_by_paragraph
from intake.articles.proposing.asides import why_aside
from intake.articles.proposing.calendar import Calendar
from intake.articles.proposing.figure import Place, figure_of
from intake.articles.proposing.growth import fallen, tied
from intake.articles.proposing.in_force import InForce, key_of
from intake.articles.proposing.known import Known, KnownAside
from intake.articles.proposing.outcomes import Outcomes
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import (
    Aside,
    ProposedFigure,
    ProposedReform,
    ProposedZone,
)

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
    calendar = Calendar(passages)
    figures, set_aside = [], []
    for paragraph, amount, following in _amounts(passages):
        start, end = paragraph.span(amount.start, amount.end)
        span = {"start": start, "end": end, "quote": passages.text[start:end]}
        if why := why_aside(paragraph.text, amount, asides, only_rules=everything):
            set_aside.append(Aside(**span, confidence=1.0, why=why))
            continue
        place = Place(paragraph, _sentence(paragraph.text, amount), amount, following)
        figure, zone = figure_of(place, calendar, known, span), key_of(in_force.at(start))
        if place.is_tied:
            figure = tied(figure, figures, known)
        if place.is_fall:
            figure = fallen(figure, known)
        figures.append(replace(figure, zone=zone, reform=outcomes.of(figure, zone)))
    return tuple(figures), tuple(set_aside)


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
