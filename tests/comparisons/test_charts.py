"""Charts of a comparison: which rows are drawn, with which words, and what stands beside them."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comparisons.charts import Entry, section_charts
from tests.comparisons.figures import KEYS, figure, figures, metric, row, tables
from tests.core.tables import english_throughout  # noqa: F401 - a fixture
from zones.choices import Topic


def charts(*rows, topic=Topic.ECONOMY):
    return {chart.key.rpartition("-")[2]: chart for chart in section_charts(topic, rows)}


def dots(a_row):
    return charts(a_row).get("dots")


def growth_of(*rows):
    return charts(*rows).get("growth")


def growth(key, **cells):
    return row(metric(f"{key} growth", unit="percent", quantity="growth"), **cells)


def percent(value, **changes):
    measure = metric("growth", unit="percent", quantity="growth")
    return figure(
        value, "percent", measure=measure, detail=changes.pop("detail", "同比"), **changes
    )


def values(chart) -> list[str]:
    return [mark.value for mark in chart.drawing.marks]


def test_a_comparable_row_is_drawn_as_dots_the_largest_first():
    chart = dots(row(a=figure("100"), b=figure("300"), c=figure("200")))
    marks = chart.drawing.marks
    assert [(mark.label, mark.end) for mark in marks] == [
        ("乙区", 300),
        ("丙区", 200),
        ("甲区", 100),
    ]
    days = metric("limit", "working-day", "duration", "lower")  # of which fewer are better
    few, many = (figure(value, "working-day", measure=days) for value in ("2", "30"))
    assert [mark.end for mark in dots(row(days, a=many, b=few)).drawing.marks] == [2, 30]


def test_values_are_drawn_in_the_metrics_unit_and_only_conversions_are_rounded():
    hectares = metric("land", unit="ha")
    in_mu, in_ha = (figure(*one, measure=hectares) for one in (("1413.03", "mu"), ("2.125", "ha")))
    chart = dots(row(hectares, a=in_mu, b=in_ha))
    assert values(chart) == ["94.202 ha", "2.125 ha"]
    header, [first, _second] = chart.table
    assert header[:4] == ["Zone", "Figure", "Unit", "As reported"]
    assert first == ["甲区", "94.202", "公顷 · ha", "1,413.03 mu", "2018", "Source", "¶1"]


def test_money_is_labelled_as_the_reader_writes_it():
    money = metric("revenue", unit="cny-100m", quantity="money")
    more, less = (figure(value, "cny-100m", measure=money) for value in ("1604.9", "800"))
    result = row(money, a=more, b=less)
    assert values(dots(result))[0] == "CNY 160.49 bn"
    assert [words for _place, words, _end in dots(result).drawing.ticks][1] == "CNY 50 bn"
    with translation.override("zh-hans"):
        assert values(dots(result))[0] == "1,604.9亿元"


@pytest.mark.parametrize(
    ("status", "is_hollow"),
    [("actual", False), ("target", True), ("forecast", True), ("commitment", True)],
)
def test_what_is_not_reached_yet_is_hollow(status, is_hollow):
    assert Entry("", figure(status=status)).mark.is_hollow is is_hollow


@given(tables)
def test_whatever_the_figures_only_what_may_be_ranked_is_drawn(table):
    result = row(**table)
    drawn = charts(result).values()
    assert bool(drawn) == bool(result.group)
    alike = [result.picked[key] for key in result.group]
    for chart in drawn:
        assert {entry.figure.key for entry in chart.entries} == {figure.key for figure in alike}
        assert sorted(m.end for m in chart.drawing.marks) == sorted(f.canonical for f in alike)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), st.lists(figures, max_size=3)), max_size=4))
def test_whatever_the_growth_rates_those_drawn_together_share_all_but_the_metric(cells):
    rows = [
        row(metric(f"m{n}", quantity="growth"), **{key: [] for key in KEYS} | table)
        for n, table in enumerate(cells)
    ]
    chart = growth_of(*rows)
    if chart:
        assert len({entry.figure.thing for entry in chart.entries}) == 1
        assert all(entry.figure.bound == "exactly" for entry in chart.entries)
        assert len({entry.label.rpartition(" · ")[2] for entry in chart.entries}) > 1


def test_growth_rates_of_one_topic_stand_together_with_the_zone_on_each():
    chart = growth_of(
        growth("revenue", a=percent("-3"), b=percent("7")), growth("gdp", a=percent("5"))
    )
    assert [(entry.label, entry.value) for entry in chart.entries] == [
        ("revenue growth · 乙区", 7),
        ("revenue growth · 甲区", -3),
        ("gdp growth · 甲区", 5),
    ]
    assert "甲区" in chart.limits
    assert chart.remark == ""
    places = {row.mark.label: row.end for row in chart.drawing.rows}
    [zero] = [place for place, words, _end in chart.drawing.ticks if words.startswith("0")]
    assert float(places["revenue growth · 甲区"][:-1]) < float(zero[:-1])  # a decline


def test_growth_of_another_scope_or_bound_is_left_out_and_named():
    chart = growth_of(
        growth("revenue", a=percent("14.2"), b=percent("1")),
        growth("fiscal", a=percent("45.6", detail="同比；含基金收入")),
        growth("main", a=percent("10", bound="at-least")),
        growth("exports", a=percent("9", period="2017")),
    )
    assert len(chart.entries) == 2
    assert all(f"{name} growth · 甲区" in chart.remark for name in ("fiscal", "main", "exports"))
    assert "revenue" not in chart.remark


@pytest.mark.parametrize(("one", "other"), [("2018", "2017"), ("XXXX", "XXXX")])
def test_growth_of_one_zone_or_of_another_or_an_unknown_year_is_not_drawn(one, other):
    assert growth_of(growth("revenue", a=percent("3"))) is None
    assert growth_of(growth("a", a=percent("3")), growth("b", a=percent("4"))) is None
    rates = growth("a", a=percent("3", period=one)), growth("b", b=percent("4", period=other))
    assert growth_of(*rates) is None


def test_a_zones_own_past_is_no_comparison():
    area = metric("built-up-area", unit="km2", direction="neither")
    before, after = (
        figure(value, "km2", measure=area, period=year, basis="at-point")
        for value, year in (("5", "2010"), ("36", "2019"))
    )
    assert charts(row(area, a=[before, after], b=[])) == {}


def test_a_chart_has_a_heading_a_text_of_every_value_and_notes():
    chart = dots(row(a=figure("1", status="target"), b=figure("20", status="target"), c=[]))
    assert chart.title == "standard-land-area"
    told = "2 of 3 zones · 2018 · target · hollow: not an actual value · over the period · Source"
    assert chart.limits == told
    assert chart.alt == "Dot plot, standard-land-area. 乙区: 20 mu; 甲区: 1 mu."
    assert [mark.note for mark in chart.drawing.marks] == [
        "乙区: 20 mu. ¶1 「引文」",
        "甲区: 1 mu. ¶1 「引文」",
    ]


def test_places_in_a_ranking_have_no_stem_from_zero():
    rank = metric("national-rank", "rank", "rank", "lower")
    first, last = (figure(value, "rank", measure=rank) for value in ("2", "30"))
    drawing = dots(row(rank, a=last, b=first)).drawing
    assert [mark.has_stem for mark in drawing.marks] == [False, False]
    assert [one.start == one.end for one in drawing.rows] == [True, True]
    assert drawing.marks[0].end == Decimal(2)
