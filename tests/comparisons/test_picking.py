"""The quick pick takes what the rules, tried one by one, would take."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from comparisons.engine.picking import pair_weight
from comparisons.engine.rows import make_cell, pick
from comparisons.engine.verdicts import pair_reasons, terms_of, verdict_of
from tests.comparisons.figures import MU, column, figure, figures
from tests.comparisons.oracle import pick_by_the_rules

KEYS = ["a", "b", "c", "d", "e", "f"]
full_tables = st.dictionaries(
    st.sampled_from(KEYS), st.lists(figures, max_size=8), min_size=1, max_size=6
)


def cells_of(table):
    return [make_cell(MU, column(key), found) for key, found in table.items()]


@given(figures, figures)
def test_two_figures_weigh_what_their_reasons_weigh(one, other):
    reasons = pair_reasons(("a", one), ("b", other))
    expected = (verdict_of(reasons), sum(reason.rule.verdict for reason in reasons))
    assert pair_weight(terms_of(one), terms_of(other)) == expected


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
            figure("8", "ha", key="about", bound="about"),
            figure("7", key="2017", period="2017"),
        ],
        "b": [figure("9", key="2019", period="2019"), figure("9", key="2018")],
        "c": [figure("6", key="2018")],
    }
    cells = cells_of(table)
    assert {key: one.key for key, one in pick(cells).items()} == {
        "a": "2017",
        "b": "2018",
        "c": "2018",
    }
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
            scope=chance.choice(["", "", "甲", "乙"]),
            bound=chance.choice(["exactly", "exactly", "exactly", "about"]),
            rank=chance.choice(["normal", "normal", "preferred", "deprecated"]),
            part_of=chance.choice(["", "", "total"]),
        )
        for number in range(chance.randrange(1, 18))
    ]
