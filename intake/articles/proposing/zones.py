"""Zones named in a text. To be filled."""

from intake.articles.proposing.known import Known
from intake.articles.proposing.passages import Passages
from intake.articles.proposing.proposals import ProposedZone


def find(passages: Passages, known: Known) -> tuple[ProposedZone, ...]:
    return ()
