"""The numbered places in sources that a comparison cites."""

from collections.abc import Iterable

from comparisons.engine.facts import Citation
from sources.models import CitedModel

Note = tuple[int, Citation]


class Evidence:
    """Places in sources, numbered in the order of first use."""

    def __init__(self):
        self.numbers: dict[Citation, int] = {}

    def number(self, citation: Citation) -> int:
        return self.numbers.setdefault(citation, len(self.numbers) + 1)

    def notes(self) -> list[Note]:
        return [(number, citation) for citation, number in self.numbers.items()]


def numbered(citations: Iterable[Citation]) -> list[Note]:
    return list(enumerate(dict.fromkeys(citations), start=1))


def citation_of(fact: CitedModel) -> Citation:
    """The place of a fact. Its source must be fetched."""
    source = fact.source
    return Citation(
        source.slug,
        source.title,
        source.title_en,
        fact.locator,
        fact.quote,
        fact.is_broken_off,
    )
