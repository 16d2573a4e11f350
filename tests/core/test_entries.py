"""What a snippet that editors paste says: value, unit, words, and what is wrong with it."""

from decimal import Decimal

import pytest

from core.language.prose.counting import numbers_in
from core.language.prose.entries import understand
from tests.core.tables import english_throughout, spread  # noqa: F401 - a fixture


def test_a_pasted_figure_fills_value_unit_and_bound():
    entry = understand("约10万平方米")
    assert (entry.value, entry.unit, entry.bound) == (10, "m2-10k", "about")
    assert (entry.leftover, entry.problems, entry.notes) == ("", (), ())


UNKNOWN = {
    "“公倾” is not a known unit; did you mean “公顷”?": "100公倾",
    "“里拉” is not a known unit.": "3000万里拉",
    "No unit is printed with “2330”.": "2330",
    "No unit is printed with “12345”.": "12345",
    "No unit is printed with “100”.": "100以上",
}


@pytest.mark.parametrize(("text", "problem"), spread(UNKNOWN))
def test_a_unit_that_is_unknown_or_missing_is_a_problem(text, problem):
    assert (understand(text).problems, understand(text).unit) == ((problem,), "")


def test_thousands_may_be_set_apart_by_spaces_if_there_is_one_number():
    assert understand("1 203 333.5公顷").value == Decimal("1203333.5")
    assert understand("约1\u00a0203", default_unit="ha").value == 1203
    assert understand("11宗 323亩", expected_unit="mu").value == 323
    assert understand("1 20", default_unit="ha").value is None


def test_a_point_or_a_scale_word_too_many_makes_no_other_number():
    assert understand(".5亿元").value is None
    assert understand("12.5万", default_unit="person").value == 125000
    [problem] = understand("12.5万", default_unit="cny-100m").problems
    assert problem == "“12.5万” has a scale word and no unit, and 亿元 has one too."


def test_of_a_growth_the_word_for_it_is_understood():
    assert understand("增长5.9%", quantity="growth").leftover == ""
    fallen = understand("下降4.2", quantity="growth", default_unit="percent")
    assert (fallen.value, fallen.leftover) == (Decimal("-4.2"), "")
    assert understand("增长5亿元").leftover == "增长"


def test_what_a_figure_is_per_may_stand_before_it_for_a_metric_that_is_a_ratio():
    entry = understand("亩均税收35万元", expected_unit="cny-10k/mu")
    assert (entry.value, entry.unit) == (35, "cny-10k/mu")
    assert understand("税收35万元", expected_unit="cny-10k/mu").unit == "cny-10k"
    assert numbers_in("亩均税收35万元")[0].says(Decimal(35), "cny-10k/mu")
    assert [found.unit for found in numbers_in("3家每家10万元")] == ["", "cny-10k"]
    assert [found.units for found in numbers_in("单元3件")] == [("piece", "case")]


def test_a_number_in_words_goes_into_words():
    entry = understand("数十家")
    assert (entry.value, entry.unit, entry.value_text, entry.problems) == (None, "", "数十", ())
    assert understand("三分之二以上").value_text == "三分之二"


def test_the_metrics_unit_decides_between_the_units_of_a_word_but_never_replaces_one():
    assert "can stand for several units" in understand("4个").problems[0]
    assert understand("4个", expected_unit="park").unit == "park"
    assert understand("4个", expected_unit="park").problems == ()
    assert understand("4亩", expected_unit="ha").unit == "mu"
    assert understand("4", expected_unit="ha").unit == ""


NOTHING = "No number and no date was found in this."


@pytest.mark.parametrize("text", ["hello", "最多跑一次", "？", "", " \n\t"])
def test_a_snippet_without_a_figure_or_a_date_is_a_problem_unless_it_is_blank(text):
    assert understand(text).is_empty
    assert understand(text).problems == ((NOTHING,) if text.strip() else ())
