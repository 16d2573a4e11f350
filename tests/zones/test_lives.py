"""The life of a zone: on its page, in the search, in what articles and tables are matched with."""

import html
from datetime import date

import pytest
from django.utils import translation

from intake.articles.proposing.known import known
from intake.mapping.records import Finder
from tests import factories as make
from zones.extent import extent_changes
from zones.line_of_life import line_of_life
from zones.models import Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    """A zone that was called otherwise until 2011, and took in another one in 2014."""
    zone = make.ZoneFactory(slug="new", name="湘江经济技术开发区", name_en="Xiangjiang ETDZ")
    make.ZoneNameFactory(zone=zone, name="九华工业园区", name_en="Jiuhua Industrial Park")
    other = make.ZoneFactory(slug="other", name="河口经济开发区", name_en="Hekou EDZ")
    make.ZoneEventFactory(zone=other, kind="merged-into", other=zone, date="2014-03")
    return zone


def test_the_line_of_life_is_in_order_and_told_from_both_sides(zone):
    make.ZoneEventFactory(zone=zone, kind="extended", date="")
    make.ZoneEventFactory(zone=zone, kind="upgraded", date="2019", is_draft=True)
    with translation.override("en"):
        steps = [(step.when, step.what) for step in line_of_life(zone)]
    assert steps == [
        ("", "extended"),
        ("2011-09", "name until then"),
        ("2011-09", "approved"),  # of its profile
        ("2014-03", "another zone was merged into it"),
    ]


@pytest.mark.once
def test_the_page_shows_the_line_with_its_sources_and_says_where_nothing_is_recorded(client, zone):
    page = client.get("/en/zones/new/").content.decode()
    assert "formerly Jiuhua Industrial Park" in page
    life = page[page.index('id="life"') : page.index('id="profile"')]
    assert 'href="/en/zones/other/"' in life
    assert life.count('class="citation"') == 3
    assert "no former name" not in life
    empty = client.get(f"/en/zones/{make.ZoneFactory().slug}/").content.decode()
    assert "No other event and no former name is recorded." in empty


@pytest.mark.parametrize("typed", ["九华工业园区", "九华", "jiuhua", "Jiuhua Industrial Park"])
def test_a_former_name_finds_the_zone_and_says_so(client, zone, typed):
    page = client.get("/en/search/", {"q": typed}).content.decode()
    assert 'href="/en/zones/new/"' in page
    assert "formerly" in page
    assert zone.name in client.get("/zh-hans/zones/", {"q": typed}).content.decode()


def test_a_draft_of_a_former_name_is_found_by_nobody(client, zone):
    make.ZoneNameFactory(zone=zone, name="白石铺农场", name_en="", is_draft=True)
    page = client.get("/en/zones/", {"q": "白石铺"}).content.decode()
    assert 'href="/en/zones/new/"' not in page


def test_articles_and_tables_know_a_zone_by_a_former_name(zone):
    [one] = [one for one in known().zones if one.slug == "new"]
    assert "九华工业园区" in one.names
    assert Finder(Zone).find("九华工业园区") == "new"


@pytest.mark.once
def test_a_comparison_warns_of_a_figure_from_before_a_merger(client, zone):
    third, metric = make.ZoneFactory(slug="third"), make.MetricFactory()
    make.ObservationFactory(zone=zone, metric=metric, period="2012", value=5)
    make.ObservationFactory(zone=third, metric=metric, period="2012", value=6)
    page = client.get("/en/compare/zones/?zone=new&zone=third").content.decode()
    assert "from before March 2014, without Hekou EDZ" in html.unescape(page)
    make.ZoneEventFactory(zone=third, kind="extended", date="2010")  # before both
    with translation.override("zh-hans"):
        chinese = client.get("/zh-hans/compare/zones/?zone=new&zone=third").content.decode()
    assert "早于2014年3月，不含河口经济开发区" in chinese
    assert extent_changes()[zone.pk][0].day == date(2014, 3, 1)


@pytest.mark.once
def test_a_comparison_warns_of_a_figure_from_before_a_split(client, zone):
    third, metric = make.ZoneFactory(slug="third"), make.MetricFactory()
    make.ObservationFactory(zone=zone, metric=metric, period="2018", value=5)
    make.ObservationFactory(zone=third, metric=metric, period="2018", value=6)
    part = make.ZoneFactory(name="西岭工业园区", name_en="Xiling Park")
    make.ZoneEventFactory(zone=part, kind="split-from", date="2020", other=zone)
    page = client.get("/en/compare/zones/?zone=new&zone=third").content.decode()
    assert "from before 2020, still with Xiling Park" in html.unescape(page)


def test_a_zone_is_doubted_that_is_called_as_another_one_was(zone):
    called = {"province": zone.province, "catalogue_code": "", "short_name": "", "aliases": ""}
    again = make.ZoneFactory(slug="again", name="九华工业园", **called)
    apart = make.ZoneFactory(slug="apart", name="白石工业园", **called)
    doubts, none = Zone.doubts_about([again, apart])
    assert len(doubts) == 1
    assert none == []
