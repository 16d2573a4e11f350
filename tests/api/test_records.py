"""What a record holds: both languages, labels, links, citations, blanks; and only what is asked."""

import pytest
from django.utils import timezone

from config.api_urls import RECORDS
from tests.api.asking import ask, refused
from tests.factories import (
    FollowUpFactory,
    ObservationFactory,
    PolicyFactory,
    ProvinceFactory,
    ReformFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)

pytestmark = pytest.mark.django_db

HERE = "http://testserver"


def test_a_zone_has_both_languages_codes_labels_and_links(client):
    source = SourceFactory(slug="list", title="名录", title_en="The list")
    province = ProvinceFactory(slug="hunan", name="湖南省", name_en="Hunan")
    zone = ZoneFactory(slug="xt", source=source, province=province, locator="#12", quote="")
    given = ask(client, "zones/xt/", accept_language="en")
    assert given["name"] == zone.name
    assert given["name_en"] == zone.name_en
    assert (given["tier"], given["tier_label"]) == ("national", "National")
    assert given["url"] == f"{HERE}/api/v1/zones/xt/"
    assert given["page"] == f"{HERE}/en/zones/xt/"
    assert given["province"] == {
        "slug": "hunan",
        "name": "湖南省",
        "name_en": "Hunan",
        "url": f"{HERE}/api/v1/provinces/hunan/",
        "page": f"{HERE}/en/zones/?province=hunan",
    }
    assert given["citation"] == {
        "source": {
            "slug": "list",
            "name": "名录",
            "name_en": "The list",
            "url": f"{HERE}/api/v1/sources/list/",
            "page": f"{HERE}/en/sources/list/",
        },
        "locator": "#12",
        "quote": "",
        "is_broken_off": False,
    }
    assert [one["slug"] for one in given["sources_read"]] == ["list"]


def test_a_zone_without_an_article_says_so_and_gives_no_nought(client):
    ZoneFactory(slug="xt")
    given = ask(client, "zones/xt/")
    assert (given["reform_count"], given["reforms_state"]) == (None, "not-read")
    assert (given["approved_area"], given["approved_area_state"]) == (None, "not-reported")


def test_a_figure_has_everything_that_limits_it(client):
    zone = ZoneFactory(slug="xt")
    total = ObservationFactory(slug="total", zone=zone, value="1413.03", unit="mu", period="2018")
    reform = ReformFactory(slug="land", zone=zone)
    ObservationFactory(
        slug="part",
        zone=zone,
        metric=total.metric,
        reform=reform,
        part_of=total,
        value="1604.50",
        bound="at-least",
        period="2018/2020",
        basis="cumulative",
        status="target",
        scope="从立项到施工许可",
        scope_en="from project initiation to permit",
        rank="preferred",
        rank_reason="较新",
        rank_reason_en="newer",
        is_broken_off=True,
    )
    given = ask(client, "observations/part/", accept_language="en")
    expected = {
        "value": "1604.5",
        "unit": "mu",
        "unit_label": "mu",
        "canonical_value": "1604.5",
        "canonical_unit": "mu",
        "bound": "at-least",
        "bound_label": "at least",
        "period": "2018/2020",
        "period_earliest": "2018-01-01",
        "period_latest": "2020-12-31",
        "basis": "cumulative",
        "status": "target",
        "status_label": "target",
        "scope": "从立项到施工许可",
        "scope_en": "from project initiation to permit",
        "rank": "preferred",
        "rank_reason": "较新",
        "rank_reason_en": "newer",
    }
    assert {name: given[name] for name in expected} == expected
    assert given["reform"]["slug"] == "land"
    assert given["part_of"]["url"] == f"{HERE}/api/v1/observations/total/"
    assert given["citation"]["is_broken_off"] is True
    assert ask(client, "observations/total/")["value"] == "1413.03"


def test_a_figure_in_words_has_no_number(client):
    ObservationFactory(slug="words", value=None, unit="", value_text="数十", value_text_en="dozens")
    given = ask(client, "observations/words/")
    assert (given["value"], given["unit"], given["canonical_value"]) == (None, "", None)
    assert (given["value_text"], given["value_text_en"]) == ("数十", "dozens")


def test_a_target_has_its_state_today_and_what_followed(client):
    target = TargetFactory(slug="t", due="2020", bound="at-most")
    assert ask(client, "targets/t/?lang=en")["state_label"] == "due, no follow-up recorded"
    FollowUpFactory(slug="f", target=target, value="90", reported="2021")
    given = ask(client, "targets/t/?lang=en")
    assert (given["state"], given["state_label"]) == ("met", "met")
    [follow_up] = given["follow_ups"]
    assert (follow_up["value"], follow_up["reported"], follow_up["met"]) == ("90", "2021", None)
    assert follow_up["citation"]["source"]["slug"].startswith("source-")


def test_a_target_in_words_has_no_metric(client):
    TargetFactory(slug="t", metric=None, value=None, unit="")
    given = ask(client, "targets/t/")
    assert (given["metric"], given["canonical_unit"], given["value"]) == (None, "", None)


def test_a_policy_says_whether_its_period_is_over(client):
    PolicyFactory(slug="old", ends="2020")
    PolicyFactory(slug="new", ends=f"{timezone.localdate().year + 1}")
    assert ask(client, "policies/old/")["period_is_over"] is True
    assert ask(client, "policies/new/")["period_is_over"] is False
    assert ask(client, "policies/old/")["agencies"][0].keys() == {"slug", "name", "name_en"}


@pytest.mark.parametrize(
    ("asked", "headers", "label"),
    [
        ("?lang=en", {"accept_language": "zh-hans"}, "National"),
        ("?lang=zh-hans", {"accept_language": "en"}, "国家级"),
        ("", {"accept_language": "en"}, "National"),
        ("", {"accept_language": "zh-CN"}, "国家级"),
        ("", {}, "国家级"),
    ],
)
def test_labels_are_in_the_language_that_was_asked_for(client, asked, headers, label):
    ZoneFactory(slug="xt")
    assert ask(client, f"zones/xt/{asked}", **headers)["tier_label"] == label


@pytest.mark.parametrize("name", RECORDS)
def test_only_the_fields_that_were_asked_for_are_given(client, name):
    TargetFactory(), ObservationFactory(), ReformFactory()
    first = ask(client, f"{name}/?page_size=1&fields=url,slug")["results"][0]
    assert first.keys() == {"slug", "url"}
    assert ask(client, f"{name}/{first['slug']}/?fields=page").keys() == {"page"}
    every_field = ask(client, f"{name}/{first['slug']}/")
    assert tuple(every_field) == RECORDS[name].serializer_class.Meta.fields


@pytest.mark.parametrize("fields", ["nam", "slug,nam", "", "slug,", " slug", "slug;name", "%00"])
def test_a_field_that_does_not_exist_is_named(client, fields):
    ZoneFactory(slug="xt")
    for address in ("zones/", "zones/xt/"):
        problem = refused(client, f"{address}?fields={fields}")["fields"]
        assert "slug" in problem["accepted"]


def test_a_record_that_does_not_exist_is_a_problem(client):
    for name in RECORDS:
        response = client.get(f"/api/v1/{name}/nothing/")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"


def test_what_is_not_reported_of_a_zone_says_where_it_was_looked_for(client):
    zone = ZoneFactory(slug="xt")
    other = ReformFactory()
    elsewhere = ObservationFactory()
    given = ask(client, "zones/xt/not-reported/")
    assert given["zone"]["slug"] == "xt"
    kinds = {(one["kind"], one["slug"]): one for one in given["results"]}
    metric = kinds["metric", elsewhere.metric.slug]
    assert metric["state"] == "not-reported"
    assert metric["sources_read"] == [zone.source.slug]
    assert metric["url"] == f"{HERE}/api/v1/metrics/{elsewhere.metric.slug}/"
    reform_type = kinds["reform-type", other.types.get().slug]
    assert reform_type["state"] == "not-read"
    assert client.get("/api/v1/zones/nothing/not-reported/").status_code == 404


def test_the_index_leads_everywhere(client):
    index = ask(client, "")
    assert len(index["resources"]) == len(RECORDS) + 3
    for name, address in index["resources"].items():
        expected = 400 if name in ("comparisons/zones", "comparisons/reforms") else 200
        assert client.get(address).status_code == expected, name
    assert client.get(index["documentation"]).status_code == 200
    assert client.get(index["schema"]).status_code == 200
