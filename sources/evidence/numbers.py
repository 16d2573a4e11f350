"""The state of every number of an article: recorded by a fact, set aside, or open.

A number is recorded if a fact has it as its value and quotes it or text near it, or if a fact
without a figure quotes it (2330 in a reform's name). Ambiguous quotations do not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.evidence.articles import Article, NumberPlace, PrintedNumber
from sources.evidence.citations import Report, State, has_figure
from sources.models import CitedModel, SetAsideNumber
from sources.models.articles import digest


class NumberState(models.TextChoices):
    RECORDED = "recorded", _("recorded")
    SET_ASIDE = "set-aside", _("set aside")
    OPEN = "open", _("open")


@dataclass(frozen=True)
class MarkedNumber:
    """A number with its state, the facts that record it, and why it was set aside."""

    position: int  # in the article, from 1
    number: PrintedNumber
    state: NumberState
    facts: tuple[CitedModel, ...] = ()
    set_aside: SetAsideNumber | None = None


@dataclass(frozen=True)
class Numbers:
    """All numbers of an article, and set-aside ones that are not in the text."""

    marked: tuple[MarkedNumber, ...]
    lost: tuple[SetAsideNumber, ...]

    def in_state(self, state: NumberState) -> list[MarkedNumber]:
        return [one for one in self.marked if one.state == state]

    @cached_property
    def recorded(self) -> int:
        return len(self.in_state(NumberState.RECORDED))

    @cached_property
    def set_aside(self) -> int:
        return len(self.in_state(NumberState.SET_ASIDE))

    @cached_property
    def open(self) -> int:
        return len(self.in_state(NumberState.OPEN))

    @property
    def share(self) -> int | None:
        """Percentage of recorded numbers, rounded down; None without numbers."""
        return 100 * self.recorded // len(self.marked) if self.marked else None


def mark_numbers(article: Article, report: Report, rows: Iterable[SetAsideNumber]) -> Numbers:
    """The state of every number. `rows` are those set aside in this source."""
    facts = _recorded(article, report)
    set_aside, lost = _found_again(article, rows)
    marked = []
    for position, number in enumerate(article.numbers, start=1):
        row = set_aside.get(number)
        if number in facts:
            state = NumberState.RECORDED
        else:
            state = NumberState.SET_ASIDE if row else NumberState.OPEN
        marked.append(MarkedNumber(position, number, state, tuple(facts.get(number, ())), row))
    return Numbers(tuple(marked), tuple(lost))


def _recorded(article: Article, report: Report) -> dict[PrintedNumber, list[CitedModel]]:
    facts: dict[PrintedNumber, list[CitedModel]] = {}
    for citation in report.in_state(State.FOUND):
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


def place_key(place: NumberPlace) -> str:
    """A short hash of a place, for form fields; reveals no text."""
    words = f"{place.before}\n{place.wording}\n{place.after}\n{place.occurrence}"
    return digest(words)[:16]


def set_aside(
    article: Article, numbers: Sequence[MarkedNumber], *, source, user, reason: str
) -> int:
    """Set these numbers of a source aside. Returns how many were new. Two queries."""
    places = (asdict(article.place_of(marked.number)) for marked in numbers)
    rows = [
        SetAsideNumber(source=source, reason=reason, set_aside_by=user, **place) for place in places
    ]
    known = SetAsideNumber.objects.filter(source=source).count()
    SetAsideNumber.objects.bulk_create(rows, ignore_conflicts=True)
    return SetAsideNumber.objects.filter(source=source).count() - known
