"""Bad addresses get a clear message in the reader's language, never a server error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reforms.filters import ReformFilterSet
from tests.factories import ReformFactory, ZoneFactory
from zones.filters import ZoneFilterSet

pytestmark = pytest.mark.django_db

LISTS = ["zones", "reforms", "policies", "metrics", "sources"]


@pytest.mark.parametrize("section", LISTS)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no such page"), ("zh-hans", "没有这个页面")]
)
def test_an_unknown_slug_is_told_in_the_readers_language(client, section, language, words):
    response = client.get(f"/{language}/{section}/no-such-thing/")
    assert response.status_code == 404
    assert words in response.text


def test_an_unknown_address_outside_the_languages_is_a_404(client):
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "province=hunann",
        "tier=imperial",
        "kind=x",
        "type=nope",
        "approved=19x",
        "recorded=maybe",
        "area_min=many",
        "area_max=-1",
        "sort=best",
        "province=%00",
        "province=%FF%FE",
        "province=湖南",
        "q=" + "长" * 10000,
        "q=%00",
        "province=" + "a" * 5000,
    ],
)
def test_a_bad_filter_value_is_explained(client, query):
    ZoneFactory()
    response = client.get(f"/en/zones/?{query}")
    assert response.status_code == 400
    assert response.context["problems"]
    assert "message--problem" in response.text


def test_the_message_names_the_value_and_what_is_accepted_in_the_readers_language(client):
    ZoneFactory(province__slug="hunan")
    problem = client.get("/en/zones/?province=hunann").context["problems"][0]
    assert problem == "Province: “hunann” is not known here. Accepted are, for instance: hunan."
    problem = client.get("/zh-hans/zones/?tier=imperial").context["problems"][0]
    assert problem.startswith("级别")


def test_too_many_values_are_refused(client):
    query = "&".join(f"province=p{n}" for n in range(100))
    assert client.get(f"/en/zones/?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "999999", "last", "1.5", "", "٣", "9" * 50, "%00"])
def test_a_page_out_of_range_is_explained(client, page):
    ZoneFactory()
    response = client.get(f"/en/zones/?page={page}")
    assert response.status_code == 404
    assert "There is no page" in response.context["problems"][0]


def test_an_unknown_parameter_is_named_not_swallowed(client):
    ZoneFactory()
    response = client.get("/en/zones/?provnce=hunan")
    assert response.status_code == 200
    assert "“provnce” is not a parameter of this page" in response.text


@pytest.mark.parametrize("query", ["q=%FF%FE%00", "q=%0d%0a<script>", "q=%01%02%1b"])
@pytest.mark.parametrize("page", ["search", "reforms"])
def test_a_strange_search_never_breaks_and_is_escaped(client, page, query):
    response = client.get(f"/en/{page}/?{query}")
    assert response.status_code in (200, 400)
    assert b"<script>" not in response.content


def test_comparing_nothing_is_a_useful_page(client):
    ReformFactory()
    response = client.get("/en/compare/zones/")
    assert response.status_code == 200
    assert "Choose two zones or more" in response.text


def test_comparing_an_unknown_zone_names_it(client):
    zone = ZoneFactory()
    response = client.get(f"/en/compare/zones/?zone={zone.slug}&zone=atlantis&zone=%00")
    assert response.status_code == 404
    assert "“atlantis” is not a zone that we know." in response.context["problems"]


def test_a_zone_named_twice_is_shown_once(client):
    zone = ZoneFactory()
    response = client.get(f"/en/compare/zones/?zone={zone.slug}&zone={zone.slug}")
    assert len(response.context["zones"]) == 1
    assert response.context["problems"] == ["A zone that was named twice is shown once."]


def test_a_seventh_zone_is_told_to_be_too_many(client):
    query = "&".join(f"zone={ZoneFactory().slug}" for _ in range(7))
    response = client.get(f"/en/compare/zones/?{query}")
    assert len(response.context["zones"]) == 6
    assert "Up to 6 zones" in response.context["problems"][0]


PARAMETERS = [*ZoneFilterSet.base_filters, *ReformFilterSet.base_filters, "page", "zone", "year"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    section=st.sampled_from([*LISTS, "search", "compare/zones"]),
    query=st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=40)), max_size=4),
)
def test_no_query_breaks_a_page(client, section, query):
    response = client.get(f"/en/{section}/", query_params=query)
    assert response.status_code in (200, 400, 404)
