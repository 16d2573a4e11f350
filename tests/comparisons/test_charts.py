"""Charts of a comparison: which rows are drawn, in which form, and what stands beside them."""

import json
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comparisons import plots
from comparisons.charts import before_and_after, section_charts
from comparisons.engine.cells import make_cell
from tests.comparisons.figures import KEYS, column, figure, figures, metric, row, tables
from tests.core.tables import english_throughout  # noqa: F401 - a fixture
from zones.choices import Topic

AREA = metric("built-up-area", unit="km2", direction="neither")
BEGINNING = figure("5", "km2", measure=AREA, period="", basis="at-point", detail="建区之初")
IN_2019 = figure("36", "km2", measure=AREA, period="2019", basis="at-point")


def charts(*rows, topic=Topic.ECONOMY):
    return {chart.key.rpartition("-")[2]: chart for chart in section_charts(topic, rows)}


def dots(a_row):
    return charts(a_row).get("dots")


def bars(*rows):
    return charts(*rows).get("growth")


def growth(key, **cells):
    return row(metric(f"{key} growth", unit="percent", quantity="growth"), **cells)


def percent(value, **changes):
    measure = metric("growth", unit="percent", quantity="growth")
    return figure(
        value, "percent", measure=measure, detail=changes.pop("detail", "同比"), **changes
    )


def test_a_comparable_row_is_drawn_as_dots_the_largest_first():
    chart = dots(row(a=figure("100"), b=figure("300"), c=figure("200")))
    [trace] = chart.figure["data"]
    assert trace["type"] == "scatter"
    assert trace["x"] == [300, 200, 100]
    assert chart.figure["layout"]["yaxis"]["ticktext"] == ["乙区", "丙区", "甲区"]
    days = metric("limit", "working-day", "duration", "lower")  # of which fewer are better
    few, many = (figure(value, "working-day", measure=days) for value in ("2", "30"))
    assert dots(row(days, a=many, b=few)).figure["data"][0]["x"] == [2, 30]


def test_values_are_drawn_in_the_metrics_unit_and_only_conversions_are_rounded():
    hectares = metric("land", unit="ha")
    in_mu, in_ha = (figure(*one, measure=hectares) for one in (("1413.03", "mu"), ("2.125", "ha")))
    [trace] = dots(row(hectares, a=in_mu, b=in_ha)).figure["data"]
    assert [text.strip() for text in trace["text"]] == ["94.202 ha", "2.125 ha"]


def test_money_is_labelled_as_the_reader_writes_it():
    money = metric("revenue", unit="cny-100m", quantity="money")
    more, less = (figure(value, "cny-100m", measure=money) for value in ("1604.9", "800"))
    result = row(money, a=more, b=less)
    assert "CNY 160.49 bn" in dots(result).figure["data"][0]["text"][0]
    assert dots(result).figure["layout"]["xaxis"]["ticktext"][1] == "CNY 50 bn"
    with translation.override("zh-hans"):
        assert "1,604.9亿元" in dots(result).figure["data"][0]["text"][0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "circle"),
        ({"status": "forecast"}, "circle-open"),
        ({"status": "commitment"}, "circle-open"),
        ({"bound": "at-least"}, "triangle-right-open"),
        ({"bound": "over"}, "triangle-right-open"),
        ({"bound": "at-most"}, "triangle-left-open"),
    ],
)
def test_the_marker_says_what_kind_of_value_it_is(changes, expected):
    assert plots.Entry("", figure(**changes)).symbol == expected


@given(tables)
def test_whatever_the_figures_only_what_may_be_ranked_is_drawn(table):
    result = row(**table)
    drawn = charts(result).values()
    assert bool(drawn) == bool(result.group)
    alike = [result.picked[key] for key in result.group]
    for chart in drawn:
        assert {entry.figure.key for entry in chart.entries} == {figure.key for figure in alike}
        assert sorted(chart.figure["data"][0]["x"]) == sorted(float(f.canonical) for f in alike)
        go.Figure(chart.figure)


values = st.decimals(min_value=-(10**6), max_value=10**9, places=3).map(str)
units = st.sampled_from(["mu", "ha", "km2"])


@given(st.dictionaries(st.sampled_from(KEYS), st.tuples(values, units), min_size=2))
def test_every_comparable_row_is_a_figure_that_plotly_accepts_with_all_its_values(cells):
    chart = dots(row(**{key: figure(*value, key=key) for key, value in cells.items()}))
    [trace] = go.Figure(chart.figure).data
    assert len(trace.x) == len(trace.text) == len(cells)
    low, high = chart.figure["layout"]["xaxis"]["range"]
    assert all(low <= x <= high for x in trace.x)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), st.lists(figures, max_size=3)), max_size=4))
def test_whatever_the_growth_rates_bars_share_all_but_the_metric(cells):
    rows = [
        row(metric(f"m{n}", quantity="growth"), **{key: [] for key in KEYS} | table)
        for n, table in enumerate(cells)
    ]
    chart = bars(*rows)
    if chart:
        assert len({entry.figure.thing for entry in chart.entries}) == 1
        assert all(entry.figure.bound == "exactly" for entry in chart.entries)
        assert len(chart.entries) > 1
        go.Figure(chart.figure)


def pair(*of_one_zone):
    return before_and_after(make_cell(AREA, column("a"), of_one_zone))


def test_the_zones_beginning_or_an_earlier_year_comes_before_a_stated_year():
    for before in (
        BEGINNING,
        figure("20", "km2", measure=AREA, period="2010-06", basis="at-point"),
    ):
        assert pair(IN_2019, before) == (before, IN_2019)


@pytest.mark.parametrize(
    "changes",
    [
        {"period": ""},  # nothing says that it is earlier
        {"period": "XXXX"},
        {"period": "2019-06"},  # within the other's year
        {"period": "2018/2020"},
        {"period": "2018", "detail": "甲"},
        {"period": "2018", "status": "target"},
        {"period": "2018", "bound": "about"},
        {"period": "2018", "basis": "over-period"},
        {"period": "2018", "rank": "deprecated"},
        {"period": "2018", "part_of": 1},
    ],
)
def test_no_before_and_after_where_time_kind_or_scope_leave_a_doubt(changes):
    changes = {"basis": "at-point", **changes}
    assert pair(IN_2019, figure("5", "km2", measure=AREA, **changes)) is None


@pytest.mark.parametrize(
    "others",
    [
        [BEGINNING, figure("20", "km2", measure=AREA, period="2010", basis="at-point")],
        [figure(None, measure=AREA, period="2010", basis="at-point")],  # words
    ],
)
def test_only_two_numbers_are_a_before_and_an_after(others):
    assert pair(IN_2019, *others) is None


def test_a_dumbbell_joins_before_and_after_of_one_zone():
    cells = row(AREA, a=[IN_2019, BEGINNING], b=[])
    with translation.override("zh-hans"):
        chart = charts(cells)["change"]
        figure, limits = chart.figure, chart.limits
    [trace] = figure["data"]
    assert trace["mode"] == "lines+markers+text"
    assert trace["x"] == [5, 36]
    assert trace["text"] == ["5平方公里<br>建区之初", "36平方公里<br>2019年"]
    assert limits.startswith("甲区 · ")
    go.Figure(figure)


def test_growth_rates_of_one_topic_are_bars_the_highest_first():
    chart = bars(growth("revenue", a=percent("14.2")), growth("output", a=percent("15.5")))
    go.Figure(chart.figure)
    assert chart.figure["data"][0]["type"] == "bar"
    assert chart.figure["data"][0]["x"] == [15.5, 14.2]
    assert [entry.label for entry in chart.entries] == ["output growth", "revenue growth"]
    assert "甲区" in chart.limits
    assert chart.remark == ""
    chart = bars(growth("a", a=percent("-3")), growth("b", a=percent("4")))
    low, high = chart.figure["layout"]["xaxis"]["range"]
    assert low < -3 < 4 < high  # a decline left of zero


def test_growth_of_another_scope_or_bound_is_left_out_and_named():
    chart = bars(
        growth("revenue", a=percent("14.2")),
        growth("output", a=percent("15.5")),
        growth("fiscal", a=percent("45.6", detail="同比；含基金收入")),
        growth("main", a=percent("10", bound="at-least")),
        growth("exports", a=percent("9", period="2017")),
    )
    assert len(chart.entries) == 2
    assert all(f"{name} growth" in chart.remark for name in ("fiscal", "main", "exports"))
    assert "revenue" not in chart.remark


def test_growth_in_several_zones_names_the_zone_on_every_bar():
    chart = bars(growth("revenue", a=percent("3"), b=percent("7")), growth("gdp", a=percent("5")))
    assert [entry.label for entry in chart.entries] == [
        "revenue growth · 乙区",
        "revenue growth · 甲区",
        "gdp growth · 甲区",
    ]


def test_growth_alone_or_of_another_or_an_unknown_year_is_not_drawn():
    assert bars(growth("revenue", a=percent("3"))) is None
    for one, other in [("2018", "2017"), ("XXXX", "XXXX")]:
        rates = growth("a", a=percent("3", period=one)), growth("b", a=percent("4", period=other))
        assert bars(*rates) is None


def test_a_chart_has_a_heading_a_text_of_every_value_and_notes_without_markup_to_be_styled():
    chart = dots(row(a=figure("1", status="target"), b=figure("20", status="target"), c=[]))
    assert chart.title == "standard-land-area"
    told = "2 of 3 zones · 2018 · target · hollow: not an actual value · over the period · Source"
    assert chart.limits == told
    assert chart.alt == "Dot plot, standard-land-area. 乙区: 20 mu; 甲区: 1 mu."
    [trace] = chart.figure["data"]
    assert trace["marker"]["symbol"] == ["circle-open", "circle-open"]
    assert trace["hovertext"] == ["乙区<br>20 mu<br>¶1 「引文」", "甲区<br>1 mu<br>¶1 「引文」"]


def test_names_are_shown_as_they_are_and_not_read_as_markup():
    chart = dots(row(**{"<b>x": figure("1"), "b": figure("2")}))
    assert "&lt;b&gt;x" in chart.figure["layout"]["yaxis"]["ticktext"]


def test_a_figure_has_no_colour_and_is_small():
    long = "Xiangtan Economic and Technological Development Zone"
    six = {f"{long} {n}": figure(str(n), key=str(n)) for n in range(6)}
    text = json.dumps(dots(row(**six)).figure)
    assert "color" not in text
    assert len(text) < 3000


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "1246", [0, 500, 1000]),
        ("0", "36", [0, 10, 20, 30]),
        ("0", "0.7", ["0", "0.2", "0.4", "0.6"]),
        ("-3", "4", [-2, 0, 2, 4]),
        ("0", "1", ["0", "0.5", "1"]),
    ],
)
def test_axes_have_round_marks(low, high, expected):
    assert plots.ticks(Decimal(low), Decimal(high)) == [Decimal(one) for one in expected]


@given(st.decimals(0, 10**12, places=4), st.decimals(0, 10**12, places=4))
def test_axes_have_few_marks_within_their_ends(below, above):
    if below == above == 0:
        return
    marks = plots.ticks(-below, above)
    assert 1 <= len(marks) <= 6
    assert all(-below <= mark <= above for mark in marks)
