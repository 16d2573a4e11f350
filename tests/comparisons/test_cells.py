"""Cells put together without a template say what the templates of other pages say."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comparisons.engine.adoption import AdoptionCell
from comparisons.engine.facts import BlankState, Citation, Evidence
from comparisons.engine.rows import Cell
from comparisons.templatetags.comparing import (
    evidence_item,
    figure_cell,
    figure_conditions,
    reform_cell,
)
from tests.comparisons.figures import column, figure, figures

languages = st.sampled_from(["en", "zh-hans"])
HOSTILE = "<script>alert('甲')</script>"


def words(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


@given(figures, languages)
def test_conditions_are_what_their_template_makes_of_them(one, language):
    one = one._replace(rank_reason="统计公报", rank_reason_en="statistical bulletin")
    with translation.override(language):
        there = render_to_string("_partials/conditions.html", {"figure": one})
        assert words(figure_conditions(one)) == words(there)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_text_of_the_data_becomes_markup(language):
    one = figure(None, detail=HOSTILE, period="2018")._replace(
        value_text=HOSTILE, rank="preferred", rank_reason=HOSTILE
    )
    same, other = one._replace(key="same"), one._replace(period="2019", part_of="x")
    cell = Cell("a", BlankState.REPORTED, (one, same, other), (), one)
    place = Citation("source", HOSTILE, "", HOSTILE, HOSTILE, is_broken_off=True)
    with translation.override(language):
        html = figure_cell(cell, Evidence([])) + evidence_item(place, 1)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6


@pytest.mark.parametrize("state", [BlankState.NOT_REPORTED, BlankState.NOT_APPLICABLE])
def test_a_blank_says_which_kind_it_is(state):
    read = ("one-source",)
    with translation.override("en"):
        blank = figure_cell(Cell("a", state, (), read), Evidence([]))
        other = reform_cell(AdoptionCell(column("a", sources=read), ()), "kind", Evidence([]))
    assert f"#{state.value}" in blank
    assert (blank == other) == (state == BlankState.NOT_REPORTED)


def test_what_is_kept_in_one_language_is_not_shown_in_another():
    shown = {}
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            html = figure_conditions(figure())
            assert shown.setdefault(language, html) == html
    assert shown["en"] != shown["zh-hans"]
