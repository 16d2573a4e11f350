"""The state of a target is computed from its due date and what follow-ups found."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from policies.choices import TargetState
from policies.models import FollowUp, Target
from tests.factories import FollowUpFactory, TargetFactory
from zones.models import Metric

PAST, FUTURE = datetime.date(2020, 12, 31), timezone.localdate() + datetime.timedelta(1)
MET, MISSED = {"met": True}, {"met": False}


def state(due, follow_ups=(), value=None, bound="exactly"):
    metric = Metric(pk=1, unit="ha")
    amount = {"value": value, "canonical_value": value, "unit": "ha", "bound": bound}
    target = Target(pk=1, due_latest=due, metric=metric, **amount)
    found = [FollowUp(target=target, **columns) for columns in follow_ups]
    target._prefetched_objects_cache = {"follow_ups": found}
    return target.state


@pytest.mark.parametrize(
    ("due", "follow_ups", "expected"),
    [
        (FUTURE, [], TargetState.PENDING),
        (timezone.localdate(), [], TargetState.PENDING),  # its last day
        (PAST, [], TargetState.DUE_UNKNOWN),  # not called missed
        (None, [], TargetState.STANDING),
        (PAST, [MET], TargetState.MET),
        (PAST, [MISSED], TargetState.MISSED),
        (PAST, [MISSED, MET], TargetState.MET),  # the latest decides
        (FUTURE, [MISSED], TargetState.PENDING),  # cannot be missed before it is due
    ],
)
def test_the_due_date_and_the_sources_own_verdicts_decide(due, follow_ups, expected):
    assert state(due, follow_ups) == expected


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
    follow_ups = [{"value": Decimal(reached)}]
    assert state(PAST, follow_ups, value=Decimal(100), bound=bound) == expected


def test_a_follow_up_is_converted_to_the_metrics_unit(db):
    target = TargetFactory(metric__unit="ha", value=150, unit="mu", bound="at-most", due="2020")
    FollowUpFactory(target=target, value=90)
    assert target.canonical_value == 10
    assert target.state == TargetState.MET
