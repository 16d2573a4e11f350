"""Measures named in a text. To be filled."""

from collections.abc import Sequence

from intake.articles.proposing.known import Known
from intake.articles.proposing.passages import Passages
from intake.articles.proposing.proposals import ProposedReform, ProposedZone


def find(
    passages: Passages, known: Known, zones: Sequence[ProposedZone]
) -> tuple[ProposedReform, ...]:
    return ()
