"""Finds each fact's quotation and figure in the article."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language.formatting import printed
from core.language.prose.counting import numbers_in
from core.language.prose.numbers import Figure
from core.language.prose.numerals import plain_number
from core.language.text import Span
from core.language.units import UNITS
from sources.evidence.reading import Article, PrintedNumber, as_read, read_article
from sources.models import CitedModel, Source

NEAR = 16  # maximum distance in characters between a quotation and its figure
DIGIT_SIGNS = (*"0123456789.,-",)
# Values printed without a number: (words of the quotation, value, unit or any).
SAID_IN_WORDS = [
    (re.compile("免费|无偿|零(?:收费|费用|成本)"), 0, ""),
    (re.compile("每[周週]"), 1, "times-per-week"),
    (re.compile("[两兩]位数"), 10, ""),
]


class State(models.TextChoices):
    """Result of looking for a fact's quotation."""

    FOUND = "found", _("found once")
    FIGURE_AWAY = "figure-away", _("found, but its figure does not stand near it")
    SEVERAL = "several", _("found more than once")
    MISSING = "missing", _("not found")
    NO_QUOTE = "no-quote", _("without a quotation")


PROBLEMS = (State.MISSING, State.SEVERAL, State.FIGURE_AWAY)


@dataclass(frozen=True)
class Citation:
    """A fact, the spans of its quotation in the reading form, and its printed number."""

    fact: CitedModel
    state: State
    spans: tuple[Span, ...] = ()
    number: PrintedNumber | None = None


@dataclass(frozen=True)
class Report:
    """All facts of a source with their citations, in the order of the article."""

    citations: tuple[Citation, ...]

    @cached_property
    def by_state(self) -> dict[State, list[Citation]]:
        return {state: [one for one in self.citations if one.state == state] for state in State}

    @property
    def counts(self) -> dict[State, int]:
        return {state: len(citations) for state, citations in self.by_state.items()}

    @property
    def without_quote(self) -> list[Citation]:
        return self.by_state[State.NO_QUOTE]

    @property
    def problems(self) -> dict[State, list[Citation]]:
        """Citations with a problem, by state."""
        return {state: found for state in PROBLEMS if (found := self.by_state[state])}


def cited_models() -> list[type[CitedModel]]:
    """The models of facts, of all apps."""
    return [model for model in apps.get_models() if issubclass(model, CitedModel)]


def facts_of(source: Source, *, with_drafts: bool) -> list[CitedModel]:
    """All facts of a source, with relations for names and links. One query per model."""
    facts = []
    for model in cited_models():
        rows = model.objects.all() if with_drafts else model.objects.public()
        facts.extend(rows.filter(source=source).select_related())
    return facts


def article_of(source: Source, text: str) -> Article:
    """A source's text, read. Cached."""
    last_day = source.issued_latest
    return read_article(text, last_day.year if last_day else None)


def check(article: Article, facts: Iterable[CitedModel]) -> Report:
    citations = [_check(article, fact) for fact in facts]
    last = len(article.reading.text)
    return Report(tuple(sorted(citations, key=lambda c: c.spans[0] if c.spans else (last, last))))


def _check(article: Article, fact: CitedModel) -> Citation:
    if not as_read(fact.quote):
        return Citation(fact, State.NO_QUOTE)
    spans = tuple(article.reading.find(fact.quote))
    if len(spans) != 1:
        return Citation(fact, State.SEVERAL if spans else State.MISSING, spans)
    number = _number_of(article, fact, spans[0])
    if has_figure(fact) and number is None and not _said_in_words(article, fact, spans[0]):
        return Citation(fact, State.FIGURE_AWAY, spans)
    return Citation(fact, State.FOUND, spans, number)


def says_otherwise(fact: CitedModel) -> list[Figure]:
    """The numbers of a quotation that could be the fact's value, if none of them is."""
    value, unit = getattr(fact, "value", None), getattr(fact, "unit", "")
    if value is None:
        return []
    if unit in UNITS:
        if plain_number(fact.quote) is not None:
            return []  # the cell of a table: no unit stands in it, so that it says nothing else
        before, is_printed, _after = fact.quote.partition(printed(value, unit))
        if is_printed and before[-1:] not in DIGIT_SIGNS:
            return []  # as nearly always; reading the numbers takes 0.2 ms
    dimension = UNITS[unit].dimension if unit in UNITS else None
    alike = [
        number
        for number in numbers_in(fact.quote)
        if number.value is not None
        and (dimension is None or dimension in {UNITS[code].dimension for code in number.units})
    ]
    return [] if any(number.says(value, unit) for number in alike) else alike


def has_figure(fact: CitedModel) -> bool:
    """Whether the fact records a number, also one in words (数十)."""
    return getattr(fact, "value", None) is not None or bool(getattr(fact, "value_text", ""))


def _number_of(article: Article, fact: CitedModel, quote: Span) -> PrintedNumber | None:
    """The printed number nearest to the quotation that matches the fact's value."""
    saying = [
        number for number in article.numbers_near(quote, NEAR) if _says(article, number, fact)
    ]
    return min(saying, key=lambda number: _distance(number.read, quote), default=None)


def _distance(first: Span, second: Span) -> int:
    return max(first[0] - second[1], second[0] - first[1], 0)


def _says(article: Article, number: PrintedNumber, fact: CitedModel) -> bool:
    if getattr(fact, "value", None) is not None:
        return number.found.says(fact.value, getattr(fact, "unit", ""))
    words = as_read(getattr(fact, "value_text", ""))
    return bool(words) and words in article.reading.text[slice(*number.read)]


def _said_in_words(article: Article, fact: CitedModel, quote: Span) -> bool:
    text = article.reading.text[slice(*quote)]
    if fact.value is None:
        around = article.reading.text[max(quote[0] - NEAR, 0) : quote[1] + NEAR]
        return as_read(fact.value_text) in around
    return any(
        words.search(text)
        for words, value, unit in SAID_IN_WORDS
        if fact.value == value and unit in ("", getattr(fact, "unit", ""))
    )
