"""The state of every number of an article: recorded by a fact, set aside, or open.

A number is recorded if a fact has it as its value and quotes it or text near it, or if a fact
without a figure quotes it (2330 in a reform's name). Ambiguous quotations do not count.
What the reader takes for no figure (headings, slogans) has a state only if somebody gave it one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.evidence.citations import Report, State, article_of, check, facts_of, has_figure
from sources.evidence.reading import Article, PrintedNumber
from sources.models import CitedModel, SetAsideNumber, Source


class NumberState(models.TextChoices):
    RECORDED = "recorded", _("recorded")
    SET_ASIDE = "set-aside", _("set aside")
    OPEN = "open", _("open")


@dataclass(frozen=True)
class MarkedNumber:
    """A number with its state, the facts that record it, and why it was set aside."""

    position: int  # in the article, from 1
    number: PrintedNumber
    facts: tuple[CitedModel, ...]
    set_aside: SetAsideNumber | None

    @property
    def state(self) -> NumberState:
        if self.facts:
            return NumberState.RECORDED
        return NumberState.SET_ASIDE if self.set_aside else NumberState.OPEN


@dataclass(frozen=True)
class Numbers:
    """All numbers of an article, and set-aside ones that are not in the text."""

    marked: tuple[MarkedNumber, ...]
    lost: tuple[SetAsideNumber, ...]
    recorded: int
    set_aside: int
    open: int

    def in_state(self, state: NumberState) -> list[MarkedNumber]:
        return [one for one in self.marked if one.state == state]

    @property
    def share(self) -> int | None:
        """Percentage of recorded numbers, rounded down; None without numbers."""
        return 100 * self.recorded // len(self.marked) if self.marked else None


@dataclass(frozen=True)
class Overview:
    article: Article
    report: Report
    numbers: Numbers


def overview(source: Source, text: str, *, with_drafts: bool) -> Overview:
    """Check all facts of a source against a text. A query per model, one for set-aside numbers."""
    article = article_of(source, text)
    report = check(article, facts_of(source, with_drafts=with_drafts))
    rows = SetAsideNumber.objects.filter(source=source).select_related("set_aside_by")
    return Overview(article, report, mark_numbers(article, report, rows.order_by("pk")))


def mark_numbers(article: Article, report: Report, rows: Iterable[SetAsideNumber]) -> Numbers:
    """The state of every number. `rows` are those set aside in this source."""
    facts = _recorded(article, report)
    set_aside, lost = _found_again(article, rows)
    settled = {*facts, *set_aside}
    marked = tuple(
        MarkedNumber(position, number, tuple(facts.get(number, ())), set_aside.get(number))
        for position, number in enumerate(article.numbers, start=1)
        if not number.found.why or number in settled
    )
    counts = Counter(one.state for one in marked)
    return Numbers(marked, tuple(lost), *(counts[state] for state in NumberState))


def _recorded(article: Article, report: Report) -> dict[PrintedNumber, list[CitedModel]]:
    facts: dict[PrintedNumber, list[CitedModel]] = {}
    for citation in report.by_state[State.FOUND]:
        if citation.number:
            facts.setdefault(citation.number, []).append(citation.fact)
        elif not has_figure(citation.fact):
            for number in article.numbers_near(citation.spans[0]):
                facts.setdefault(number, []).append(citation.fact)
    return facts


def _found_again(article: Article, rows: Iterable[SetAsideNumber]):
    """Rows found in the text, by number, and rows not found."""
    found: dict[PrintedNumber, SetAsideNumber] = {}
    lost = []
    for row in rows:
        span = article.find_place(row)
        here = article.numbers_near(span) if span else ()
        found.update(dict.fromkeys(here, row))
        if not here:
            lost.append(row)
    return found, lost


def set_aside(
    article: Article, numbers: Sequence[MarkedNumber], *, source, user, reason: str
) -> int:
    """Set these numbers of a source aside. Returns how many were new. Two queries."""
    rows = [article.place_of(marked.number) for marked in numbers]
    for row in rows:
        row.source, row.reason, row.set_aside_by = source, reason, user
    known = SetAsideNumber.objects.filter(source=source).count()
    SetAsideNumber.objects.bulk_create(rows, ignore_conflicts=True)
    return SetAsideNumber.objects.filter(source=source).count() - known
