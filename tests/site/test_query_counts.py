"""No query per row: every page asks the same number of queries for 3 rows and for 30."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    FollowUpFactory,
    MetricFactory,
    ObservationFactory,
    PolicyFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)

pytestmark = pytest.mark.django_db

PAGES = [
    "/en/",
    "/en/zones/",
    "/en/reforms/",
    "/en/policies/",
    "/en/metrics/",
    "/en/sources/",
    "/en/about-the-data/",
    "/en/search/?q=湘潭",
    "/en/reforms/?type={type}",
    "/en/zones/{zone}/",
    "/en/reforms/{reform}/",
    "/en/policies/{policy}/",
    "/en/metrics/{metric}/",
    "/en/sources/{source}/",
    "/en/compare/zones/?zone={zone}&zone={other}",
    "/en/compare/zones/?zone={zone}&zone={other}&format=xlsx",
    "/en/compare/reforms/?type={type}",
    "/en/compare/policies/",
    "/en/compare/policies/?province={province}",
]


@pytest.fixture
def subject():
    """One record of each kind, on whose pages the rows of `grow` appear."""
    source = SourceFactory()
    zone, other = ZoneFactory(source=source), ZoneFactory(source=source)
    reform_type = ReformTypeFactory()
    metric = MetricFactory()
    policy = PolicyFactory(source=source)
    return {
        "source": source,
        "zone": zone,
        "other": other,
        "type": reform_type,
        "metric": metric,
        "reform": ReformFactory(zone=zone, source=source, types=[reform_type]),
        "policy": policy,
        "province": policy.province,
    }


def grow(subject, rows):
    """Add rows of every kind, on the subject's pages and elsewhere."""
    source, zone, other = subject["source"], subject["zone"], subject["other"]
    for number in range(rows):
        own_source = SourceFactory()
        zone.sources_read.add(own_source)
        for one in (zone, other):
            ReformFactory(zone=one, source=source, types=[subject["type"], ReformTypeFactory()])
            ObservationFactory(zone=one, source=own_source, reform=None)
        elsewhere = ZoneFactory(source=source)
        ReformFactory(zone=elsewhere, source=source, types=[subject["type"]])
        ObservationFactory(
            zone=elsewhere, metric=subject["metric"], source=source, scope=f"范围{number}"
        )
        ObservationFactory(zone=zone, reform=subject["reform"], source=source)
        policy = PolicyFactory(
            province=subject["policy"].province,
            source=source,
            instruments=subject["policy"].instruments.all(),
        )
        TargetFactory(policy=policy, source=source)
        target = TargetFactory(policy=subject["policy"], source=source, metric=subject["metric"])
        FollowUpFactory(target=target, source=own_source)


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_rows(client, subject, page):
    url = page.format(**{name: record.slug for name, record in subject.items()})
    grow(subject, 3)
    few = queries(client, url)
    grow(subject, 27)
    many = queries(client, url)
    assert many <= few
