"""The glossary: what terms mean, who reports them, since when, on which basis."""

import re

import pytest

from comparisons.glossary import BASES_SHOWN, metric_terms, reform_terms
from reforms.models import ReformType
from tests import factories as make
from tests.site.reading import linked, words
from zones.models import Metric

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def term_of(record):
    every = [term for _head, terms in [*reform_terms(), *metric_terms()] for term in terms]
    [term] = [term for term in every if term.record == record]
    return term


def entry(client, anchor: str, language: str = "en") -> str:
    """What the page says of one term, in words."""
    text = client.get(f"/{language}/glossary/").text
    return words(re.search(rf'<div id="{anchor}">(.*?)</div>', text, re.DOTALL)[1])


def test_terms_say_what_they_mean_and_who_reports_them(client):
    kind, metric = make.ReformTypeFactory(slug="one-seal"), make.MetricFactory(slug="area")
    source = make.SourceFactory(title_en="A page", issued="2019-06")
    basis = {"legal_basis": "《方案》", "legal_basis_en": "The Plan"}
    for _ in range(2):
        make.ReformFactory(types=[kind], source=source, **basis)
        make.ObservationFactory(metric=metric, source=source)
    make.TargetFactory(metric=metric, source=make.SourceFactory(issued="2020"))
    earliest = "Earliest report read: June 2019 · A page"
    for anchor, sentences in {
        "type-one-seal": (
            *(kind.name_en, kind.name, kind.definition_en, "一枚公章管到底", earliest),
            "2 zones · 2 reforms",
            "Legal or document basis named: The Plan",
        ),
        "metric-area": (
            *(metric.name_en, metric.definition_en, earliest),
            "2 figures · 2 zones · 1 commitment of a policy",
        ),
    }.items():
        told = entry(client, anchor)
        for said in sentences:
            assert said in told, said
        assert told.count("The Plan") <= 1
    text = client.get("/en/glossary/").text
    for link in ("/en/zones/?type=one-seal", "/en/reforms/?type=one-seal"):
        assert f'href="{link}"' in text
        assert client.get(link).status_code == 200


def test_the_earliest_dated_document_counts_and_undated_ones_are_told(client):
    kind = make.ReformTypeFactory(slug="kind")
    for issued in ("2021-05", "2019", "XXXX", "XXXX-06", ""):
        make.ReformFactory(types=[kind], source=make.SourceFactory(issued=issued))
    reports = term_of(kind).reports
    assert (reports.first.issued, reports.undated, reports.count) == ("2019", 3, 5)
    assert "2019" in entry(client, "type-kind")
    assert "(3 more documents print no date)" in entry(client, "type-kind")
    undated = make.ReformTypeFactory(slug="undated")
    make.ReformFactory(types=[undated], source=make.SourceFactory(issued="XXXX-06"))
    make.ReformTypeFactory(slug="idle", group=undated.group)
    not_known = "not known, because no document that reports it prints its date"
    assert not_known in entry(client, "type-undated")
    idle = entry(client, "type-idle")
    assert "not reported of any zone" in idle
    assert "none: no document that was read reports it" in idle


def test_the_most_frequent_bases_come_first_and_the_rest_are_counted(client):
    kind = make.ReformTypeFactory(slug="kind")
    for number in range(BASES_SHOWN + 2):
        make.ReformFactory(types=[kind], legal_basis=f"《文件{number}》")
    make.ReformFactory(types=[kind], legal_basis=f"《文件{BASES_SHOWN + 1}》")
    make.ReformFactory(types=[kind])
    term = term_of(kind)
    assert term.bases[0] == f"《文件{BASES_SHOWN + 1}》"
    assert (len(term.bases), term.more_bases) == (BASES_SHOWN, 2)
    assert "and 2 more" in entry(client, "type-kind")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_term_has_an_anchor_and_every_link_to_one_leads_there(client, with_seed, language):
    text = client.get(f"/{language}/glossary/").text
    anchors = re.findall(r' id="([^"]+)"', text)
    assert len(anchors) == len(set(anchors))
    own = {term.anchor for _head, terms in [*reform_terms(), *metric_terms()] for term in terms}
    assert own <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(anchors)
    pages = [
        "reforms/tunliu-expert-review/",
        "reforms/?type=standard-land",
        "metrics/standard-land-area/",
        "zones/linfen-edz/",
    ]
    for page in pages:
        linked = client.get(f"/{language}/{page}").text
        targets = re.findall(rf'href="/{language}/glossary/#([^"]+)"', linked)
        assert targets, page
        assert set(targets) <= set(anchors)
    zone = client.get("/en/zones/linfen-edz/").text
    assert 'title="Industrial land granted with its control indicators fixed' in zone


def test_terms_are_defined_for_programs_too(client, with_seed):
    response = client.get("/zh-hans/glossary/")
    sets = linked(response)
    assert [one["@type"] for one in sets] == ["DefinedTermSet"] * 2
    kinds, metrics = ({t["termCode"]: t for t in one["hasDefinedTerm"]} for one in sets)
    assert (len(kinds), len(metrics)) == (ReformType.objects.count(), Metric.objects.count())
    seal = kinds["one-seal-approval"]
    assert seal["@type"] == "DefinedTerm"
    assert seal["name"] == "一枚印章管审批"
    assert "One-seal approval" in seal["alternateName"]
    assert seal["name"] not in seal["alternateName"]
    assert seal["url"].endswith("/zh-hans/glossary/#type-one-seal-approval")
    assert seal["description"] in response.text
