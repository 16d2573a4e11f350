"""Policies arranged side by side, and their timeline: examples, and laws that always hold."""

import datetime
import itertools

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comparisons.addresses import moves
from comparisons.engine.facts import citation_of
from comparisons.engine.policy_timeline import LEFT, RIGHT, Bar, Timeline
from comparisons.policy_comparison import arrange
from core.language import edtf
from policies.choices import PolicyStage, TargetKind, TargetState
from policies.models import FollowUp, Instrument, Policy, Target
from sources.models import Source
from zones.models import Province

TODAY = datetime.date(2026, 11, 22)
SOURCE = Source(slug="source", title="来源", title_en="Source")
PROVINCES = HENAN, HEBEI, HUNAN, ANHUI = [
    Province(pk=n, slug=slug) for n, slug in enumerate(["henan", "hebei", "hunan", "anhui"])
]
INSTRUMENTS = CAPACITY, SITING, INSURANCE = [
    Instrument(pk=n, slug=slug) for n, slug in enumerate(["capacity", "siting", "insurance"])
]
numbers = itertools.count(1)


def made(model, key, dates, **fields):
    """A record as if it had been read, with its relations and the bounds of its dates."""
    bounds = {
        f"{name}_{side}": getattr(edtf.parse(text), side) if text else None
        for name, text in dates.items()
        for side in ("earliest", "latest")
    }
    related = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], list)}
    record = model(
        pk=next(numbers), slug=key, source=SOURCE, locator="河南", **dates, **bounds, **fields
    )
    record._prefetched_objects_cache = related
    return record


def target(key="t", *, due="", quote="引文", **fields) -> Target:
    fields = {"title": key, "follow_ups": [], **fields}
    return made(Target, key, {"due": due}, quote=quote, **fields)


def policy(key="p", province=HENAN, *, issued="", effective="", ends="", **fields) -> Policy:
    dates = {"issued": issued, "effective": effective, "ends": ends}
    related = {"agencies": [], "instruments": [], "targets": []}
    fields = {
        "quote": key,
        "province": province,
        "stage": PolicyStage.IN_FORCE,
        **related,
        **fields,
    }
    return made(Policy, key, dates, **fields)


def keys_of(comparison) -> list[str]:
    return [policy.slug for policy in comparison.policies]


def test_columns_follow_the_provinces_and_within_one_the_day_of_issue():
    policies = [
        policy("late", HEBEI, issued="2019-06"),
        policy("other", HENAN, issued="2019-01"),
        policy("undated", HEBEI),
        policy("early", HEBEI, issued="2019-03"),
    ]
    assert keys_of(arrange([HEBEI, HENAN], policies, [])) == ["early", "late", "undated", "other"]
    assert keys_of(arrange([HENAN, HEBEI], policies, []))[0] == "other"


def test_a_province_without_policies_is_named_and_has_no_column():
    comparison = arrange([HUNAN, HENAN, HENAN], [policy(), policy("x", HEBEI)], [])
    assert comparison.without == [HUNAN]
    assert comparison.provinces == [HENAN]
    assert keys_of(comparison) == ["p"]


def test_the_matrix_has_a_row_for_each_instrument_that_any_uses():
    policies = [
        policy("a", HENAN, instruments=[CAPACITY]),
        policy("b", HEBEI, instruments=[SITING], stage=PolicyStage.DRAFT),
    ]
    rows = arrange([HENAN, HEBEI], policies, INSTRUMENTS).instruments
    assert rows == [(CAPACITY, ["in-force", ""]), (SITING, ["", "draft"])]


def test_targets_are_counted_by_state_and_stand_in_the_row_of_their_kind():
    targets = [target("a", due="2019"), target("b", kind=TargetKind.OBLIGATION)]
    targets.append(target("c", due="2020"))
    comparison = arrange([HENAN], [policy(targets=targets)], [])
    [tally] = comparison.tallies
    assert tally == [(TargetState.STANDING, 1), (TargetState.DUE_UNKNOWN, 2)]
    found = [(kind, [one.slug for one in cells[0]]) for kind, cells in comparison.commitments]
    assert found == [(TargetKind.TARGET, ["a", "c"]), (TargetKind.OBLIGATION, ["b"])]


def test_one_place_in_a_source_is_one_note_and_each_column_has_a_run_of_its_own():
    follow_up = made(FollowUp, "f", {}, quote="后来", target=target())
    targets = [target("t", quote="a"), target("u", follow_ups=[follow_up])]
    first, second = policy("a", targets=targets), policy("b", HEBEI)
    evidence = arrange([HENAN, HEBEI], [first, second], []).evidence
    assert [number for number, _place in evidence] == [1, 2, 3, 4]
    assert [place.quote for _number, place in evidence] == ["a", "引文", "后来", "b"]
    assert [evidence.number(one) for one in (*targets, follow_up, second)] == [1, 2, 3, 4]
    assert [place.source for place in evidence.sources] == ["source"]


def test_columns_move_left_and_right_and_out():
    assert moves(["a", "b", "c"], "-".join)["b"] == {
        "remove": "a-c",
        "left": "b-a-c",
        "right": "a-c-b",
    }
    assert moves(["a"], "-".join) == {"a": {"remove": ""}}


def test_a_bar_runs_from_taking_effect_or_issue_to_the_end():
    stated = Bar(policy(issued="2019-01", effective="2018", ends="2020"))
    assert [f"{day}" for day in (stated.starts, stated.ends)] == ["2018-01-01", "2020-12-31"]
    [row] = Timeline([policy(issued="2019-06")], TODAY).rows
    assert (row["bar"].starts, row["bar"].ends) == (datetime.date(2019, 6, 1), None)
    assert row["x"]
    assert (row["width"], row["end"]) == (None, None)  # drawn open


def test_deadlines_of_one_day_share_a_tick_and_those_without_a_day_are_counted():
    dues = {"a": "2020", "b": "2020-12", "c": "2019-06", "d": "", "e": "XXXX-06"}
    targets = [target(key, due=due) for key, due in dues.items()]
    timeline = Timeline([policy(targets=targets)], TODAY)
    ticks = {f"{day}": [one.slug for one in due] for day, due in timeline.bars[0].ticks}
    assert ticks == {"2019-06-30": ["c"], "2020-12-31": ["a", "b"]}
    assert timeline.undated == 2


def test_the_axis_has_whole_years_reaches_today_and_breaks_where_nothing_happens():
    timeline = Timeline([policy(issued="2018-05", ends="2020")], TODAY)
    assert [year for _place, year, _printed in timeline.years] == [2018, 2019, 2020, 2026]
    [one] = timeline.breaks
    assert (one["years"].first, one["years"].last) == (2021, 2025)
    assert timeline.share(datetime.date(2018, 1, 1)) == 0
    assert timeline.share(datetime.date(2026, 12, 31)) == 1
    timeline = Timeline([policy(issued=f"{year}-05") for year in range(1990, 2027)], TODAY)
    assert not timeline.breaks
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
    bar = Bar(policy(**dates))
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
)
policies = st.builds(
    policy,
    st.uuids().map(str),
    st.sampled_from(PROVINCES),
    issued=days,
    effective=days,
    ends=days,
    stage=st.sampled_from(PolicyStage),
    instruments=st.lists(st.sampled_from(INSTRUMENTS), unique_by=lambda one: one.pk),
    targets=st.lists(targets, max_size=4),
)
tables = st.lists(policies, max_size=8)
addresses = st.lists(st.sampled_from(PROVINCES), unique_by=lambda one: one.pk, max_size=4)


@given(addresses, tables)
def test_the_order_of_columns_follows_the_address(asked, facts):
    comparison = arrange(asked, facts, INSTRUMENTS)
    have_columns = [p for p in asked if any(fact.province == p for fact in facts)]
    assert comparison.provinces == have_columns
    assert comparison.without == [p for p in asked if p not in have_columns]
    assert sorted(keys_of(comparison)) == sorted(f.slug for f in facts if f.province in asked)


@given(addresses.filter(bool), tables)
def test_adding_a_province_changes_no_other_column(asked, facts):
    few, many = (arrange(some, facts, INSTRUMENTS) for some in (asked[:-1], asked))
    kept = len(few.policies)
    assert many.policies[:kept] == few.policies
    for rows in ("instruments", "commitments"):
        cells = {row.head: row.cells[:kept] for row in getattr(many, rows)}
        assert all(cells[row.head] == row.cells for row in getattr(few, rows))


@given(tables)
def test_no_target_is_lost_or_doubled(facts):
    every = sorted(t.slug for fact in facts for t in fact.targets.all())
    comparison = arrange(PROVINCES, facts, INSTRUMENTS)
    shown = [one.slug for row in comparison.commitments for cell in row.cells for one in cell]
    assert sorted(shown) == every
    assert sum(count for states in comparison.tallies for _state, count in states) == len(every)
    due = [bar.due for bar in Timeline(facts, TODAY).bars]
    assert sorted(one.slug for days in due for those in days.values() for one in those) == every


@given(tables)
def test_every_note_leads_to_the_evidence_of_its_own_fact(facts):
    evidence = arrange(PROVINCES, facts, INSTRUMENTS).evidence
    places = dict(evidence)
    assert list(places) == list(range(1, len(places) + 1))
    for one in facts:
        for fact in (one, *one.targets.all()):
            assert places[evidence.number(fact)] == citation_of(fact)


@given(tables)
def test_nothing_is_drawn_outside_the_frame_or_backwards(facts):
    timeline = Timeline(facts, TODAY)
    places = [timeline.today_x, *(place for place, _year, _printed in timeline.years)]
    for row in timeline.rows:
        bar = row["bar"]
        assert not (bar.starts and bar.ends) or bar.starts <= bar.ends
        places += [row[name] for name in ("x", "end", "issued") if row[name]]
        places += [place for place, _day, _targets in row["ticks"]]
    assert all(LEFT <= float(place.removesuffix("%")) <= RIGHT for place in places)
    days = sorted({day for bar in timeline.bars for day in bar.days})
    shares = [timeline.share(day) for day in days]
    assert shares == sorted(set(shares)), "later stands further right"
