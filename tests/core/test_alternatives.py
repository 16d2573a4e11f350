"""Snippets in which more than one figure may be meant, and signs that only look like digits."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.prose.counting import numbers_in
from core.language.prose.entries import understand
from core.language.prose.folding import fold
from core.language.text import compatible, looks_like_a_digit
from tests.core.tables import english_throughout  # noqa: F401 - a fixture

CHOOSE = "More than one figure may be meant here: choose one, or type it."


def offered(text: str, **context) -> list[tuple]:
    """The choices of a snippet; nothing is filled in beside them."""
    entry = understand(text, **context)
    assert (entry.value, entry.unit, entry.bound) == (None, "", "")
    assert CHOOSE in entry.problems
    return [(c.role, c.value, c.unit, c.bound) for c in entry.choices]


@pytest.mark.parametrize(
    "text",
    [
        "由30个工作日压缩至5个工作日",
        "从30个工作日缩短到5个工作日",
        "审批时限由原来的30个工作日压减为5个工作日",
        "30个工作日→5个工作日",
    ],
)
def test_before_and_after_are_told_apart(text):
    assert offered(text) == [("before", 30, "working-day", ""), ("after", 5, "working-day", "")]


def test_before_and_after_may_have_dates_between_them():
    entry = understand("从2018年的30亿元增长到2020年的50亿元")
    assert [(c.role, c.value) for c in entry.choices] == [("before", 30), ("after", 50)]
    assert entry.period == ""
    assert entry.notes == ("More than one date stands here: 2018年, 2020年.",)


@pytest.mark.parametrize("sign", [*"-–—－─～〜~", "至"])
def test_the_ends_of_a_range_limit_the_value(sign):
    for text, low, high, unit in (("1{}5亿元", 1, 5, "cny-100m"), ("30亩{}50亩", 30, 50, "mu")):
        ends = [("low", low, unit, "at-least"), ("high", high, unit, "at-most")]
        assert offered(text.format(sign)) == ends


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("2—3个月", 2, 3, "month", ""),
        ("5%～8%", 5, 8, "percent", ""),
        ("3至5年", 3, 5, "year", ""),
        ("约三至五年", 3, 5, "year", "about"),
        ("1.5万～2万元/亩", Decimal("1.5"), 2, "cny-10k/mu", ""),
        ("between 2 and 3 months", 2, 3, "month", ""),
        ("2 to 3 months", 2, 3, "month", ""),
        ("2-3个月左右", 2, 3, "month", "about"),
        ("8000万—1.2亿元", Decimal("0.8"), Decimal("1.2"), "cny-100m", ""),
        ("同比下降5%~8%", -8, -5, "percent", ""),
    ],
)
def test_where_a_form_has_both_ends_a_range_is_one_value(text, low, high, unit, bound):
    entry = understand(text, quantity="growth", has_range=True)
    found = (entry.value, entry.value_high, entry.unit, entry.bound)
    assert (*found, entry.problems) == (low, high, unit, bound, ())


@pytest.mark.parametrize("text", ["2-3个月以内", "不少于2-3个月", "由30天压缩至5天", "30-5天"])
def test_a_limited_range_and_before_and_after_are_still_asked_about(text):
    assert understand(text, has_range=True).choices


@pytest.mark.parametrize(
    ("quantity", "text", "qualifiers", "period"),
    [
        ("growth", "2019年同比增长6%", {"growth_base": "year-before"}, "2019"),
        ("growth", "环比增长6%", {"growth_base": "period-before"}, ""),
        (
            "growth",
            "2018年比2015年增长20%",
            {"growth_base": "named-period", "base_period": "2015"},
            "2018",
        ),
        (
            "growth",
            "与2015年相比增长20%",
            {"growth_base": "named-period", "base_period": "2015"},
            "",
        ),
        (
            "growth",
            "2016年1—8月比2015年同期增长20%",
            {"growth_base": "year-before"},
            "2016-01/2016-08",
        ),
        ("growth", "比上月增长2%", {"growth_base": "period-before"}, ""),
        ("growth", "2016年比2015年增长20%", {"growth_base": "year-before"}, "2016"),
        (
            "growth",
            "按2015年不变价增长6%",
            {"prices": "constant", "base_period": "2015"},
            "",
        ),
        (
            "money",
            "初步核算，2019年12亿元（现价）",
            {"prices": "current", "release": "preliminary"},
            "2019",
        ),
        ("money", "同比增长，实际利用外资3亿美元", {"realisation": "paid"}, ""),
        ("area", "规划面积30平方公里", {"realisation": "planned"}, ""),
        ("area", "规划面积、建成面积30平方公里", {}, ""),
        ("duration", "核准类20个工作日", {}, ""),
    ],
)
def test_words_beside_a_figure_say_what_limits_it(quantity, text, qualifiers, period):
    entry = understand(text, quantity=quantity)
    assert (entry.qualifiers, entry.period) == (qualifiers, period)


def test_a_dash_with_a_space_before_it_alone_is_a_minus_and_a_tilde_alone_means_about():
    values = [found.value for found in numbers_in("1604.9亿元 -3.5%")]
    assert values == [Decimal("1604.9"), Decimal("-3.5")]
    assert (understand("~5亿元").value, understand("~5亿元").bound) == (5, "about")


def test_the_metric_tells_which_figure_is_meant_and_the_others_are_named():
    entry = understand("11宗323.17亩", expected_unit="ha")
    assert (entry.value, entry.unit, entry.choices) == (Decimal("323.17"), "mu", ())
    assert entry.notes == ("There is another figure: 11宗.",)
    assert [c[1] for c in offered("一期100亩，二期200亩，共3宗", expected_unit="ha")] == [100, 200]
    assert offered("2018年1604.9亿元，同比增长15.5%") == [
        ("", Decimal("1604.9"), "cny-100m", ""),
        ("", Decimal("15.5"), "percent", ""),
    ]
    assert understand("2018年1604.9亿元，同比增长15.5%").period == "2018"


@pytest.mark.parametrize("text", ["同比下降12.5%", "负增长12.5%", "回落了12.5%", "下降约12.5%"])
def test_a_fall_is_a_negative_growth(text):
    entry = understand(text, expected_unit="percent", quantity="growth")
    assert (entry.value, entry.unit) == (Decimal("-12.5"), "percent")


def test_a_fall_is_what_a_reduction_measures_and_a_level_after_it_is_a_level():
    entry = understand("缩短60%", expected_unit="percent", quantity="reduction")
    assert entry.value == 60
    assert understand("下降至12.5%", quantity="share").value == Decimal("12.5")
    assert understand("压缩至5个工作日").value == 5


@pytest.mark.parametrize("quantity", ["", "share"])
def test_a_fall_is_no_level(quantity):
    assert offered("同比下降12.5%", quantity=quantity) == [
        ("fall", Decimal("-12.5"), "percent", ""),
        ("", Decimal("12.5"), "percent", ""),
    ]
    assert offered("减少30个工作日", quantity=quantity) == [("fall", 30, "working-day", "")]


@pytest.mark.parametrize("text", ["前10名", "前十位", "跻身前10强"])
def test_one_of_the_first_ten_is_not_the_tenth(text):
    assert offered(text) == [("among", 10, "rank", "at-most")]


@pytest.mark.parametrize(
    "text", ["1604.9①亿元", "1604²亿元", "16٣4亿元", "1604.9亿元和1⁵家", "①1604亿元"]
)
def test_a_mark_beside_a_number_is_no_digit_and_nothing_is_filled_in(text):
    entry = understand(text)
    assert (entry.value, entry.choices) == (None, ())
    assert "is no digit but perhaps a footnote's mark" in entry.problems[0]


@pytest.mark.parametrize("text", ["٣٤亿元", "½公顷", "㏠", "𝟑亩"])
def test_foreign_digits_alone_are_no_number(text):
    assert understand(text).value is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("3km²", 3, "km2"), ("3㎡", 3, "m2"), ("３４亩", 34, "mu"), ("100平方米²", 100, "m2")],
)
def test_full_width_digits_and_signs_of_units_are_read(text, value, unit):
    [found] = numbers_in(text)
    assert (found.value, found.unit) == (value, unit)


@given(st.characters(exclude_categories=["Cs"]))
def test_no_character_becomes_a_digit_but_the_full_width_ones(character):
    digits = [sign for sign in compatible(character) if sign in "0123456789"]
    is_digit = character.isascii() or "０" <= character <= "９"
    is_unit = compatible(character)[:1].isalpha() and compatible(character)[:1].isascii()
    assert not digits or is_digit or is_unit
    if unicodedata.category(character) in ("Nd", "No") and not is_digit:
        assert looks_like_a_digit(character)


@given(st.decimals(0, 10**6, places=1), st.sampled_from("①²³⁵٣½⑴❶𝟑"))
def test_a_mark_behind_a_number_never_changes_it(number, mark):
    assert fold(f"{number}{mark}").text == f"{number}{mark}"
    assert understand(f"{number}{mark}亿元").value is None
