"""One type of reform in more zones than a page can hold: the rest is counted and linked."""

import re

import pytest

from tests.factories import (
    MetricFactory,
    ObservationFactory,
    ReformFactory,
    ReformTypeFactory,
    ZoneFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ADDRESS = "/en/compare/reforms/?type=standard-land"


@pytest.fixture
def kind():
    return ReformTypeFactory(slug="standard-land")


@pytest.fixture
def reforms(kind):
    return [ReformFactory(types=[kind]) for _n in range(15)]


def text_of(response) -> str:
    return response.content.decode()


def listed_in(page: str) -> set[str]:
    return set(re.findall(r'name="zone" value="([^"]+)"', page))


def test_of_many_zones_the_first_are_listed_and_all_are_linked(client, reforms):
    page = text_of(client.get(ADDRESS))
    every = {reform.zone.slug for reform in reforms}
    assert len(listed_in(page)) == 12
    assert '<span class="count">15 zones</span>' in page
    [path] = re.findall(r'<a href="([^"]+)">3 more zones report it</a>', page)
    linked = text_of(client.get(path))
    assert set(re.findall(r'href="/en/zones/([^/"?]+)/"', linked)) == every


def test_the_file_has_every_zone_and_compares_all_of_their_figures(client, reforms):
    metric = MetricFactory()
    for reform in reforms:
        ObservationFactory(zone=reform.zone, reform=reform, metric=metric)
    data = client.get(f"{ADDRESS}&format=json").json()
    assert {zone["zone"] for zone in data["zones"]} == {reform.zone.slug for reform in reforms}
    [row] = data["rows"]
    assert len([cell for cell in row["cells"] if cell["figure"]]) == 15
    page = text_of(client.get(ADDRESS))
    assert "Of the 12 zones listed above." in page
    assert page.count('class="rank"') == 12


def test_of_many_measures_of_a_zone_the_rest_is_linked(client, kind):
    zone = ZoneFactory(slug="linfen")
    done = {ReformFactory(zone=zone, types=[kind]).slug for _n in range(6)}
    ReformFactory(zone=zone)  # of another type
    page = text_of(client.get(ADDRESS))
    [path] = re.findall(r'<a href="([^"]+)">and 2 more</a>', page)
    linked = text_of(client.get(path.replace("&amp;", "&")))
    assert set(re.findall(r'href="/en/reforms/(reform-[^/"]+)/"', linked)) == done


def test_of_many_zones_without_a_mention_the_rest_is_counted_and_in_the_files(client, kind):
    ReformFactory(types=[kind])
    silent = {ReformFactory().zone.slug for _n in range(14)}
    page = text_of(client.get(ADDRESS))
    assert "2 more zones, named in the files" in page
    data = client.get(f"{ADDRESS}&format=json").json()
    assert {zone["zone"] for zone in data["without"]} == silent
