"""The glossary: what terms mean, who reports them, since when, on which basis."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.glossary import BASES_SHOWN, metric_terms, reform_terms
from tests.factories import (
    MetricFactory,
    ObservationFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def term_of(record):
    every = [term for _head, terms in [*reform_terms(), *metric_terms()] for term in terms]
    [term] = [term for term in every if term.record == record]
    return term


def entry(client, anchor: str, language: str = "en") -> str:
    """What the page says of one term, in words."""
    text = client.get(f"/{language}/glossary/").text
    html = re.search(rf'<div id="{anchor}">(.*?)</div>', text, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_type_says_what_it_means_and_who_reports_it(client):
    kind = ReformTypeFactory(slug="one-seal")
    source = SourceFactory(title_en="A page", issued="2019-06")
    for _ in range(2):
        ReformFactory(
            types=[kind], source=source, legal_basis="《方案》", legal_basis_en="The Plan"
        )
    words = entry(client, "type-one-seal")
    for said in (
        kind.name_en,
        kind.name,
        "One office and one seal for all approvals.",
        "一枚公章管到底",
        "2 zones · 2 reforms · Set side by side",
        "Earliest report read: June 2019 · A page",
        "Legal or document basis named: The Plan",
    ):
        assert said in words, said
    assert words.count("The Plan") == 1
    text = client.get("/en/glossary/").text
    for link in ("/en/zones/?type=one-seal", "/en/compare/reforms/?type=one-seal"):
        assert f'href="{link}"' in text
        assert client.get(link).status_code == 200


def test_a_metric_says_what_it_means_and_who_reports_it(client):
    metric = MetricFactory(slug="area")
    source = SourceFactory(issued="2018", title_en="The catalogue")
    for zone in (ZoneFactory(), ZoneFactory()):
        ObservationFactory(metric=metric, zone=zone, source=source)
    TargetFactory(metric=metric, source=SourceFactory(issued="2020"))
    words = entry(client, "metric-area")
    for said in (
        metric.name_en,
        metric.definition_en,
        "2 figures · 2 zones · 1 commitment of a policy",
        "Earliest report read: 2018 · The catalogue",
    ):
        assert said in words, said


def test_the_earliest_dated_document_counts_and_undated_ones_are_told(client):
    kind = ReformTypeFactory(slug="kind")
    for issued in ("2021-05", "2019", "XXXX", "XXXX-06", ""):
        ReformFactory(types=[kind], source=SourceFactory(issued=issued))
    reports = term_of(kind).reports
    assert (reports.first.issued, reports.undated, reports.count) == ("2019", 3, 5)
    assert "2019" in entry(client, "type-kind")
    assert "(3 more documents print no date)" in entry(client, "type-kind")


def test_a_year_that_no_document_prints_is_not_known(client):
    kind = ReformTypeFactory(slug="kind")
    ReformFactory(types=[kind], source=SourceFactory(issued="XXXX-06"))
    ReformTypeFactory(slug="idle", group=kind.group)
    assert "not known, because no document that reports it prints its date" in entry(
        client, "type-kind"
    )
    idle = entry(client, "type-idle")
    assert "not reported of any zone" in idle
    assert "none: no document that was read reports it" in idle


def test_the_most_frequent_bases_come_first_and_the_rest_are_counted(client):
    kind = ReformTypeFactory(slug="kind")
    for number in range(BASES_SHOWN + 2):
        ReformFactory(types=[kind], legal_basis=f"《文件{number}》")
    ReformFactory(types=[kind], legal_basis=f"《文件{BASES_SHOWN + 1}》")
    ReformFactory(types=[kind])
    term = term_of(kind)
    assert term.bases[0] == f"《文件{BASES_SHOWN + 1}》"
    assert (len(term.bases), term.more_bases) == (BASES_SHOWN, 2)
    assert "and 2 more" in entry(client, "type-kind")


def test_drafts_count_for_nothing(client):
    kind, metric = ReformTypeFactory(slug="kind"), MetricFactory(slug="metric")
    early = SourceFactory(issued="1999", title_en="EARLY")
    ReformFactory(types=[kind], source=early, is_draft=True, legal_basis="《秘密》")
    ObservationFactory(metric=metric, source=early, zone=ZoneFactory(is_draft=True))
    TargetFactory(metric=metric, source=early, is_draft=True)
    for term in (term_of(kind), term_of(metric)):
        assert (term.reports.count, term.bases) == (0, ())
    text = client.get("/en/glossary/").text
    assert "EARLY" not in text
    assert "秘密" not in text


def test_queries_do_not_grow_with_terms_and_facts(client):
    def grow(number):
        for _ in range(number):
            reform = ReformFactory(legal_basis="《方案》")
            ObservationFactory(reform=None)
            TargetFactory(source=reform.source)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/glossary/").status_code == 200
        return len(captured)

    grow(3)
    few = asked()
    grow(12)
    assert asked() == few <= 36  # a transaction keeps no counts
