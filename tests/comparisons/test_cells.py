"""Cells put together without a template say what the templates of other pages say."""

import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from comparisons.engine.adoption import AdoptionCell
from comparisons.engine.cells import Cell
from comparisons.engine.facts import BlankState, Citation, Evidence
from comparisons.templatetags.comparing import (
    compared_cell,
    figure_conditions,
)
from tests.comparisons.figures import CITATION, changed, column, figure, metric
from zones.scopes import ScopeTerm
from zones.templatetags.figures import value

HOSTILE = "<script>alert('甲')</script>"


def scope(**said) -> ScopeTerm:
    blank = dict.fromkeys(("name_en", "assessor_en", "edition"), "")
    return ScopeTerm(**{"key": "scope", "aspect": "ranking", "out_of": None, **blank, **said})


RANKING = scope(name="综合考评", assessor="商务部", edition="2021年", out_of=217)
GROWN = {"growth_base": "named-period", "base_period": "2015", "prices": "constant"}
SAID = [
    ({"growth_base": "year-before", "prices": "constant"}, "year on year", "同比"),
    ({**GROWN, "prices": "not-stated"}, "compared with 2015", "比2015年"),
    (
        {"base_period": "2015", "prices": "constant"},
        "at constant prices of 2015",
        "按2015年不变价格计算",
    ),
    ({"realisation": "contracted", "release": "preliminary"}, "contracted · preliminary", "合同"),
    ({"scope": RANKING}, "商务部 · 2021年", "综合考评 · 商务部 · 2021年"),
]


@pytest.mark.parametrize(("limits", "english", "chinese"), SAID)
def test_what_limits_a_figure_is_said_in_both_languages(limits, english, chinese):
    for language, said in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert said in re.sub("<[^>]+>", "", figure_conditions(figure(**limits)))


def test_nothing_is_said_of_what_is_not_stated():
    with translation.override("en"):
        html = figure_conditions(figure(basis="not-stated"))
    assert html == '<span class="conditions">actual</span>'


VALUES = [
    (("2", "month", "3"), "2–3 months", "2—3个月"),
    (("5", "percent", "8"), "5–8 %", "5%—8%"),
    (("1", "cny-100m", "1.5"), "CNY 100–150 m", "1—1.5亿元"),
    (("5", "cny-100m", "15"), "CNY 500 m–1.5 bn", "5—15亿元"),
    (("3", "rank", None), "no. 3 of 217", "217家中第3位"),
]


@pytest.mark.parametrize(("reported", "english", "chinese"), VALUES)
def test_a_range_and_a_place_in_a_ranking_are_written_as_one_value(reported, english, chinese):
    low, unit, high = reported
    measure = metric("one", unit=unit)
    high = high and Decimal(high)
    one = figure(low, unit, measure=measure, value_high=high, scope=RANKING)
    for language, said in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert value(one) == said


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_text_of_the_data_becomes_markup(language):
    one = changed(
        figure(None, detail=HOSTILE, period="2018", rank="preferred", rank_reason=HOSTILE),
        value_text=HOSTILE,
    )
    place = Citation("source", HOSTILE, "", HOSTILE, HOSTILE, is_broken_off=True)
    cited = figure(key="cited", citation=place)
    same, other = changed(one, key="same"), changed(one, period="2019", part_of=1)
    cell = Cell("a", BlankState.REPORTED, (one, same, other), (), one)
    with translation.override(language):
        html = compared_cell(None, cell, Evidence([]))
        listed = render_to_string("comparisons/_evidence.html", {"evidence": Evidence([cited])})
    assert "<script>" not in html + listed
    assert html.count("&lt;script&gt;") >= 3
    assert listed.count("&lt;script&gt;") == 3


def test_a_reprint_is_one_value_with_two_citations_and_another_source_agrees():
    here = CITATION._replace(source="here")
    one, reprint = figure(key="one"), figure(key="reprint", citation=here)
    told = {}
    for other in (reprint, changed(reprint, origin=2)):
        with translation.override("en"):
            cell = Cell("a", BlankState.REPORTED, (one, other), (), one)
            html = compared_cell(None, cell, Evidence([one, other]))
        told["one text, printed in 2 sources" in html, "2 sources agree" in html] = html
    assert set(told) == {(True, False), (False, True)}
    assert told[True, False].split("</p>")[0].count("note-mark") == 2


@pytest.mark.parametrize("state", [BlankState.NOT_REPORTED, BlankState.NOT_APPLICABLE])
def test_a_blank_says_which_kind_it_is(state):
    with translation.override("en"):
        blank = compared_cell(None, Cell("a", state), Evidence([]))
        other = compared_cell(None, AdoptionCell(column("a"), ()), Evidence([]))
        assert blank == f'<span class="blank">{state.label}</span>'
    assert (blank == other) == (state == BlankState.NOT_REPORTED)


def test_what_is_kept_in_one_language_is_not_shown_in_another():
    shown = {}
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            html = figure_conditions(figure())
            assert shown.setdefault(language, html) == html
    assert shown["en"] != shown["zh-hans"]
