"""The state of a target on a given day: a pure function."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from policies.choices import TargetState
from zones.choices import Bound


@dataclass(frozen=True)
class Finding:
    """The finding of a follow-up: the source's verdict, or a value in the metric's unit."""

    met: bool | None
    value: Decimal | None


def target_state(
    *,
    due: datetime.date | None,
    value: Decimal | None,
    bound: str,
    findings: Iterable[Finding],
    today: datetime.date,
) -> TargetState:
    """The state of a target with last day `due`; `findings` run oldest first.

    The latest finding that allows a verdict decides; a target is missed only after `due`.
    """
    is_over = due is not None and due < today
    verdicts = [v for v in (_verdict(f, value, bound) for f in findings) if v is not None]
    if verdicts and verdicts[-1]:
        return TargetState.MET
    if verdicts and is_over:
        return TargetState.MISSED
    if is_over:
        return TargetState.DUE_UNKNOWN
    return TargetState.STANDING if due is None else TargetState.PENDING


def _verdict(finding: Finding, value: Decimal | None, bound: str) -> bool | None:
    if finding.met is not None:
        return finding.met
    if finding.value is None or value is None:
        return None
    if bound == Bound.AT_LEAST:
        return finding.value >= value
    if bound == Bound.OVER:
        return finding.value > value
    if bound == Bound.AT_MOST:
        return finding.value <= value
    # "About" and "exactly" do not say which side counts as met; only the source can.
    return True if finding.value == value else None
