"""The places in the sources that a comparison rests on, numbered."""

from collections.abc import Iterable

from comparisons.engine.facts import Citation
from sources.models import CitedModel

Note = tuple[int, Citation]


class Evidence:
    """The places in the sources, numbered in the order in which a page first needs them."""

    def __init__(self):
        self.numbers: dict[Citation, int] = {}

    def number(self, citation: Citation) -> int:
        return self.numbers.setdefault(citation, len(self.numbers) + 1)

    def add(self, citations: Iterable[Citation]) -> None:
        for citation in citations:
            self.number(citation)

    def notes(self) -> list[Note]:
        return [(number, citation) for citation, number in self.numbers.items()]


def citation_of(fact: CitedModel) -> Citation:
    """Where a fact stands. Its source must be at hand."""
    source = fact.source
    return Citation(
        source.slug,
        source.title,
        source.title_en,
        fact.locator,
        fact.quote,
        fact.is_broken_off,
    )
