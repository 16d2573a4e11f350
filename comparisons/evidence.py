"""The places in the sources that a comparison rests on, numbered."""

from comparisons.engine.facts import Citation
from comparisons.loading import TypeAcrossZones, ZoneComparison
from sources.models import CitedModel

Note = tuple[int, Citation]


class Evidence:
    """The places in the sources, numbered in the order in which a page first needs them."""

    def __init__(self):
        self.numbers: dict[Citation, int] = {}

    def number(self, citation: Citation) -> int:
        return self.numbers.setdefault(citation, len(self.numbers) + 1)

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


def every_place(comparison: ZoneComparison) -> list[Note]:
    """For a file: the places of all measures and figures, those that a page only counts too."""
    evidence = Evidence()
    for section in comparison.adoption:
        for _type, row in section.rows:
            for measure in (measure for cell in row.cells for measure in cell.measures):
                evidence.number(citation_of(comparison.reforms[measure.key]))
    for section in comparison.figures:
        for _metric, row in section.rows:
            for figure in (figure for cell in row.cells for figure in cell.figures):
                evidence.number(figure.citation)
    return evidence.notes()


def every_place_of_type(across: TypeAcrossZones) -> list[Note]:
    """The same for one type of reform."""
    evidence = Evidence()
    for _zone, measures in across.comparison.by_zone:
        for measure in measures:
            evidence.number(citation_of(across.reforms[measure.key]))
            for figure in measure.figures:
                evidence.number(figure.citation)
    return evidence.notes()
