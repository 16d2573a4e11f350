"""Recorded facts that a proposal repeats: what its words become, a second citation or value."""

from collections.abc import Iterator

from django.apps import apps

from core.records.plain import plain
from intake.articles.models import ArticleProposal, ProposalKind
from sources.models import CitedModel
from zones.querysets import ONE_THING


def like(proposal: ArticleProposal) -> Iterator[tuple[CitedModel, bool]]:
    """The recorded facts like it, and whether they say the same. A query for each."""
    for one in proposal.recorded:
        rows = apps.get_model(one["model"])._base_manager.select_related("source")
        if fact := rows.filter(slug=one["slug"]).first():
            yield fact, one["says_same"]


def same_facts(proposal: ArticleProposal) -> list[CitedModel]:
    return [fact for fact, says_same in like(proposal) if says_same]


def as_recorded(proposal: ArticleProposal, facts: list[CitedModel]) -> dict:
    """The plain values with which a figure is about the same thing as one of another source.

    Each source has its own record of a figure; of a measure or a policy there is one.
    """
    others = [one for one in facts if one.source_id != proposal.review.source_id]
    if not others or proposal.kind != ProposalKind.FIGURE:
        return {}
    values = plain(others[0])
    return {name: values[name] for name in ONE_THING}
