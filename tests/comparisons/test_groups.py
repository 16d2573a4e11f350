"""Groups that compare among themselves, order in spite of bounds, and one value cited twice."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from comparisons.engine.cells import make_cell
from comparisons.engine.groups import certain_order, interval_of, is_more
from comparisons.engine.rows import make_row
from comparisons.engine.verdicts import Verdict
from core.language.units import convert
from tests.comparisons.figures import MU, changed, column, figure, likely, metric, row, tables
from tests.core.tables import english_throughout  # noqa: F401 - a fixture

HALF, YEAR = {"period": "2019-01/2019-06"}, {"period": "2019"}


def test_the_largest_group_is_ranked_and_the_others_are_named_with_the_reason():
    result = row(
        a=figure("10", **YEAR),
        b=figure("30", **YEAR),
        c=figure("99", **HALF),
        d=figure("20", **YEAR),
    )
    assert (result.verdict, result.code) == (Verdict.NOT_COMPARABLE, "partly")
    assert result.label == "comparable: 3 of 4"
    assert result.group == ("a", "b", "d")
    assert result.ranks == {"a": 3, "b": 1, "d": 2}
    assert result.cells[2].share is None
    assert result.sentences == [
        "甲区, 乙区 and 丁区 compare with each other.",
        "The figures of 甲区, 乙区 and 丁区 are for 2019, 丙区's is for January–June 2019: "
        "figures of a longer and of a shorter period are not the same measure.",
    ]


def test_of_two_groups_of_one_size_the_later_is_ranked():
    early, late = {"period": "2017"}, {"period": "2019"}
    result = row(
        a=figure("1", **early), b=figure("2", **early), c=figure("3", **late), d=figure("4", **late)
    )
    assert result.group == ("c", "d")
    assert result.ratio == Decimal(4) / 3


def test_a_group_is_picked_before_milder_reasons():
    like_c_and_d = {"period": "2019", "release": "preliminary"}
    a = [figure("1", period="2018"), figure("2", **like_c_and_d)]
    c, d = (figure(value, bound="about", **like_c_and_d) for value in "34")
    result = row(a=a, b=figure("5", period="2018"), c=c, d=d)
    assert result.picked["a"] is a[0]
    assert result.group == ("a", "b")


@given(tables)
def test_a_group_is_ranked_as_if_it_were_alone(table):
    result = make_row(MU, [column(key) for key in table], table)
    if not result.group:
        return  # as in most tables: too many to be filtered out
    alone = row(**{key: result.picked[key] for key in result.group})
    assert alone.verdict.allows_ranking
    assert (alone.ranks, alone.group) == (result.ranks, result.group)
    shares = {cell.column: cell.share for cell in result.cells if cell.column in result.group}
    assert shares == {cell.column: cell.share for cell in alone.cells}


WORDINGS = [
    ("over-period", "2018", "2018-01/2018-12", "2018-01-01/2018-12-31"),
    ("over-period", "2019-01/2019-03", "2019-01-01/2019-03-31"),
    ("year-to-date", "2019-08", "2019-01/2019-08", "2019-01-01/2019-08-31"),
    ("at-point", "2019", "2019-12", "2019-12-31"),
    ("cumulative", "2018/2020", "2018-01/2020-12"),
]


@given(tables, st.data())
def test_nothing_depends_on_the_wording_of_a_period_or_the_unit_printed(table, data):
    others = {}
    for key, given_figures in table.items():
        others[key] = [reworded(one, data) for one in given_figures]
    one, other = (make_row(MU, [column(key) for key in table], t) for t in (table, others))
    keys = [{key: figure.key for key, figure in r.picked.items()} for r in (one, other)]
    assert keys[0] == keys[1]
    assert (one.group, one.ranks, one.certain) == (other.group, other.ranks, other.certain)
    same = [
        [(r.rule, r.columns) for r in r_.reasons if r.rule.kind != "scale"] for r_ in (one, other)
    ]
    assert same[0] == same[1]


def reworded(one, data):
    """The same figure with its period written otherwise, in another unit."""
    for basis, *wordings in WORDINGS:
        if one.basis == basis and one.period in wordings:
            one = changed(one, period=data.draw(st.sampled_from(wordings)))
    if one.value is None:
        return one
    unit = data.draw(st.sampled_from(["mu", "mu-10k", one.unit]))
    high = None if one.value_high is None else convert(one.value_high, one.unit, unit)
    return changed(one, value=convert(one.value, one.unit, unit), value_high=high, unit=unit)


@given(st.lists(likely, min_size=3, max_size=3))
def test_certain_order_is_transitive_and_never_both_ways(three):
    a, b, c = (interval_of(one) for one in three)
    if a and b and c and is_more(a, b) and is_more(b, c):
        assert is_more(a, c)
    assert not (a and b and is_more(a, b) and is_more(b, a))


@given(likely, likely, st.integers(0, 90), st.integers(0, 90))
def test_certain_order_holds_for_all_values_within_the_limits(one, other, true_one, true_other):
    a, b = interval_of(one), interval_of(other)
    assume(a and b and is_more(a, b))
    if is_within(true_one, a) and is_within(true_other, b):
        assert true_one > true_other


def is_within(value, limits):
    above = value > limits.low if limits.low_is_open else value >= limits.low
    return above and value <= limits.high


@given(st.dictionaries(st.sampled_from("abcdef"), likely, min_size=2))
def test_of_the_certain_order_no_pair_follows_from_others(picked):
    pairs = certain_order(picked)
    assert len(pairs) == len(set(pairs))
    assert not any((a, c) in pairs for a, b in pairs for b2, c in pairs if b == b2)


@pytest.mark.parametrize(
    ("one", "other", "is_certain"),
    [
        ({"value": "60", "bound": "at-least"}, {"value": "50"}, True),
        ({"value": "60", "bound": "at-least"}, {"value": "60"}, False),
        ({"value": "60", "bound": "over"}, {"value": "60"}, True),
        ({"value": "60", "bound": "over"}, {"value": "60", "bound": "at-most"}, True),
        ({"value": "60"}, {"value": "70", "bound": "at-most"}, False),  # tells nothing
        ({"value": "80"}, {"value": "70", "bound": "at-most"}, True),
        ({"value": "60", "bound": "about"}, {"value": "5"}, False),
        ({"value": "60", "high": "70"}, {"value": "50"}, True),
        ({"value": "60", "high": "70"}, {"value": "70", "high": "80"}, False),
        ({"value": "60", "bound": "at-least", "period": "2017"}, {"value": "50"}, False),
    ],
)
def test_what_is_certain_in_spite_of_a_bound_is_said(one, other, is_certain):
    result = row(a=figure(**one), b=figure(**other))
    assert bool(result.certain) == is_certain
    assert result.verdict == Verdict.CAUTION
    assert not result.ranks
    assert any(said.startswith("Certainly more") for said in result.sentences) == is_certain


def test_a_better_place_is_ahead_though_its_number_is_less():
    places = metric("rank", "rank", "rank", "lower")
    first = figure("10", "rank", measure=places, bound="at-most")
    result = row(places, a=first, b=figure("15", "rank", measure=places))
    assert result.sentences[-1].startswith("Certainly ahead: 甲区")
    with translation.override("zh-hans"):
        assert result.sentences[-1].startswith("可以确定：甲区")


def cell(*found):
    made = make_cell(MU, column("a"), found)
    return row(a=list(made.figures)).cells[0]


def test_a_press_release_in_two_papers_is_one_value_with_two_citations():
    original, reprint = figure("5", key="1"), figure("5", key="2", origin=1)
    twice = cell(original, reprint)
    assert [len(x) for x in (twice.reprints, twice.same_thing, twice.agreeing)] == [1, 0, 0]
    assert not twice.is_disputed
    other = cell(original, figure("5", key="2", origin=2))
    assert [len(x) for x in (other.reprints, other.same_thing, other.agreeing)] == [0, 1, 1]
    assert not other.is_disputed
    assert cell(original, figure("6", key="2", origin=1)).is_disputed
