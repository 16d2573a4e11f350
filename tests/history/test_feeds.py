"""Feeds of what a list or a comparison shows, and recent changes: what was made together is one."""

from xml.dom import minidom

import pytest

from core.records.changes import unit
from core.web.pages import FacetedListView
from history.models import Change, ImportRun
from sources.versions import bump
from tests import factories as make
from tests.factories import change
from tests.intake.crawling import public_routes

pytestmark = pytest.mark.django_db
PAGES = (
    *("/en/zones/?tier=national", "/en/reforms/", "/en/policies/", "/en/metrics/", "/en/sources/"),
    "/en/compare/zones/?zone=near&zone=other",
    "/en/compare/policies/",
    "/en/metrics/jobs/",
    "/en/history/?kind=zones.zone",
)


@pytest.fixture
def zone():
    source = make.SourceFactory()
    zone = make.ZoneFactory(slug="near", tier="national", province__slug="near", source=source)
    make.ReformFactory(zone=zone, types=[make.ReformTypeFactory(slug="one-seal")])
    make.ObservationFactory(zone=zone, metric=make.MetricFactory(slug="jobs", name_en="Jobs"))
    make.ZoneFactory(slug="other", tier="provincial")
    make.TargetFactory()
    return zone


def titles(client, address: str) -> list[str]:
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml"), response.text
    feed = minidom.parseString(response.content)  # noqa: S318, our own output
    found = [entry.getElementsByTagName("title") for entry in feed.getElementsByTagName("entry")]
    return [title.firstChild.data for [title] in found]


def feed_in(page) -> str:
    assert 'rel="alternate" type="application/atom+xml"' in page.text
    assert f'<a href="{page.context["feed"]}" type="application/atom+xml"'.replace(
        "&", "&amp;"
    ) in (page.text)
    return page.context["feed"]


@pytest.mark.once
def test_every_list_and_every_comparison_offers_a_feed_in_both_languages(client, zone):
    lists = {v for _name, v, _has_parameters in public_routes() if issubclass(v, FacetedListView)}
    assert len(lists) == len([page for page in PAGES if page.count("/") == 3][:-1])
    for address in PAGES:
        for there in (address, address.replace("/en/", "/zh-hans/")):
            assert titles(client, feed_in(client.get(there))), there


def test_a_feed_tells_of_the_rows_under_the_filters_and_of_what_belongs_to_them(client, zone):
    figure = make.ObservationFactory(zone=zone, metric__name_en="Jobs lost")
    make.ObservationFactory(metric__name_en="Elsewhere", zone__tier="provincial")
    change(zone, city="临汾市")
    figure.delete()
    national = titles(client, "/en/zones/?tier=national&format=atom")
    assert national[:2] == [
        f"Figure {figure}: deleted",
        f"Zone {zone}: changed (city or county in Chinese)",
    ]
    assert not any("Elsewhere" in title for title in national)
    assert any("Elsewhere" in title for title in titles(client, "/en/zones/?format=atom"))
    compared = titles(client, "/en/compare/zones/?zone=near&zone=other&format=atom")
    assert compared[:2] == national[:2]


def test_an_import_is_one_entry_of_the_page_and_of_the_feed_and_all_of_it_is_listed(
    client, admin_user
):
    told = {"file_name": "开发区.xlsx", "sha256": "0" * 64, "size": 1, "actor": admin_user}
    run = ImportRun.objects.create(**told)
    make.ZoneFactory(name_en="Before")
    source, province = make.SourceFactory(), make.ProvinceFactory()
    with unit(actor=admin_user, route="import", run=run, reason="New list"):
        for _number in range(12):
            make.ZoneFactory(source=source, province=province)
        make.MetricFactory()
    told = "Import of 开发区.xlsx · added: 12 zones, 1 metric"
    assert titles(client, "/en/history/feed/")[0] == told
    assert titles(client, "/en/zones/?format=atom")[0] == told.replace(", 1 metric", "")
    page = client.get("/en/history/")
    [entry] = [entry for entry in page.context["entries"] if entry.count > 1]
    assert (entry.title, entry.count, entry.more) == (told, 13, 3)
    assert "Reason: New list" in page.text
    all_of_it = f"/en/history/?together={entry.head.unit}"
    assert all_of_it in page.text
    assert len(client.get(all_of_it).context["views"]) == 13
    chinese = titles(client, "/zh-hans/history/feed/")[0]
    assert chinese == "导入文件开发区.xlsx · 新增：开发区12项、指标1项"


def test_rows_of_before_there_were_units_stand_alone(client, zone):
    Change.objects.update(unit=None)
    assert len(client.get("/en/history/").context["entries"]) == Change.objects.count()


def test_what_is_published_together_is_told_as_published_and_drafts_are_not_told(client, zone):
    secret = {"is_draft": True, "source": zone.source, "zone": zone}
    drafts = [make.ReformFactory(title_en=f"TOKEN {n}", **secret) for n in range(3)]
    addresses = [feed_in(client.get(page)) for page in PAGES]
    assert not any("TOKEN" in client.get(address).text for address in addresses)
    with unit():
        for draft in drafts[:2]:
            change(draft, is_draft=False, title_en="Shown")
    found = [titles(client, address) for address in addresses]
    assert found[0][0] == found[1][0] == "Published: 2 reforms"
    assert not any("TOKEN" in client.get(address).text for address in addresses)


@pytest.mark.once
def test_a_feed_that_the_reader_has_is_not_made_again(client, zone, django_assert_max_num_queries):
    bump()
    for page in PAGES:
        address = feed_in(client.get(page))
        response = client.get(address)
        known = {"If-None-Match": response["ETag"]}
        with django_assert_max_num_queries(2):
            assert client.get(address, headers=known).status_code == 304
    bump()
    assert client.get(address, headers=known).status_code == 200


@pytest.mark.once
def test_an_address_that_is_not_understood_gives_no_feed(client):
    for address in (
        "/en/zones/?tier=lunar&format=atom",
        "/en/history/feed/?kind=zones.moon",
        "/en/history/feed/?together=everything",
    ):
        response = client.get(address)
        assert response.status_code == 400, address
        assert "message--problem" in response.text
