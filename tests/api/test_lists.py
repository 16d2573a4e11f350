"""Lists of the API are the lists of the pages: the same filters, search, order and facts."""

import pytest
from django.urls import reverse

from config.api_urls import RECORDS
from core.language.formatting import plain
from tests.api.asking import ask, every
from tests.factories import ObservationFactory, ZoneFactory
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

LISTED = ["zones", "reforms", "policies", "metrics", "sources"]
SEARCHES = ["湘潭", "改革 审批", " ".join("abcdefghij")]


def on_page(client, name: str, query: str) -> tuple[list[str], int]:
    """The slugs on the first page of the page's list, and how many records it has."""
    context = client.get(f"{reverse(f'{name}:list')}?{query}").context
    return [row.slug for row in context["rows"]], context["total"]


def queries(name: str) -> list[str]:
    """Each value of each facet, each sort, and searches."""
    viewset = RECORDS[name]
    filters = viewset.filterset_class({}, queryset=viewset.model.objects.public())
    found = [f"sort={sort}" for sort in filters.sorts] + [f"q={text}" for text in SEARCHES]
    found += ["area_min=1000&area_max=1300"] if name == "zones" else []
    for facet in filters.facets():
        found.append("&".join(f"{facet['name']}={value}" for value, *_ in facet["options"][:2]))
    return found


@pytest.mark.parametrize("name", LISTED)
def test_a_list_has_the_records_of_the_page_in_its_order(client, settings, name):
    settings.PAGE_SIZE = 10
    asked = queries(name)
    assert len(asked) > 5
    for query in asked:
        given = ask(client, f"{name}/?count=true&fields=slug&{query}")
        slugs = [record["slug"] for record in given["results"]]
        assert (slugs, given["count"]) == on_page(client, name, query), query


@pytest.mark.parametrize("name", [name for name in RECORDS if name not in LISTED])
def test_every_filter_of_the_other_lists_narrows_them(client, name):
    total = ask(client, f"{name}/?count=true&fields=slug")["count"]
    for query in queries(name):
        given = ask(client, f"{name}/?count=true&page_size=500&fields=slug&{query}")
        slugs = [record["slug"] for record in given["results"]]
        assert len(slugs) == len(set(slugs)) == min(given["count"], 500)
        assert given["count"] == total if query.startswith("sort=") else given["count"] <= total


def test_targets_of_a_policy_are_those_of_its_page(client):
    address = reverse("policies:detail", args=["henan-coal-chemicals-2018-2020"])
    shown = {target.slug: target for target in client.get(address).context["policy"].targets.all()}
    given = ask(client, "targets/?policy=henan-coal-chemicals-2018-2020")["results"]
    assert [row["slug"] for row in given] == list(shown)
    for row in given:
        target = shown[row["slug"]]
        assert row["state"] == target.state.value
        assert (row["value"], row["due"]) == (plain(target.value), target.due)


def test_a_record_alone_is_the_record_of_its_list_and_leads_to_its_page(client):
    for name in RECORDS:
        first = ask(client, f"{name}/?page_size=1")["results"][0]
        assert client.get(first["url"]).json() == first
        assert client.get(first["page"]).status_code == 200, first["page"]


def test_pages_have_fifty_records_or_as_many_as_asked_and_a_count_on_request(client):
    assert len(ask(client, "observations/")["results"]) == 50
    assert len(ask(client, "observations/?page_size=500")["results"]) == 500
    assert "count" not in ask(client, "zones/")
    answer = ask(client, "zones/?count=true&page_size=2&tier=national")
    assert answer["count"] == Zone.objects.filter(tier="national").count() > 2
    assert ask(client, "zones/?count=false").keys() == ask(client, "zones/").keys()
    response = client.get("/api/v1/zones/")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'
    assert "Link" not in client.get("/api/v1/provinces/")


def test_words_of_an_observation_search_its_zone_and_its_metric(client):
    zone = ZoneFactory(name="飞来峰经开区", name_en="Feilaifeng")
    there = ObservationFactory(zone=zone)
    words = f"feilaifeng {there.metric.name_en.split()[0]}"
    assert every(client, f"observations/?q={words}") == [there.slug]
    assert every(client, "observations/?q=feilaifeng nowhere") == []


def test_a_year_not_stated_is_a_value_of_its_own(client):
    blank = set(every(client, "observations/?year=not-stated&page_size=500"))
    assert blank == set(
        Observation.objects.filter(period_earliest=None).values_list("slug", flat=True)
    )
    both = every(client, "observations/?year=not-stated&year=2018&page_size=500")
    assert len(both) > len(blank)
