"""Policies side by side, to take away: JSON for programs, a line a commitment for sheets."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from django.utils.translation import gettext_lazy

from comparisons.engine.cells import Cells
from comparisons.engine.facts import Citation
from comparisons.engine.policies import Named, PolicyColumn, PolicyComparison
from comparisons.exports import Header
from core.language.formatting import sheet_number
from core.records.models import in_readers_language
from policies.choices import PolicyStage, TargetKind, TargetState
from zones.choices import Bound


def as_json(comparison: PolicyComparison, *, address: str, version: str) -> dict:
    """Every policy with its commitments and citations; dates in EDTF with their bounds."""
    return {
        "address": address,
        "data_version": version,
        "columns": [
            {**_named(column.policy), "period_is_over": column.is_over}
            for column in comparison.columns
        ],
        "without": [_named(province) for province in comparison.without],
    }


def _named(value):
    """A record of facts with the names of its parts, which JSON keeps."""
    if isinstance(value, Citation):
        return value._asdict()
    if is_dataclass(value):
        return {field.name: _named(getattr(value, field.name)) for field in fields(value)}
    return [_named(one) for one in value] if isinstance(value, tuple) else value


HEADER: Header = (
    ("province", gettext_lazy("Province")),
    ("policy", gettext_lazy("Policy")),
    ("agencies", gettext_lazy("Issuing agencies")),
    ("stage", gettext_lazy("Stage when reported")),
    ("period_is_over", gettext_lazy("Stated period over")),
    ("issued", gettext_lazy("Issued")),
    ("effective", gettext_lazy("Takes effect")),
    ("ends", gettext_lazy("Ends")),
    ("instruments", gettext_lazy("Instruments")),
    ("covers", gettext_lazy("What it covers")),
    ("exceptions", gettext_lazy("Exceptions")),
    ("triggers", gettext_lazy("Triggers")),
    ("legal_basis", gettext_lazy("Legal or document basis")),
    ("kind", gettext_lazy("Kind")),
    ("title", gettext_lazy("Commitment")),
    ("value", gettext_lazy("Value as reported")),
    ("unit", gettext_lazy("Unit as reported")),
    ("bound", gettext_lazy("Bound")),
    ("due", gettext_lazy("Due")),
    ("state", gettext_lazy("State today")),
    ("source", gettext_lazy("Key of the source")),
    ("source_title", gettext_lazy("Source")),
    ("locator", gettext_lazy("Place in the source")),
    ("quote", gettext_lazy("Quotation")),
)


def rows(comparison: PolicyComparison, *, in_codes: bool = False) -> Iterator[list]:
    """A line for each commitment, and one for a policy that has none. No queries."""
    said = Cells(in_codes)
    for column in comparison.columns:
        head = _policy_cells(said, column)
        for target in column.policy.targets:
            yield [
                *head,
                said.code(TargetKind, target.kind),
                in_readers_language(target, "title"),
                sheet_number(target.value),
                said.unit(target.unit),
                said.code(Bound, target.bound) if target.value is not None else "",
                target.due.text,
                said.code(TargetState, target.state),
                *_citation_cells(target.citation),
            ]
        if not column.policy.targets:
            yield [*head, *[""] * 7, *_citation_cells(column.policy.citation)]


def _policy_cells(said: Cells, column: PolicyColumn) -> list:
    policy = column.policy
    return [
        _names(said, [policy.province]),
        said.named(policy.key, in_readers_language(policy, "title")),
        _names(said, policy.agencies),
        said.code(PolicyStage, policy.stage),
        said.yes(column.is_over),
        policy.issued.text,
        policy.effective.text,
        policy.ends.text,
        _names(said, policy.instruments),
        in_readers_language(policy, "covers"),
        in_readers_language(policy, "exceptions"),
        in_readers_language(policy, "triggers"),
        in_readers_language(policy, "legal_basis"),
    ]


def _names(said: Cells, records: Iterable[Named]) -> str:
    return "; ".join(said.named(one.key, in_readers_language(one, "name")) for one in records)


def _citation_cells(citation) -> list:
    title = in_readers_language(citation, "title")
    return [citation.source, title, citation.locator, citation.quote]
