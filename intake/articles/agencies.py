"""Agencies that an article names and no record has: added with their policy, as a person wants."""

from core.language.text import split_terms
from core.records.access import may
from intake.articles.models import ArticleProposal
from intake.articles.proposing.policies import STATE
from policies.models import Agency


def names_of(proposal: ArticleProposal) -> str:
    """The names as printed, in one line; "" if every agency is recorded."""
    return "、".join(proposal.choices.get("new_agencies", ()))


def may_add(user) -> bool:
    return may(user, "add", Agency)


def new_agencies(names: str, province: str | None) -> list[dict]:
    """The values of a record for each name; those of the state have no province."""
    return [
        {"name": name, "province": None if name.startswith(STATE) else province}
        for name in split_terms(names)
    ]
