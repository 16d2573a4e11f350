"""Policies side by side: columns, rows and numbered evidence. Pure functions over frozen values."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from comparisons.engine.facts import BlankState, Citation
from policies.choices import PolicyStage, TargetKind, TargetState


@dataclass(frozen=True)
class Named:
    """A province, agency or instrument: its key in addresses and its names."""

    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Dated:
    """A partial date (EDTF) with its first and last possible day."""

    text: str = ""
    earliest: datetime.date | None = None
    latest: datetime.date | None = None


@dataclass(frozen=True)
class FollowUpFact:
    reported: str
    note: str
    note_en: str
    citation: Citation


@dataclass(frozen=True)
class TargetFact:
    """A commitment; `value` and `unit` are as printed, None for words."""

    key: str
    kind: TargetKind
    title: str
    title_en: str
    value: Decimal | None
    unit: str
    bound: str
    value_text: str
    value_text_en: str
    metric: Named | None
    due: Dated
    state: TargetState
    follow_ups: tuple[FollowUpFact, ...]
    citation: Citation

    @property
    def deadline(self) -> datetime.date | None:
        """The last day to meet it (of an open span the first); None without a dated deadline."""
        return self.due.latest or self.due.earliest


@dataclass(frozen=True)
class PolicyFact:
    """A policy as its source reports it; blank texts are not stated there."""

    key: str
    province: Named
    title: str
    title_en: str
    stage: PolicyStage
    issued: Dated
    effective: Dated
    ends: Dated
    agencies: tuple[Named, ...]
    instruments: tuple[Named, ...]
    covers: str
    covers_en: str
    exceptions: str
    exceptions_en: str
    triggers: str
    triggers_en: str
    legal_basis: str
    legal_basis_en: str
    note: str
    note_en: str
    targets: tuple[TargetFact, ...]
    citation: Citation
    period_is_over: bool

    @property
    def is_draft(self) -> bool:
        return self.stage == PolicyStage.DRAFT


@dataclass(frozen=True)
class PolicyColumn:
    """A policy, its evidence number, and the `tally` of its targets by state.

    `opens_province` is set on the first column of a province.
    """

    policy: PolicyFact
    note: int
    tally: tuple[tuple[TargetState, int], ...]
    opens_province: bool


@dataclass(frozen=True)
class InstrumentCell:
    """Whether a policy uses an instrument; a draft only proposes it."""

    state: BlankState
    is_proposed: bool


@dataclass(frozen=True)
class InstrumentRow:
    instrument: Named
    cells: tuple[InstrumentCell, ...]


@dataclass(frozen=True)
class Commitment:
    """A target with the numbers of its evidence and of its follow-ups' evidence."""

    target: TargetFact
    note: int
    follow_ups: tuple[tuple[FollowUpFact, int], ...]


@dataclass(frozen=True)
class CommitmentRow:
    """The targets of one kind: a tuple for each column, empty for a blank."""

    kind: TargetKind
    cells: tuple[tuple[Commitment, ...], ...]


@dataclass(frozen=True)
class PolicyComparison:
    """Policies side by side; `without` are the provinces without a recorded policy."""

    columns: tuple[PolicyColumn, ...]
    without: tuple[Named, ...]
    instruments: tuple[InstrumentRow, ...]
    commitments: tuple[CommitmentRow, ...]
    evidence: tuple[tuple[int, Citation], ...]

    @property
    def policies(self) -> list[PolicyFact]:
        return [column.policy for column in self.columns]

    @property
    def provinces(self) -> tuple[Named, ...]:
        return tuple(dict.fromkeys(policy.province for policy in self.policies))

    @property
    def has_notes(self) -> bool:
        return any(policy.note for policy in self.policies)

    @property
    def sources(self) -> tuple[Named, ...]:
        cited = (citation for _number, citation in self.evidence)
        return tuple(dict.fromkeys(Named(c.source, c.title, c.title_en) for c in cited))


def arrange(
    provinces: Sequence[Named],
    policies: Iterable[PolicyFact],
    instruments: Sequence[Named],
) -> PolicyComparison:
    """The policies of `provinces` in that order, then by issue; `instruments` orders the matrix."""
    by_province: dict[str, list[PolicyFact]] = {}
    for policy in policies:
        by_province.setdefault(policy.province.key, []).append(policy)
    asked = list(dict.fromkeys(provinces))
    ordered = [p for one in asked for p in sorted(by_province.get(one.key, ()), key=issue_order)]
    notes = number_evidence(ordered)
    return PolicyComparison(
        columns=_columns(ordered, notes),
        without=tuple(one for one in asked if one.key not in by_province),
        instruments=_instrument_rows(ordered, instruments),
        commitments=_commitment_rows(ordered, notes),
        evidence=tuple((number, citation) for citation, number in notes.items()),
    )


def issue_order(policy: PolicyFact) -> tuple:
    """Sort key: earliest issue first, undated last, then by key."""
    return (policy.issued.earliest or datetime.date.max, policy.key)


def number_evidence(policies: Sequence[PolicyFact]) -> dict[Citation, int]:
    """A number for each place in a source, column by column."""
    cited: dict[Citation, None] = {}
    for policy in policies:
        cited.setdefault(policy.citation)
        for target in policy.targets:
            cited.setdefault(target.citation)
            for follow_up in target.follow_ups:
                cited.setdefault(follow_up.citation)
    return {citation: number for number, citation in enumerate(cited, start=1)}


def tally(targets: Iterable[TargetFact]) -> tuple[tuple[TargetState, int], ...]:
    """The number of targets in each state that occurs, in the order of the states."""
    counts = Counter(target.state for target in targets)
    return tuple((state, counts[state]) for state in TargetState if counts[state])


def _columns(policies, notes: Mapping[Citation, int]) -> tuple[PolicyColumn, ...]:
    before = [None, *(policy.province for policy in policies)]
    return tuple(
        PolicyColumn(one, notes[one.citation], tally(one.targets), one.province != previous)
        for one, previous in zip(policies, before, strict=False)
    )


def _instrument_rows(policies, instruments: Sequence[Named]) -> tuple[InstrumentRow, ...]:
    used = {instrument.key for policy in policies for instrument in policy.instruments}
    return tuple(
        InstrumentRow(one, tuple(_instrument_cell(policy, one) for policy in policies))
        for one in instruments
        if one.key in used
    )


def _instrument_cell(policy: PolicyFact, instrument: Named) -> InstrumentCell:
    if instrument.key in {one.key for one in policy.instruments}:
        return InstrumentCell(BlankState.REPORTED, policy.is_draft)
    return InstrumentCell(BlankState.NOT_REPORTED, False)


def _commitment_rows(policies, notes: Mapping[Citation, int]) -> tuple[CommitmentRow, ...]:
    kinds = {target.kind for policy in policies for target in policy.targets}
    return tuple(
        CommitmentRow(
            kind,
            tuple(
                tuple(_commitment(t, notes) for t in policy.targets if t.kind == kind)
                for policy in policies
            ),
        )
        for kind in TargetKind
        if kind in kinds
    )


def _commitment(target: TargetFact, notes: Mapping[Citation, int]) -> Commitment:
    follow_ups = tuple((follow_up, notes[follow_up.citation]) for follow_up in target.follow_ups)
    return Commitment(target, notes[target.citation], follow_ups)
