"""The figures of a text, and the numbers set aside."""

from collections.abc import Sequence

from intake.articles.proposing.known import Known
from intake.articles.proposing.passages import Passages
from intake.articles.proposing.proposals import (
    Aside,
    ProposedFigure,
    ProposedReform,
    ProposedZone,
)


def find(
    passages: Passages,
    known: Known,
    zones: Sequence[ProposedZone],
    reforms: Sequence[ProposedReform],
) -> tuple[tuple[ProposedFigure, ...], tuple[Aside, ...]]:
    return (), ()
