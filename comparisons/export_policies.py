"""Policies side by side, to take away: JSON for programs, a line a commitment for sheets."""

from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext as _

from comparisons.policies import PolicyColumn, PolicyComparison
from core.formatting import sheet_number
from core.models import in_readers_language
from policies.choices import PolicyStage, TargetKind


def as_json(comparison: PolicyComparison, *, address: str, version: str) -> dict:
    """Every policy with its commitments and citations; dates in EDTF with their bounds."""
    return {
        "address": address,
        "data_version": version,
        "columns": [
            {**asdict(column.policy), "period_is_over": column.is_over}
            for column in comparison.columns
        ],
        "without": [asdict(province) for province in comparison.without],
    }


def header() -> list[str]:
    return [
        _("Province"),
        _("Policy"),
        _("Issuing agencies"),
        _("Stage when reported"),
        _("Stated period over"),
        _("Issued"),
        _("Takes effect"),
        _("Ends"),
        _("Instruments"),
        _("What it covers"),
        _("Exceptions"),
        _("Triggers"),
        _("Legal or document basis"),
        _("Kind"),
        _("Commitment"),
        _("Value as reported"),
        _("Unit as reported"),
        _("Bound"),
        _("Due"),
        _("State today"),
        _("Source"),
        _("Place in the source"),
        _("Quotation"),
    ]


def rows(comparison: PolicyComparison) -> Iterator[list]:
    """A line for each commitment, and one for a policy that has none. No queries."""
    for column in comparison.columns:
        head = _policy_cells(column)
        for target in column.policy.targets:
            yield [
                *head,
                TargetKind(target.kind).label,
                in_readers_language(target, "title"),
                sheet_number(target.value),
                target.unit,
                target.bound if target.value is not None else "",
                target.due.text,
                target.state.label,
                *_citation_cells(target.citation),
            ]
        if not column.policy.targets:
            yield [*head, *[""] * 7, *_citation_cells(column.policy.citation)]


def _policy_cells(column: PolicyColumn) -> list:
    policy = column.policy
    return [
        in_readers_language(policy.province, "name"),
        in_readers_language(policy, "title"),
        _("; ").join(in_readers_language(agency, "name") for agency in policy.agencies),
        PolicyStage(policy.stage).label,
        _("yes") if column.is_over else _("no"),
        policy.issued.text,
        policy.effective.text,
        policy.ends.text,
        _("; ").join(in_readers_language(one, "name") for one in policy.instruments),
        in_readers_language(policy, "covers"),
        in_readers_language(policy, "exceptions"),
        in_readers_language(policy, "triggers"),
        in_readers_language(policy, "legal_basis"),
    ]


def _citation_cells(citation) -> list:
    return [in_readers_language(citation, "title"), citation.locator, citation.quote]
