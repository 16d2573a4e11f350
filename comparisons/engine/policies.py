"""Rows of policies side by side. Pure: everything in a policy's `for_detail` must be fetched."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from policies.choices import TargetKind, TargetState
from policies.models import Instrument, Policy


class PolicyRow(NamedTuple):
    """An instrument or a kind of commitment across the policies."""

    head: Any
    cells: list


def issue_order(policy: Policy) -> tuple:
    """Sort key: earliest issue first, undated last, then by key."""
    return (policy.issued_earliest or datetime.date.max, policy.slug)


def instrument_rows(
    policies: Sequence[Policy], instruments: Sequence[Instrument]
) -> list[PolicyRow]:
    """A row for each instrument in use; a cell is the policy's stage if it uses it, else blank."""
    used = [(policy.stage, set(policy.instruments.all())) for policy in policies]
    rows = [
        PolicyRow(one, [stage if one in those else "" for stage, those in used])
        for one in instruments
    ]
    return [row for row in rows if any(row.cells)]


def commitment_rows(policies: Sequence[Policy]) -> list[PolicyRow]:
    """A row for each kind of target that occurs, with each policy's targets."""
    targets = [policy.targets.all() for policy in policies]
    rows = [
        PolicyRow(kind, [[one for one in those if one.kind == kind] for those in targets])
        for kind in TargetKind
    ]
    return [row for row in rows if any(row.cells)]


def tally(policy: Policy) -> list[tuple[TargetState, int]]:
    """The number of targets in each state that occurs, in the order of the states."""
    counts = Counter(target.state for target in policy.targets.all())
    return [(state, counts[state]) for state in TargetState if counts[state]]
