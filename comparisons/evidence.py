"""The numbered places in sources that a comparison cites."""

from collections.abc import Iterable, Iterator

from comparisons.engine.facts import Citation, Figure
from sources.models import CitedModel

Fact = Figure | CitedModel


def citation_of(fact: Fact) -> Citation:
    """The place of a fact. The source of a record must be fetched."""
    if isinstance(fact, Figure):
        return fact.citation
    source = fact.source
    return Citation(
        source.slug, source.title, source.title_en, fact.locator, fact.quote, fact.is_broken_off
    )


class Evidence:
    """The places of facts, numbered in the order of first use."""

    def __init__(self, facts: Iterable[Fact]):
        self.numbers: dict[Citation, int] = {}
        for fact in facts:
            self.number(fact)

    def number(self, fact: Fact) -> int:
        return self.numbers.setdefault(citation_of(fact), len(self.numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, Citation]]:
        return ((number, citation) for citation, number in self.numbers.items())

    @property
    def sources(self) -> list[Citation]:
        """The first place in each source."""
        found: dict[str, Citation] = {}
        for citation in self.numbers:
            found.setdefault(citation.source, citation)
        return list(found.values())
