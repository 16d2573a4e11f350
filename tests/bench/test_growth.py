"""With thousands of figures: no page asks more, no index is missed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.scale.making import make
from core.web.counts import public_count, public_counts
from reforms.models import Reform
from zones.models import Observation, Zone

SCALE = 0.006
# The most queries of a page with nothing kept: more would be a query for each row.
MOST = {
    "/en/": 52,
    "/en/zones/": 34,
    "/en/reforms/?type=standard-land": 58,
    "/en/reforms/?type=standard-land&page=2": 58,
    "/en/reforms/?sort=-stage": 48,
    "/en/zones/made-zone-3/": 34,
    "/en/compare/zones/?zone=made-zone-2&zone=made-zone-3&zone=made-zone-4": 12,
}


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """The made-up data in the tests' database, once for a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        make(SCALE, 7, lambda *_told: None)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


@pytest.mark.once
@pytest.mark.parametrize("page", MOST)
def test_a_page_of_thousands_of_records_asks_few_queries(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    assert len(captured) <= MOST[page]


def test_the_pages_of_a_list_hold_every_record_once_from_either_end(client):
    records = list(Reform.objects.public().order_by("zone__pinyin", "zone__slug", "slug"))
    seen = []
    for number in range(1, 20):
        response = client.get(f"/en/reforms/?page={number}")
        if response.status_code == 404:
            break
        seen += response.context["rows"]
    assert seen == records


def test_drafts_are_found_by_an_index():
    drafts = Observation._base_manager.order_by().filter(is_draft=True)
    assert "zones_observation_draft" in drafts.values("pk").explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by the rows")
def test_the_figures_of_a_zone_and_what_hides_them_are_looked_up_by_a_key():
    assert "SCAN" not in Observation.objects.public().filter(zone=3).explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sorts so few rows")
def test_the_list_of_reforms_is_read_in_its_order():
    rows = Reform.objects.public().order_by("zone__pinyin", "zone__slug", "slug")
    assert "USE TEMP B-TREE FOR ORDER BY" not in rows.values_list("pk")[:50].explain()


def test_counts_without_drafts_are_those_of_the_public_records():
    for model in (Zone, Reform, Observation):
        assert public_count(model) == model.objects.public().count()
    for column in ("zone_id", "metric_id", "source_id"):
        counts = public_counts(Observation, column)
        for key in [key for key in counts if key][:10]:
            assert counts[key] == Observation.objects.public().filter(**{column: key}).count()
