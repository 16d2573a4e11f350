"""Policies arranged side by side, and their timeline: examples, and laws that always hold."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comparisons.addresses import moves
from comparisons.engine.facts import BlankState, Citation
from comparisons.engine.policies import (
    Dated,
    FollowUpFact,
    Named,
    PolicyFact,
    TargetFact,
    arrange,
    number_evidence,
)
from comparisons.engine.policy_timeline import LEFT, RIGHT, Axis, axis_of, bar_of, draw_timeline
from core.language import edtf
from policies.choices import PolicyStage, TargetKind, TargetState

TODAY = datetime.date(2026, 11, 22)
HENAN, HEBEI, HUNAN, ANHUI = (Named(key, key) for key in ("henan", "hebei", "hunan", "anhui"))
PROVINCES = [HENAN, HEBEI, HUNAN, ANHUI]
CAPACITY, SITING, INSURANCE = (Named(key, key) for key in ("capacity", "siting", "insurance"))
INSTRUMENTS = [CAPACITY, SITING, INSURANCE]


def citation(quote="引文") -> Citation:
    return Citation("source", "来源", "Source", "河南", quote, False)


def dated(text="") -> Dated:
    if not text:
        return Dated()
    date = edtf.parse(text)
    return Dated(text, date.earliest, date.latest)


def target(key="t", *, due="", quote="引文", **changes) -> TargetFact:
    plain = {
        "kind": TargetKind.TARGET,
        "value": None,
        "unit": "",
        "state": TargetState.STANDING,
        "follow_ups": (),
        **changes,
    }
    return TargetFact(
        key=key,
        title=key,
        title_en="",
        bound="exactly",
        value_text="",
        value_text_en="",
        metric=None,
        due=dated(due),
        citation=citation(quote),
        **plain,
    )


def policy(key="p", province=HENAN, *, issued="", effective="", ends="", **changes) -> PolicyFact:
    texts = ("covers", "exceptions", "triggers", "legal_basis", "note")
    plain = {
        "stage": PolicyStage.IN_FORCE,
        "agencies": (),
        "instruments": (),
        "targets": (),
        "period_is_over": False,
        "citation": citation(key),
        **{name: "" for text in texts for name in (text, f"{text}_en")},
        **changes,
    }
    return PolicyFact(
        key=key,
        province=province,
        title=key,
        title_en="",
        issued=dated(issued),
        effective=dated(effective),
        ends=dated(ends),
        **plain,
    )


def keys_of(comparison) -> list[str]:
    return [column.policy.key for column in comparison.columns]


def test_columns_follow_the_provinces_and_within_one_the_day_of_issue():
    policies = [
        policy("late", HEBEI, issued="2019-06"),
        policy("other", HENAN, issued="2019-01"),
        policy("undated", HEBEI),
        policy("early", HEBEI, issued="2019-03"),
    ]
    comparison = arrange([HEBEI, HENAN], policies, [])
    assert keys_of(comparison) == ["early", "late", "undated", "other"]
    assert [column.opens_province for column in comparison.columns] == [True, False, False, True]
    assert keys_of(arrange([HENAN, HEBEI], policies, []))[0] == "other"


def test_a_province_that_is_named_twice_has_its_columns_once():
    assert keys_of(arrange([HENAN, HENAN], [policy()], [])) == ["p"]


def test_a_province_without_policies_is_named_and_has_no_column():
    comparison = arrange([HUNAN, HENAN], [policy()], [])
    assert comparison.without == (HUNAN,)
    assert comparison.provinces == (HENAN,)


def test_policies_of_other_provinces_are_left_out():
    assert keys_of(arrange([HENAN], [policy(), policy("x", HEBEI)], [])) == ["p"]


def test_the_matrix_has_a_row_for_each_instrument_that_any_uses():
    policies = [
        policy("a", HENAN, instruments=(CAPACITY,)),
        policy("b", HEBEI, instruments=(SITING,), stage=PolicyStage.DRAFT),
    ]
    rows = arrange([HENAN, HEBEI], policies, INSTRUMENTS).instruments
    assert [row.instrument for row in rows] == [CAPACITY, SITING]
    assert [cell.state for cell in rows[0].cells] == [
        BlankState.REPORTED,
        BlankState.NOT_REPORTED,
    ]


def test_a_draft_only_proposes_its_instruments():
    draft = policy(instruments=(SITING,), stage=PolicyStage.DRAFT)
    [row] = arrange([HENAN], [draft], INSTRUMENTS).instruments
    assert row.cells[0].is_proposed


def test_targets_are_counted_by_state_in_the_order_of_the_states():
    targets = (
        target("a", state=TargetState.DUE_UNKNOWN),
        target("b", state=TargetState.STANDING),
        target("c", state=TargetState.DUE_UNKNOWN),
    )
    [column] = arrange([HENAN], [policy(targets=targets)], []).columns
    assert column.tally == ((TargetState.STANDING, 1), (TargetState.DUE_UNKNOWN, 2))


def test_targets_stand_in_the_row_of_their_kind():
    targets = (target("a"), target("b", kind=TargetKind.OBLIGATION), target("c"))
    rows = arrange([HENAN], [policy(targets=targets)], []).commitments
    assert [(row.kind, [c.target.key for c in row.cells[0]]) for row in rows] == [
        (TargetKind.TARGET, ["a", "c"]),
        (TargetKind.OBLIGATION, ["b"]),
    ]


def test_one_place_in_a_source_is_one_note_and_each_column_has_a_run_of_its_own():
    follow_up = FollowUpFact("2021", "", "", citation("后来"))
    first = policy("a", targets=(target("t", quote="a"), target("u", follow_ups=(follow_up,))))
    comparison = arrange([HENAN, HEBEI], [first, policy("b", HEBEI)], [])
    assert [(number, c.quote) for number, c in comparison.evidence] == [
        (1, "a"),
        (2, "引文"),
        (3, "后来"),
        (4, "b"),
    ]
    commitments = comparison.commitments[0].cells[0]
    assert [c.note for c in commitments] == [1, 2]
    assert commitments[1].follow_ups == ((follow_up, 3),)
    assert [source.key for source in comparison.sources] == ["source"]


def test_columns_move_left_and_right_and_out():
    assert moves(["a", "b", "c"], "-".join)["b"] == {
        "remove": "a-c",
        "left": "b-a-c",
        "right": "a-c-b",
    }
    assert moves(["a"], "-".join) == {"a": {"remove": ""}}


def test_a_bar_runs_from_taking_effect_or_issue_to_the_end():
    stated = bar_of(policy(issued="2019-01", effective="2018", ends="2020"))
    assert (stated.starts, stated.ends) == (
        datetime.date(2018, 1, 1),
        datetime.date(2020, 12, 31),
    )
    assert stated.issued == datetime.date(2019, 1, 1)
    issued_only = bar_of(policy(issued="2019-06"))
    assert (issued_only.starts, issued_only.ends) == (datetime.date(2019, 6, 1), None)


def test_an_end_that_is_not_stated_is_drawn_open():
    [drawn] = draw_timeline([policy(issued="2019-06")], TODAY).bars
    assert drawn.x
    assert drawn.width is None
    assert drawn.end is None


def test_deadlines_of_one_day_share_a_tick_and_those_without_a_day_are_counted():
    targets = (
        target("a", due="2020"),
        target("b", due="2020-12"),
        target("c", due="2019-06"),
        target("d"),
        target("e", due="XXXX-06"),
    )
    timeline = draw_timeline([policy(targets=targets)], TODAY)
    [drawn] = timeline.bars
    assert [(tick.day.isoformat(), tick.targets) for _place, tick in drawn.ticks] == [
        ("2019-06-30", ("c",)),
        ("2020-12-31", ("a", "b")),
    ]
    assert timeline.undated == 2


def test_the_axis_has_whole_years_and_reaches_today():
    axis = axis_of([bar_of(policy(issued="2018-05"))], TODAY)
    assert axis == Axis(datetime.date(2018, 1, 1), datetime.date(2026, 12, 31))
    timeline = draw_timeline([policy(issued="1990-05")], TODAY)
    assert sum(is_printed for _place, _year, is_printed in timeline.years) <= 9


@pytest.mark.parametrize(
    ("dates", "english", "chinese"),
    [
        ({"effective": "2018", "ends": "2020"}, "2018 to 2020", "2018年"),
        ({"issued": "2019-01", "effective": "2019-03-01"}, "from 1 March 2019", "2019年3月1日"),
        ({"issued": "2019-06"}, "issued June 2019", "2019年6月"),
        ({"issued": "2019-06", "ends": "2021"}, "issued June 2019, until 2021", "2021年"),
        ({"ends": "2021"}, "until 2021", "2021年"),
        ({}, "no date stated", ""),
    ],
)
def test_a_period_is_told_as_far_as_it_is_stated(dates, english, chinese):
    bar = bar_of(policy(**dates))
    with translation.override("en"):
        assert bar.period == english
    with translation.override("zh-hans"):
        assert chinese in bar.period


days = st.sampled_from(
    ["", "XXXX-06", "2018", "2019-03", "2019-06-30", "2020/..", "../2021", "203X"]
)
targets = st.builds(
    target,
    st.uuids().map(str),
    due=days,
    quote=st.sampled_from("甲乙丙"),
    kind=st.sampled_from(TargetKind),
    state=st.sampled_from(TargetState),
    value=st.sampled_from([None, Decimal(550)]),
)
policies = st.builds(
    policy,
    st.uuids().map(str),
    st.sampled_from(PROVINCES),
    issued=days,
    effective=days,
    ends=days,
    stage=st.sampled_from(PolicyStage),
    instruments=st.lists(st.sampled_from(INSTRUMENTS), unique=True).map(tuple),
    targets=st.lists(targets, max_size=4).map(tuple),
)
tables = st.lists(policies, max_size=8)
addresses = st.lists(st.sampled_from(PROVINCES), unique=True, max_size=4)


@given(addresses, tables)
def test_the_order_of_columns_follows_the_address(asked, facts):
    comparison = arrange(asked, facts, INSTRUMENTS)
    have_columns = [p for p in asked if any(fact.province == p for fact in facts)]
    assert list(comparison.provinces) == have_columns
    assert set(comparison.without) == set(asked) - set(have_columns)
    assert sorted(keys_of(comparison)) == sorted(f.key for f in facts if f.province in asked)


@given(addresses.filter(bool), tables)
def test_adding_a_province_changes_no_other_column(asked, facts):
    *before, _added = asked
    few = arrange(before, facts, INSTRUMENTS)
    many = arrange(asked, facts, INSTRUMENTS)
    kept = len(few.columns)
    assert many.columns[:kept] == few.columns
    cells = {row.instrument: row.cells[:kept] for row in many.instruments}
    assert all(cells[row.instrument] == row.cells for row in few.instruments)
    commitments = {row.kind: row.cells[:kept] for row in many.commitments}
    assert all(commitments[row.kind] == row.cells for row in few.commitments)


@given(addresses, tables)
def test_swapping_provinces_moves_columns_and_changes_none(asked, facts):
    plain = arrange(asked, facts, INSTRUMENTS)
    swapped = arrange(asked[::-1], facts, INSTRUMENTS)

    def without_notes(comparison):
        return {replace(column, note=0) for column in comparison.columns}

    assert without_notes(plain) == without_notes(swapped)
    assert {c for _n, c in plain.evidence} == {c for _n, c in swapped.evidence}


@given(tables)
def test_no_target_is_lost_or_doubled(facts):
    every = sorted(t.key for fact in facts for t in fact.targets)
    comparison = arrange(PROVINCES, facts, INSTRUMENTS)
    shown = [c.target.key for row in comparison.commitments for cell in row.cells for c in cell]
    assert sorted(shown) == every
    assert sum(count for column in comparison.columns for _s, count in column.tally) == len(every)
    drawn = [d.bar for d in draw_timeline(facts, TODAY).bars]
    ticked = [key for bar in drawn for tick in bar.ticks for key in tick.targets]
    assert sorted([*ticked, *(key for bar in drawn for key in bar.undated)]) == every


@given(tables)
def test_every_note_leads_to_the_evidence_of_its_own_fact(facts):
    comparison = arrange(PROVINCES, facts, INSTRUMENTS)
    evidence = dict(comparison.evidence)
    assert list(evidence) == list(range(1, len(evidence) + 1))
    assert len(set(evidence.values())) == len(evidence) == len(number_evidence(facts))
    for column in comparison.columns:
        assert evidence[column.note] == column.policy.citation
    for row in comparison.commitments:
        for commitment in (c for cell in row.cells for c in cell):
            assert evidence[commitment.note] == commitment.target.citation


@given(tables)
def test_nothing_is_drawn_outside_the_frame_or_backwards(facts):
    timeline = draw_timeline(facts, TODAY)
    places = [timeline.today_x, *(place for place, _year, _printed in timeline.years)]
    for drawn in timeline.bars:
        assert not (drawn.bar.starts and drawn.bar.ends) or drawn.bar.starts <= drawn.bar.ends
        places += [p for p in (drawn.x, drawn.end, drawn.issued) if p]
        places += [place for place, _tick in drawn.ticks]
    assert all(LEFT <= float(place.removesuffix("%")) <= RIGHT for place in places)
