"""The state of a target is computed from its due date and what follow-ups found."""

import datetime
from decimal import Decimal

import pytest

from policies.choices import TargetState
from policies.states import Finding, target_state
from tests.factories import FollowUpFactory, TargetFactory

TODAY = datetime.date(2026, 11, 22)
PAST, FUTURE = datetime.date(2020, 12, 31), datetime.date(2030, 12, 31)


def state(due, findings=(), value=None, bound="exactly"):
    return target_state(due=due, value=value, bound=bound, findings=findings, today=TODAY)


MET, MISSED = Finding(True, None), Finding(False, None)


@pytest.mark.parametrize(
    ("due", "findings", "expected"),
    [
        (FUTURE, [], TargetState.PENDING),
        (TODAY, [], TargetState.PENDING),  # its last day
        (PAST, [], TargetState.DUE_UNKNOWN),  # not called missed
        (None, [], TargetState.STANDING),
        (PAST, [MET], TargetState.MET),
        (PAST, [MISSED], TargetState.MISSED),
        (PAST, [MISSED, MET], TargetState.MET),  # the latest decides
        (FUTURE, [MISSED], TargetState.PENDING),  # cannot be missed before it is due
    ],
)
def test_the_due_date_and_the_sources_own_verdicts_decide(due, findings, expected):
    assert state(due, findings) == expected


@pytest.mark.parametrize(
    ("bound", "reached", "expected"),
    [
        ("at-least", 100, TargetState.MET),
        ("at-least", 99, TargetState.MISSED),
        ("at-most", 100, TargetState.MET),
        ("at-most", 101, TargetState.MISSED),
        ("over", 100, TargetState.MISSED),
        ("over", 101, TargetState.MET),
        ("exactly", 100, TargetState.MET),
        ("about", 97, TargetState.DUE_UNKNOWN),
    ],
)
def test_a_value_reached_is_held_against_the_bound(bound, reached, expected):
    findings = [Finding(None, Decimal(reached))]
    assert state(PAST, findings, value=Decimal(100), bound=bound) == expected


def test_a_follow_up_is_converted_to_the_metrics_unit(db):
    target = TargetFactory(metric__unit="ha", value=150, unit="mu", bound="at-most", due="2020")
    FollowUpFactory(target=target, value=90)
    assert target.canonical_value == 10
    assert target.state == TargetState.MET
