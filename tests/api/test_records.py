"""What a record holds: both languages, labels, links, citations, blanks; and only what is asked."""

import pytest
from django.utils import timezone

from config.api_urls import RECORDS
from tests import factories as make
from tests.api.asking import ask, refused

pytestmark = pytest.mark.django_db

HERE = "http://testserver"


def linked(kind: str, slug: str, page: str) -> dict:
    """How another record is named."""
    names = {"slug": slug, "name": f"中文{slug}", "name_en": f"English {slug}"}
    return names | {"url": f"{HERE}/api/v1/{kind}/{slug}/", "page": f"{HERE}/en/{page}"}


def test_a_zone_has_both_languages_codes_labels_and_links_and_gives_no_nought(client):
    source = make.SourceFactory(slug="list", title="中文list", title_en="English list")
    province = make.ProvinceFactory(slug="hunan", name="中文hunan", name_en="English hunan")
    zone = make.ZoneFactory(slug="xt", source=source, province=province, locator="#12", quote="")
    given = ask(client, "zones/xt/", accept_language="en")
    assert (given["name"], given["name_en"]) == (zone.name, zone.name_en)
    assert (given["tier"], given["tier_label"]) == ("national", "National")
    assert given["url"] == f"{HERE}/api/v1/zones/xt/"
    assert given["page"] == f"{HERE}/en/zones/xt/"
    assert given["province"] == linked("provinces", "hunan", "zones/?province=hunan")
    assert given["citation"] == {
        "source": linked("sources", "list", "sources/list/"),
        "locator": "#12",
        "quote": "",
        "is_broken_off": False,
    }
    assert [one["slug"] for one in given["sources_read"]] == ["list"]
    assert (given["reform_count"], given["reforms_state"]) == (None, "not-read")
    assert (given["approved_area"], given["approved_area_state"]) == (None, "not-reported")


def test_figures_and_targets_in_words_have_no_number(client):
    words = {"value": None, "unit": "", "value_text": "数十", "value_text_en": "dozens"}
    make.ObservationFactory(slug="words", **words)
    given = ask(client, "observations/words/")
    assert {name: given[name] for name in words} == words
    assert given["canonical_value"] is None
    make.TargetFactory(slug="t", metric=None, value=None, unit="")
    given = ask(client, "targets/t/")
    assert (given["metric"], given["canonical_unit"], given["value"]) == (None, "", None)


def test_a_figure_has_everything_that_limits_it(client):
    total = make.ObservationFactory(slug="total", value="1413.03", unit="mu", period="2018")
    stored = {
        "bound": "at-least",
        "period": "2018/2020",
        "basis": "cumulative",
        "status": "target",
        "detail": "从立项到施工许可",
        "detail_en": "from project initiation to permit",
        "rank": "preferred",
        "rank_reason": "较新",
        "rank_reason_en": "newer",
    }
    make.ObservationFactory(
        slug="part",
        zone=total.zone,
        metric=total.metric,
        reform=make.ReformFactory(slug="land", zone=total.zone),
        part_of=total,
        value="1604.50",
        is_broken_off=True,
        **stored,
    )
    given = ask(client, "observations/part/", accept_language="en")
    expected = stored | {
        "value": "1604.5",
        "unit": "mu",
        "unit_label": "mu",
        "canonical_value": "1604.5",
        "canonical_unit": "mu",
        "bound_label": "at least",
        "period_earliest": "2018-01-01",
        "period_latest": "2020-12-31",
        "status_label": "target",
    }
    assert {name: given[name] for name in expected} == expected
    assert given["reform"]["slug"] == "land"
    assert given["part_of"]["url"] == f"{HERE}/api/v1/observations/total/"
    assert given["citation"]["is_broken_off"] is True
    assert ask(client, "observations/total/")["value"] == "1413.03"


def test_scopes_growth_prices_and_releases_are_given_and_filter_figures_and_comparisons(client):
    scope = make.ScopeFactory(slug="large", aspect="population")
    limits = {
        "growth_base": "named-period",
        "base_period": "2015",
        "prices": "constant",
        "realisation": "paid",
        "release": "preliminary",
    }
    one = make.ObservationFactory(
        slug="one", metric=scope.metric, scope=scope, value=2, value_high=3, **limits
    )
    other = make.ObservationFactory(slug="other", metric=scope.metric)
    given = ask(client, "observations/one/?lang=en")
    expected = limits | {"value_high": "3", "canonical_high": "3"}
    assert {name: given[name] for name in expected} == expected
    assert ask(client, given["scope"]["url"].partition("/v1/")[2])["figure_count"] == 1
    assert (given["release_label"], given["scope"]["name"]) == ("preliminary", scope.name)
    for query in ("scope=large", *(f"{k}={v}" for k, v in limits.items() if k != "base_period")):
        found = ask(client, f"observations/?{query}")["results"]
        assert [row["slug"] for row in found] == ["one"], query
    for query, number in (f"metric={scope.metric.slug}", 1), ("aspect=population", 1), ("q=xyz", 0):
        assert len(ask(client, f"scopes/?{query}")["results"]) == number
    [row] = ask(client, f"comparisons/zones/?zone={one.zone.slug}&zone={other.zone.slug}")["rows"]
    figures = [cell["figure"] for cell in row["cells"]]
    assert {name: figures[0][name] for name in expected} == expected
    names = {"key": "large", "name": scope.name, "name_en": scope.name_en}
    assert [figure["scope"] for figure in figures] == [names, None]


def test_a_target_has_its_state_today_and_what_followed(client):
    target = make.TargetFactory(slug="t", due="2020", bound="at-most")
    assert ask(client, "targets/t/?lang=en")["state_label"] == "due, no follow-up recorded"
    make.FollowUpFactory(slug="f", target=target, value="90", reported="2021")
    given = ask(client, "targets/t/?lang=en")
    assert (given["state"], given["state_label"]) == ("met", "met")
    [follow_up] = given["follow_ups"]
    assert (follow_up["value"], follow_up["reported"], follow_up["met"]) == ("90", "2021", None)
    assert follow_up["citation"]["source"]["slug"].startswith("source-")


def test_a_policy_says_whether_its_period_is_over(client):
    make.PolicyFactory(slug="old", ends="2020")
    make.PolicyFactory(slug="new", ends=f"{timezone.localdate().year + 1}")
    assert ask(client, "policies/old/")["period_is_over"] is True
    assert ask(client, "policies/new/")["period_is_over"] is False
    assert ask(client, "policies/old/")["agencies"][0].keys() == {"slug", "name", "name_en"}


@pytest.mark.once
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
    make.ZoneFactory(slug="xt")
    assert ask(client, f"zones/xt/{asked}", **headers)["tier_label"] == label


@pytest.mark.once
@pytest.mark.parametrize("name", RECORDS)
def test_only_the_fields_that_were_asked_for_are_given(client, name):
    make.TargetFactory(), make.ObservationFactory(), make.ReformFactory(), make.ScopeFactory()
    make.ZoneNameFactory(), make.ZoneEventFactory()
    first = ask(client, f"{name}/?page_size=1&fields=url,slug")["results"][0]
    assert first.keys() == {"slug", "url"}
    assert ask(client, f"{name}/{first['slug']}/?fields=page").keys() == {"page"}
    every_field = ask(client, f"{name}/{first['slug']}/")
    assert tuple(every_field) == RECORDS[name].serializer_class.Meta.fields
    problem = client.get(f"/api/v1/{name}/nothing/")
    assert (problem.status_code, problem["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.once
@pytest.mark.parametrize("fields", ["nam", "slug,nam", "", "slug,", " slug", "slug;name", "%00"])
def test_a_field_that_does_not_exist_is_named(client, fields):
    make.ZoneFactory(slug="xt")
    for address in ("zones/", "zones/xt/"):
        problem = refused(client, f"{address}?fields={fields}")["fields"]
        assert "slug" in problem["accepted"]


def test_what_is_not_reported_of_a_zone_says_where_it_was_looked_for(client):
    zone = make.ZoneFactory(slug="xt")
    other = make.ReformFactory()
    elsewhere = make.ObservationFactory()
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


@pytest.mark.once
def test_the_index_leads_everywhere(client):
    index = ask(client, "")
    assert len(index["resources"]) == len(RECORDS) + 3
    for name, address in index["resources"].items():
        expected = 400 if name in ("comparisons/zones", "comparisons/reforms") else 200
        assert client.get(address).status_code == expected, name
    assert client.get(index["documentation"]).status_code == 200
    assert client.get(index["schema"]).status_code == 200
