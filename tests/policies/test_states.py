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


def test_a_target_that_is_not_yet_due_is_pending():
    assert state(FUTURE) == TargetState.PENDING


def test_a_target_on_its_last_day_is_still_pending():
    assert state(TODAY) == TargetState.PENDING


def test_a_due_target_without_follow_up_is_not_called_missed():
    assert state(PAST) == TargetState.DUE_UNKNOWN


def test_an_obligation_without_a_date_just_stands():
    assert state(None) == TargetState.STANDING


def test_the_sources_own_verdict_decides():
    assert state(PAST, [Finding(True, None)]) == TargetState.MET
    assert state(PAST, [Finding(False, None)]) == TargetState.MISSED


def test_the_latest_finding_decides():
    assert state(PAST, [Finding(False, None), Finding(True, None)]) == TargetState.MET


def test_a_target_cannot_be_missed_before_it_is_due():
    assert state(FUTURE, [Finding(False, None)]) == TargetState.PENDING


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
