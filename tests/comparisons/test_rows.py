"""Rows of the comparison: worked examples from the data, and laws that always hold."""

from decimal import Decimal
from random import Random

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from comparisons.engine.cells import make_cell
from comparisons.engine.facts import BlankState
from comparisons.engine.groups import ranking
from comparisons.engine.picking import pair_weight
from comparisons.engine.reasons import pair_reasons
from comparisons.engine.rows import make_row, pick
from comparisons.engine.verdicts import Verdict
from tests.comparisons.figures import MU, column, figure, figures, metric, row, tables
from tests.comparisons.oracle import pick_by_the_rules, weight
from tests.core.tables import english_throughout  # noqa: F401 - a fixture

LINFEN = figure("1413.03", period="2020/..", basis="cumulative")
YANHU = figure("323.17", period="XXXX")
TUNLIU = [
    figure("77.45", period="XXXX", key="total"),
    figure("51.83", period="XXXX", detail="鑫景鼎", part_of=1),
    figure("25.62", period="XXXX", detail="润金茂", part_of=1),
]


def why(a_row):
    return [(r.rule.attribute, r.rule.kind) for r in a_row.reasons]


def test_cumulative_beside_a_year_is_not_comparable():
    result = row(linfen=LINFEN, yanhu=YANHU)
    assert result.verdict == Verdict.NOT_COMPARABLE
    assert ("basis", "cumulative-flow") in why(result)
    assert result.reasons[0].values == ("cumulative", "over-period")


def test_two_years_that_are_not_stated_call_for_caution():
    result = row(yanhu=YANHU, tunliu=TUNLIU)
    assert result.verdict == Verdict.CAUTION
    assert why(result) == [("period", "none-stated")]
    assert result.picked["tunliu"].canonical == Decimal("77.45")
    assert len(result.cells[1].figures) == 3
    # Three zones are as comparable as their worst pair.
    assert row(linfen=LINFEN, yanhu=YANHU, tunliu=TUNLIU).verdict == Verdict.NOT_COMPARABLE


def test_a_sentence_names_the_zones_and_both_values():
    said = row(linfen=LINFEN, yanhu=YANHU).sentences
    assert said == [
        "linfen's figure is cumulative since 2020, yanhu's is for one year, not stated which: "
        "a total since a start does not stand beside a single period."
    ]
    with translation.override("zh-hans"):
        [said] = row(linfen=LINFEN, yanhu=YANHU).sentences
    assert said == (
        "linfen为2020年以来累计数，yanhu为某一年的时期数（未注明哪年）："
        "累计数不能与一个时期的数相比。"
    )


def test_the_same_metric_period_basis_status_and_scope_is_comparable_and_ranked():
    result = row(a=figure("100"), b=figure("300"), c=figure("100", key="other"))
    assert result.verdict == Verdict.COMPARABLE
    assert result.ranks == {"b": 1, "a": 2, "c": 2}
    assert result.cells[1].share == 1
    days = metric("limit", "working-day", "duration", "lower")
    few, many = (figure(value, "working-day", measure=days) for value in ("2", "30"))
    assert row(days, a=many, b=few).ranks == {"a": 2, "b": 1}


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
    assert why(result) == [("bound", "bound"), ("unit", "scale")]
    assert result.picked["yanhu"].canonical == 100_000
    assert not result.ranks


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"status": "target"}, Verdict.NOT_COMPARABLE, ("status", "differs")),
        ({"basis": "not-stated"}, Verdict.CAUTION, ("basis", "one-not-stated")),
        ({"period": "2019"}, Verdict.CAUTION, ("period", "gap")),
        ({"period": "XXXX"}, Verdict.CAUTION, ("period", "one-not-stated")),
        ({"bound": "about"}, Verdict.CAUTION, ("bound", "bound")),
        ({"value": None}, Verdict.NOT_COMPARABLE, ("value", "in-words")),
    ],
)
def test_what_differs_decides(changes, verdict, reason):
    result = row(a=figure(**changes), b=figure())
    assert result.verdict == verdict
    assert why(result) == [reason]


def test_a_zone_alone_has_no_verdict_and_the_blank_beside_it_names_the_sources_read():
    other = column("b", sources=("catalogue", "article"))
    result = make_row(MU, [column("a"), other], {"a": [figure()]})
    assert (result.verdict, result.reasons) == (None, ())
    assert result.cells[1].state == BlankState.NOT_REPORTED
    assert result.cells[1].sources_read == ("catalogue", "article")
    assert row(a=figure("0")).cells[0].state == BlankState.NONE  # a reported zero is no blank


def test_what_cannot_apply_to_a_tier_is_not_applicable():
    rank = metric("national-rank", "rank", "rank", "lower", applies_to="national")
    tiers = {"a": "provincial", "b": "national", "c": "not-stated"}
    columns = [column(key, tier=tier) for key, tier in tiers.items()]
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


@given(tables, st.randoms(use_true_random=False))
def test_swapping_columns_changes_no_verdict_pick_or_rank(table, random):
    order = list(table)
    random.shuffle(order)
    one, other = built(table), built(table, order)
    assert one.verdict == other.verdict
    assert one.reasons == other.reasons
    assert dict(one.picked) == dict(other.picked)
    assert dict(one.ranks) == dict(other.ranks)
    assert (one.group, one.certain) == (other.group, other.certain)


@given(tables)
def test_cells_stand_in_the_order_of_the_address_with_all_their_figures_or_a_typed_blank(table):
    result = built(table)
    assert [cell.column for cell in result.cells] == list(table)
    for cell in result.cells:
        assert {figure.key for figure in cell.figures} == {f.key for f in table[cell.column]}
        assert len(cell.figures) == len(table[cell.column])
        assert (cell.state in (BlankState.REPORTED, BlankState.NONE)) == bool(cell.figures)
    fewer = {key: table[key] for key in list(table)[:-1]}
    for alone, cell in zip(built(fewer).cells, result.cells, strict=False):
        assert (alone.state, alone.figures) == (cell.state, cell.figures)


@given(tables)
def test_one_of_each_cells_own_figures_is_picked_and_picking_again_changes_nothing(table):
    result = built(table)
    assert set(result.picked) == {cell.column for cell in result.cells if cell.figures}
    assert all(one in table[column] for column, one in result.picked.items())
    alone = {key: [one] for key, one in result.picked.items()}
    assert pick(make_row(MU, [column(k) for k in alone], alone).cells) == dict(result.picked)


@given(tables)
def test_only_what_is_comparable_is_ranked_drawn_or_subtracted_and_the_rest_has_reasons(table):
    result = built(table)
    assert set(result.ranks) == set(result.group)
    assert {c.column for c in result.cells if c.share is not None} <= set(result.group)
    assert result.ratio is None or len(result.group) == 2
    if result.verdict is not None and result.verdict.allows_ranking:
        assert set(result.group) == set(result.picked)
    assert result.verdict in (None, Verdict.COMPARABLE) or result.reasons


KEYS = ["a", "b", "c", "d", "e", "f"]
full_tables = st.dictionaries(
    st.sampled_from(KEYS), st.lists(figures, max_size=8), min_size=1, max_size=6
)


def cells_of(table):
    return [make_cell(MU, column(key), found) for key, found in table.items()]


@given(figures, figures)
def test_two_figures_weigh_what_their_reasons_weigh(one, other):
    reasons = pair_reasons(("a", one), ("b", other))
    assert pair_weight(one.terms, other.terms) == weight(reasons)


@given(full_tables)
def test_the_pick_is_that_of_the_rules(table):
    cells = cells_of(table)
    assert pick(cells) == pick_by_the_rules(cells)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_pick_is_that_of_the_rules_for_many_years_in_six_zones(chance):
    cells = cells_of({key: a_zone(key, chance) for key in KEYS})
    assert pick(cells) == pick_by_the_rules(cells)


def test_an_exact_figure_of_another_year_may_fit_better_than_an_inexact_one_of_the_same():
    table = {
        "a": [
            figure("8", key="about", bound="about", release="preliminary"),
            figure("7", key="2017", period="2017"),
        ],
        "b": [figure("9", key="2019", period="2019"), figure("9", key="2018")],
        "c": [figure("6", key="2018")],
    }
    cells = cells_of(table)
    assert [one.key for one in pick(cells).values()] == ["2017", "2018", "2018"]
    assert pick(cells) == pick_by_the_rules(cells)


def a_zone(key: str, chance: Random) -> list:
    """Some figures of one metric, as a zone that reports it year after year has them."""
    return [
        figure(
            str(chance.randrange(1000)),
            chance.choice(["mu", "mu", "ha"]),
            key=f"{key}-{number}",
            period=chance.choice([*(str(year) for year in range(2009, 2024)), "", "XXXX-06"]),
            basis=chance.choice(["over-period", "over-period", "cumulative", "not-stated"]),
            status=chance.choice(["actual", "actual", "actual", "target"]),
            detail=chance.choice(["", "", "甲", "乙"]),
            bound=chance.choice(["exactly", "exactly", "exactly", "about"]),
            rank=chance.choice(["normal", "normal", "preferred", "deprecated"]),
            part_of=chance.choice([None, None, 1]),
        )
        for number in range(chance.randrange(1, 18))
    ]
