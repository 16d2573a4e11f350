"""Which zones do what: nearest zones, the adoption matrix; the method page names every rule."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.engine.adoption import adoption_row
from comparisons.engine.facts import BlankState
from comparisons.engine.rules import RULES
from comparisons.templatetags.peers_of import done_by_peers, nearest
from reforms.models import Reform
from tests.comparisons.figures import column

HAVING = {
    "seal": frozenset("abc"),
    "land": frozenset("ab"),
    "agency": frozenset("a"),
    "fund": frozenset("bd"),
}


def test_the_zone_that_shares_most_of_what_either_reports_comes_first():
    assert [(p.zone, len(p.shared), p.of) for p in nearest("a", HAVING)] == [
        ("b", 2, 4),
        ("c", 1, 3),
    ]


def test_a_zone_without_reforms_has_no_peers():
    assert nearest("unknown", HAVING) == []


def test_what_peers_do_that_the_zone_has_not_reported():
    assert done_by_peers(nearest("a", HAVING)) == {"fund": ["b"]}
    assert done_by_peers(nearest("c", HAVING)) == {
        "land": ["a", "b"],
        "agency": ["a"],
        "fund": ["b"],
    }


having = st.dictionaries(
    st.sampled_from("123456"), st.frozensets(st.sampled_from("abcdef"), min_size=1), min_size=1
)


@given(having)
def test_nearness_is_mutual_and_no_zone_is_its_own_peer(having):
    near = {
        zone: {p.zone: (p.shared, p.of) for p in nearest(zone, having, limit=99)}
        for zone in frozenset().union(*having.values())
    }
    for zone, peers in near.items():
        assert zone not in peers
        for other, overlap in peers.items():
            assert near[other][zone] == overlap


def test_a_cell_of_the_matrix_shows_the_furthest_stage_and_every_measure_or_where_one_looked():
    stages = {"x": "planned", "y": "in-force", "z": "pilot"}
    measures = {"a": [Reform(slug=slug, stage=stage) for slug, stage in stages.items()]}
    row = adoption_row("seal", [column("a"), column("b", sources=("article",))], measures)
    assert row.cells[0].stage == "in-force"
    assert [m.slug for m in row.cells[0].measures] == ["y", "z", "x"]
    assert row.reported_by == 1
    assert not row.is_shared
    assert row.cells[1].state == BlankState.NOT_REPORTED
    assert row.cells[1].sources_read == ("article",)


@pytest.mark.django_db
def test_every_rule_stands_on_the_method_page_with_its_verdict_its_words_and_an_example(client):
    page = html.unescape(client.get("/en/method/").text)
    for rule in RULES:
        about = rf'<tr id="rule-{rule.attribute}-{rule.kind}">.*?</tr>'
        [told] = re.findall(about, page, re.DOTALL)
        assert f'href="#{rule.verdict.code}"' in told
        for words in (rule.headline, rule.why, rule.example):
            assert str(words)[1:] in told
        assert ("(made up)" in told) == rule.is_made_up
