"""The page of a metric ranks what may be ranked together, and says why the rest stands alone."""

import re

import pytest

from comparisons.views import metrics as view
from tests import factories as make
from tests.queries import statements
from tests.site.files import data

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PAGE = "/en/metrics/land/"


@pytest.fixture
def land():
    return make.MetricFactory(slug="land", direction="higher")


@pytest.fixture
def report(land):
    def report(zone, value, **limits):
        given = {"metric": land, "zone": zone, "value": value, "period": "2019", **limits}
        return make.ObservationFactory(slug=f"{zone.slug}-{value}", **given)

    return report


@pytest.fixture
def zones():
    return [make.ZoneFactory(slug=f"zone-{letter}", pinyin=letter) for letter in "abcde"]


def placed(response) -> list[tuple[int, str]]:
    """The ranked figures: place and key."""
    if not response.context["group"]:
        return []
    return [(figure.place, figure.slug) for figure in response.context["page"].object_list]


def alone(response) -> dict[str, str]:
    return {figure.slug: figure.why for figure in response.context["alone"]}


def test_a_total_since_a_start_is_not_ranked_above_figures_of_one_year(client, report, zones):
    report(zones[0], 1413, period="2020/..", basis="cumulative")
    report(zones[1], 77)
    report(zones[2], 323)
    report(zones[3], 900, bound="at-least")
    report(zones[4], 800, period="XXXX")
    response = client.get(PAGE)
    assert placed(response) == [(1, "zone-c-323"), (2, "zone-b-77")]
    assert alone(response) == {
        "zone-a-1413": "A start or an end is not stated",
        "zone-d-900": "Not an exact value",
        "zone-e-800": "The year is not stated",
    }
    bars = re.findall(r'<meter class="bar"[^>]* value="(\d+)"', response.text)
    assert bars == ["100", "24"]
    assert response.text.count('<figure class="chart"') == 1


def test_one_period_in_two_wordings_and_one_size_in_two_units_meet_in_a_group(
    client, report, zones
):
    report(zones[0], 15, unit="mu", period="2019")
    report(zones[1], 2, unit="ha", period="2019-01/2019-12")
    response = client.get(PAGE)
    assert placed(response) == [(1, "zone-b-2"), (2, "zone-a-15")]
    assert response.context["group"].zones == 2
    assert alone(response) == {}


def test_two_wordings_of_one_zone_are_no_group(client, report, zones):
    report(zones[0], 15, period="2019")
    report(zones[0], 16, period="2019-01/2019-12")
    response = client.get(PAGE)
    assert placed(response) == []
    assert set(alone(response).values()) == {"No other zone has a figure of the same kind and time"}


def test_equal_values_share_a_place_and_each_zone_has_one_the_best_ranked(client, report, zones):
    report(zones[0], 50)
    report(zones[1], 50)
    report(zones[2], 40)
    report(zones[3], 99, rank="deprecated", rank_reason="校对有误")
    report(zones[3], 10, rank="preferred", rank_reason="统计公报")
    same = report(zones[2], 41)
    same.value = 40
    same.save()
    response = client.get(PAGE)
    assert placed(response) == [
        (1, "zone-a-50"),
        (1, "zone-b-50"),
        (3, "zone-c-40"),
        (4, "zone-d-10"),
    ]
    assert "The same value in" in response.text
    assert re.search(r"99 mu</a> in “", response.text)  # the other value is told beside it
    same.source.repeats = make.SourceFactory()
    same.source.save()
    ranked = response.context["page"].object_list[2]
    ranked.source.repeats = same.source.repeats
    ranked.source.save()
    assert "The same text in" in client.get(PAGE).text
    original = client.get(same.source.repeats.get_absolute_url()).text
    assert re.search(r"Repeated by.*?" + same.source.slug, original, re.DOTALL)


def test_the_largest_group_of_the_latest_period_comes_first_and_others_have_addresses(
    client, report, zones
):
    for zone in zones:
        report(zone, 100, period="2018")
    for zone in zones[:2]:
        report(zone, 200)
    for zone in zones[:3]:
        report(zone, 300, detail="甲")
        report(zone, 400, status="target", period="2025")
    response = client.get(PAGE)
    assert [slug for _place, slug in placed(response)] == ["zone-a-300", "zone-b-300", "zone-c-300"]
    others = response.context["others"]
    assert [one.zones for one, _address in others] == [2, 5, 3]
    there = client.get(others[1][1])
    assert len(placed(there)) == 5
    assert there.context["canonical"] == others[1][1]
    assert response.context["canonical"] == PAGE
    file = data(client, f"{PAGE}?format=json")["observations"]
    assert len(file) == 5 + 2 + 3 + 3


def test_figures_of_one_scope_alone(client, report, land, zones):
    scope = make.ScopeFactory(metric=land, slug="large", name_en="Large firms")
    for zone in zones[:2]:
        report(zone, 100, scope=scope)
        report(zone, 200)
    response = client.get(PAGE)
    [(address, _scope, count)] = response.context["scopes"]
    assert (address, count) == (scope.get_absolute_url(), 2)
    of_scope = client.get(address)
    assert {slug for _place, slug in placed(of_scope)} == {"zone-a-100", "zone-b-100"}
    assert of_scope.context["others"] == []
    assert of_scope.context["canonical"] == address


@pytest.mark.parametrize("query", ["?group=nonsense", "?scope=nonsense", "?page=9", "?group=%00"])
def test_what_there_is_not_is_told_and_the_figures_are_shown(client, report, zones, query):
    for zone in zones:
        report(zone, 100)
    response = client.get(f"{PAGE}{query}")
    assert response.status_code in (400, 404)
    assert 'class="message message--problem"' in response.text
    assert len(placed(response)) == 5


def test_figures_that_stand_alone_have_pages_of_their_own(
    client, report, zones, settings, monkeypatch
):
    settings.PAGE_SIZE = 3
    monkeypatch.setattr(view, "ALONE_SHOWN", 2)
    for zone in zones[:2]:
        report(zone, 100)
    for number, zone in enumerate(zones):
        report(zone, 200 + number, detail=f"第{number}个", bound="about")
    response = client.get(PAGE)
    assert len(alone(response)) == 2
    pages = [client.get(f"{PAGE}?group=alone&page={number}") for number in (1, 2)]
    found = [slug for page in pages for slug in alone(page)]
    assert [len(alone(page)) for page in pages] == [3, 2]
    assert found[:2] == list(alone(response))
    assert len(set(found)) == 5
    assert pages[1].context["canonical"] == f"{PAGE}?group=alone&page=2"


def test_a_page_needs_few_queries_even_with_nothing_kept(client, report, zones):
    for zone in zones:
        report(zone, 100)
        report(zone, 90, bound="about")
    assert len(statements(client, PAGE)) <= 22  # with what is hidden, read anew in a test
