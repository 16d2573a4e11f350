"""The glossary on the real data: every term has a place, and links to one lead there."""

import json
import re

import pytest

from comparisons.glossary import metric_terms, reform_terms

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_term_has_an_anchor_and_every_link_to_one_leads_there(client, language):
    text = client.get(f"/{language}/glossary/").text
    anchors = re.findall(r' id="([^"]+)"', text)
    assert len(anchors) == len(set(anchors))
    own = {term.anchor for _head, terms in [*reform_terms(), *metric_terms()] for term in terms}
    assert own <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(anchors)
    pages = [
        "reforms/tunliu-expert-review/",
        "reforms/?type=standard-land",
        "compare/reforms/?type=standard-land",
        "metrics/standard-land-area/",
        "zones/linfen-edz/",
    ]
    for page in pages:
        linked = client.get(f"/{language}/{page}").text
        targets = re.findall(rf'href="/{language}/glossary/#([^"]+)"', linked)
        assert targets, page
        assert set(targets) <= set(anchors)


def test_terms_are_defined_for_programs_too(client):
    text = client.get("/zh-hans/glossary/").text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    sets = json.loads(data)["@graph"]
    assert [one["@type"] for one in sets] == ["DefinedTermSet"] * 2
    kinds, metrics = ({t["termCode"]: t for t in one["hasDefinedTerm"]} for one in sets)
    assert (len(kinds), len(metrics)) == (52, 75)
    seal = kinds["one-seal-approval"]
    assert seal["@type"] == "DefinedTerm"
    assert seal["name"] == "一枚印章管审批"
    assert "One-seal approval" in seal["alternateName"]
    assert seal["name"] not in seal["alternateName"]
    assert seal["url"].endswith("/zh-hans/glossary/#type-one-seal-approval")
    assert seal["description"] in text


def test_the_type_on_a_zones_page_says_what_it_means(client):
    text = client.get("/en/zones/linfen-edz/").text
    assert 'title="Industrial land granted with its control indicators fixed' in text
