"""No query for each row, of pages and of files; and one for the data version of each page."""

import pytest

from core.records import versions
from core.records.cache import results
from core.web.files import FORMATS
from tests import factories as make
from tests.queries import queries, statements

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LISTS_AND_RECORDS = [
    *("/en/zones/", "/en/reforms/", "/en/policies/", "/en/metrics/", "/en/sources/"),
    *("/en/zones/{zone}/", "/en/reforms/{reform}/", "/en/policies/{policy}/"),
    *("/en/metrics/{metric}/", "/en/sources/{source}/"),
]
PAGES = [
    *LISTS_AND_RECORDS,
    "/en/",
    "/en/about-the-data/",
    "/en/glossary/",
    "/en/search/?q=湘潭",
    "/en/search/suggestions/?q=湘潭",
    "/en/reforms/?type={type}",
    "/en/compare/zones/?zone={zone}&zone={other}",
    "/en/compare/zones/?zone={zone}&zone={other}&format=xlsx",
    "/en/compare/reforms/?type={type}&format=xlsx",
    "/en/embed/reforms/?type={type}",
    "/en/compare/policies/",
    "/en/compare/policies/?province={province}",
]
FILES = [f"{page}?format={form}" for page in LISTS_AND_RECORDS for form in FORMATS]
FEEDS = [
    "/en/history/feed/",
    "/en/zones/?format=atom",
    "/en/zones/?tier=national&format=atom",
    "/en/metrics/{metric}/?format=atom",
    "/en/compare/zones/?zone={zone}&zone={other}&format=atom",
    "/en/compare/reforms/?type={type}&format=atom",
    "/en/compare/policies/?format=atom",
]
DOCUMENTS = [
    "/en/metrics/{metric}/?format=docx",
    "/en/compare/zones/?zone={zone}&zone={other}&format=docx",
    "/en/compare/reforms/?type={type}&format=docx",
    "/en/compare/policies/?format=docx",
]


@pytest.fixture
def subject():
    """One record of each kind, on whose pages the rows of `grow` appear."""
    source = make.SourceFactory()
    reform = make.ReformFactory(zone__source=source, source=source)
    other, policy = make.ZoneFactory(source=source), make.PolicyFactory(source=source)
    found = {"source": source, "zone": reform.zone, "other": other, "type": reform.types.get()}
    found |= {"metric": make.MetricFactory(), "reform": reform}
    return found | {"policy": policy, "province": policy.province}


def grow(subject, rows):
    """Add rows of every kind, on the subject's pages and elsewhere."""
    source, zone, other = subject["source"], subject["zone"], subject["other"]
    for number in range(rows):
        own_source = make.SourceFactory()
        zone.sources_read.add(own_source)
        for one in (zone, other):
            types = [subject["type"], make.ReformTypeFactory()]
            make.ReformFactory(zone=one, source=source, types=types, legal_basis="《方案》")
            make.ObservationFactory(zone=one, source=own_source, reform=None)
        elsewhere = make.ZoneFactory(source=source)
        make.ZoneNameFactory(zone=zone, source=own_source)
        make.ZoneEventFactory(zone=zone, other=elsewhere, kind="extended", source=own_source)
        make.ReformFactory(zone=elsewhere, source=source, types=[subject["type"]])
        make.ObservationFactory(
            zone=elsewhere, metric=subject["metric"], source=source, detail=f"范围{number}"
        )
        make.ObservationFactory(zone=elsewhere, metric=subject["metric"], source=own_source)
        make.ObservationFactory(zone=zone, reform=subject["reform"], source=source)
        policy = make.PolicyFactory(
            province=subject["policy"].province,
            source=source,
            instruments=subject["policy"].instruments.all(),
        )
        make.TargetFactory(policy=policy, source=source)
        target = make.TargetFactory(
            policy=subject["policy"], source=source, metric=subject["metric"]
        )
        make.FollowUpFactory(target=target, source=own_source)


def addresses(subject, pages) -> list[str]:
    return [page.format(**{name: one.slug for name, one in subject.items()}) for page in pages]


def test_queries_do_not_grow_with_rows(client, subject):
    grow(subject, 3)
    few = {
        url: queries(client, url) for url in addresses(subject, PAGES + FILES + FEEDS + DOCUMENTS)
    }
    grow(subject, 9)
    many = {url: queries(client, url) for url in few}
    assert {url for url in few if many[url] > few[url]} == set()


@pytest.mark.django_db(transaction=True)
def test_the_data_version_is_read_once_a_page_built_anew_or_from_the_cache(client, subject):
    """Outside a transaction, as in service, where results are cached."""
    grow(subject, 3)
    for url in addresses(subject, PAGES):
        results.clear()
        cold, warm = statements(client, url), statements(client, url)
        for found in (cold, warm):
            assert len([sql for sql in found if "sources_dataversion" in sql]) == 1, url
        assert len(warm) <= len(cold), url


@pytest.mark.django_db(transaction=True)
def test_a_change_in_the_same_request_makes_the_version_be_read_again(client):
    zone = make.ZoneFactory()
    before = versions.label()
    versions.begin({})
    try:
        assert versions.label() == before
        zone.delete()
        assert versions.label() != before
    finally:
        versions.end()
    assert versions.label() != before
