"""Figures that the rules propose of a sentence, for tests."""

from intake.articles.proposing import figures
from tests.intake.known_words import known, passages


def found(text: str, issued: str = "2021-05", asides=()):
    return figures.find(passages(text, issued), known(), (), (), asides)[0]


def set_aside(text: str, asides=()) -> list[str]:
    return [one.quote for one in figures.find(passages(text), known(), (), (), asides)[1]]


def only(text: str, issued: str = "2021-05"):
    [figure] = found(text, issued)
    return figure
