"""Rows of the comparison: worked examples from the data, and laws that always hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.engine.facts import BlankState
from comparisons.engine.rows import make_row, pick, ranking
from comparisons.engine.verdicts import Verdict
from tests.comparisons.figures import MU, column, figure, metric, row, tables

LINFEN = figure("1413.03", period="2020/..", basis="cumulative")
YANHU = figure("323.17", period="XXXX")
TUNLIU = [
    figure("77.45", period="XXXX", key="total"),
    figure("51.83", period="XXXX", scope="鑫景鼎", part_of="total"),
    figure("25.62", period="XXXX", scope="润金茂", part_of="total"),
]


def why(a_row):
    return [(r.rule.attribute, r.rule.kind) for r in a_row.reasons]


def test_cumulative_beside_a_year_is_not_comparable():
    result = row(linfen=LINFEN, yanhu=YANHU)
    assert result.verdict == Verdict.NOT_COMPARABLE
    assert ("basis", "differs") in why(result)
    assert result.reasons[0].values == ("cumulative", "over-period")


def test_two_years_that_are_not_stated_call_for_caution():
    result = row(yanhu=YANHU, tunliu=TUNLIU)
    assert result.verdict == Verdict.CAUTION
    assert why(result) == [("period", "none-stated")]
    assert result.picked["tunliu"].canonical == Decimal("77.45")
    assert len(result.cells[1].figures) == 3


def test_three_zones_are_as_comparable_as_their_worst_pair():
    assert row(linfen=LINFEN, yanhu=YANHU, tunliu=TUNLIU).verdict == Verdict.NOT_COMPARABLE


def test_the_same_metric_period_basis_status_and_scope_is_comparable_and_ranked():
    result = row(a=figure("100"), b=figure("300"), c=figure("100", key="other"))
    assert result.verdict == Verdict.COMPARABLE
    assert result.ranks == {"b": 1, "a": 2, "c": 2}
    assert result.cells[1].share == 1


def test_other_units_are_converted():
    result = row(a=figure("15", "mu"), b=figure("2", "ha"))
    assert result.verdict == Verdict.CONVERTIBLE
    assert round(result.ratio, 6) == 2


def test_steel_workshops_of_about_a_hundred_thousand_square_metres_call_for_caution():
    floor = metric("factory-floor-area", unit="m2", direction="neither")
    about = figure("10", "m2-10k", measure=floor, bound="about", status="target")
    exact = figure("120000", "m2", measure=floor, status="target")
    result = row(floor, yanhu=about, other=exact)
    assert result.verdict == Verdict.CAUTION
    assert why(result) == [("bound", "inexact"), ("unit", "differs")]
    assert result.picked["yanhu"].canonical == 100_000
    assert not result.ranks


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"status": "target"}, Verdict.NOT_COMPARABLE, ("status", "differs")),
        ({"basis": "not-stated"}, Verdict.CAUTION, ("basis", "one-not-stated")),
        ({"period": "2019"}, Verdict.CAUTION, ("period", "differs")),
        ({"period": "XXXX-06"}, Verdict.CAUTION, ("period", "one-not-stated")),
        ({"bound": "about"}, Verdict.CAUTION, ("bound", "inexact")),
        ({"value": None}, Verdict.NOT_COMPARABLE, ("value", "in-words")),
    ],
)
def test_what_differs_decides(changes, verdict, reason):
    result = row(a=figure(**changes), b=figure())
    assert result.verdict == verdict
    assert why(result) == [reason]


def test_lower_is_better_puts_the_smallest_first():
    days = metric("limit", "working-day", "duration", "lower")
    few = figure("2", "working-day", measure=days)
    many = figure("30", "working-day", measure=days)
    assert row(days, a=many, b=few).ranks == {"a": 2, "b": 1}


def test_one_zone_alone_has_no_verdict():
    result = make_row(MU, [column("a"), column("b")], {"a": [figure()]})
    assert result.verdict is None
    assert result.reasons == ()


def test_a_blank_names_the_sources_that_were_read():
    result = make_row(
        MU, [column("a"), column("b", sources=("catalogue", "article"))], {"a": [figure()]}
    )
    assert result.cells[1].state == BlankState.NOT_REPORTED
    assert result.cells[1].sources_read == ("catalogue", "article")


def test_a_reported_zero_is_none_and_not_a_blank():
    result = row(a=figure("0"), b=figure("5"))
    assert result.cells[0].state == BlankState.NONE


def test_what_cannot_apply_to_a_tier_is_not_applicable():
    rank = metric("national-rank", "rank", "rank", "lower", applies_to="national")
    columns = [
        column("a", tier="provincial"),
        column("b", tier="national"),
        column("c", tier="not-stated"),
    ]
    states = [cell.state for cell in make_row(rank, columns, {}).cells]
    assert states == [BlankState.NOT_APPLICABLE, BlankState.NOT_REPORTED, BlankState.NOT_REPORTED]


def test_of_several_years_the_one_that_the_other_zone_has_is_picked():
    result = row(
        a=[figure("1", period="2018"), figure("2", period="2019")], b=figure("3", period="2018")
    )
    assert result.verdict == Verdict.COMPARABLE
    assert result.picked["a"].period == "2018"


def test_of_two_values_for_one_thing_the_preferred_is_picked_and_both_are_kept():
    old = figure("1", rank="deprecated", key="old")
    new = figure("2", rank="preferred", key="new")
    result = row(a=[old, new], b=figure("3"))
    assert result.picked["a"] is new
    assert result.cells[0].figures == (new, old)


@pytest.mark.parametrize(
    ("values", "places"), [("123", [3, 2, 1]), ("221", [1, 1, 3]), ("111", [1, 1, 1])]
)
def test_equal_values_share_a_place(values, places):
    given_values = {str(n): Decimal(v) for n, v in enumerate(values)}
    assert list(ranking(given_values, lowest_first=False).values()) == places


def built(table, order=None):
    keys = order or list(table)
    return make_row(MU, [column(key) for key in keys], table)


@given(tables)
def test_columns_stand_in_the_order_of_the_address(table):
    assert [cell.column for cell in built(table).cells] == list(table)


@given(tables, st.randoms(use_true_random=False))
def test_swapping_columns_changes_no_verdict_pick_or_rank(table, random):
    order = list(table)
    random.shuffle(order)
    one, other = built(table), built(table, order)
    assert one.verdict == other.verdict
    assert one.reasons == other.reasons
    assert dict(one.picked) == dict(other.picked)
    assert dict(one.ranks) == dict(other.ranks)


@given(tables)
def test_adding_a_zone_changes_no_other_cell(table):
    last = list(table)[-1]
    fewer = {key: value for key, value in table.items() if key != last}
    said = [
        [(cell.column, cell.state, cell.figures) for cell in built(some).cells]
        for some in (fewer, table)
    ]
    assert said[0] == said[1][:-1]


@given(tables)
def test_no_value_is_lost_doubled_or_moved(table):
    for cell in built(table).cells:
        assert sorted(cell.figures, key=lambda f: f.key) == sorted(
            table[cell.column], key=lambda f: f.key
        )


@given(tables)
def test_what_is_picked_is_one_of_the_cells_own_figures(table):
    result = built(table)
    for cell in result.cells:
        assert (cell.column in result.picked) == bool(cell.figures)
        if cell.figures:
            assert result.picked[cell.column] in cell.figures


@given(tables)
def test_only_what_is_comparable_is_ranked_drawn_or_subtracted(table):
    result = built(table)
    if result.verdict is None or not result.verdict.allows_ranking:
        assert not result.ranks
        assert all(cell.share is None for cell in result.cells)
        assert result.ratio is None
    else:
        assert set(result.ranks) == set(result.picked)


@given(tables)
def test_every_blank_has_a_type_and_every_caution_a_reason(table):
    result = built(table)
    for cell in result.cells:
        assert (cell.state in (BlankState.REPORTED, BlankState.NONE)) == bool(cell.figures)
    if result.verdict not in (None, Verdict.COMPARABLE):
        assert result.reasons


@given(tables)
def test_picking_again_from_the_picked_changes_nothing(table):
    result = built(table)
    alone = {key: [one] for key, one in result.picked.items()}
    assert pick(make_row(MU, [column(k) for k in alone], alone).cells) == dict(result.picked)
