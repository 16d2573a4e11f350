"""The search: what people type, and what they are told."""

import html
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from comparisons.views.search import search
from core.records.indexes import Indexes
from core.records.live import indexes
from tests import factories as make
from tests.seed_rows import write_provincial
from tests.site.reading import words

pytestmark = pytest.mark.django_db
LIST = Path(__file__).with_name("queries.tsv")
CHINESE = re.compile("[\u4e00-\u9fff]")


def wanted() -> list[tuple[str, set[str]]]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(query, set(addresses.split())) for query, addresses in pairs]


def hits(here: Indexes, query: str) -> list[str]:
    """The addresses on the page, in their order, in the language of the query."""
    with translation.override("zh-hans" if CHINESE.search(query) else "en"):
        home = reverse("home")
        found = search(here, query, shown=6)["groups"]
        return [hit.address.removeprefix(home) for group, _list in found for hit in group.hits]


def test_what_people_type_finds_what_they_mean(with_seed):
    """The list is of 122 queries. Nearly all come first, all among the first five."""
    write_provincial()
    here, places = Indexes("default"), {}
    for query, addresses in wanted():
        found = hits(here, query)
        places[query] = next((n for n, one in enumerate(found) if one in addresses), 99)
    assert len(places) == 122
    assert {query: place for query, place in places.items() if place >= 5} == {}
    assert sum(place == 0 for place in places.values()) >= 0.95 * len(places), places


def names(query: str) -> list[str]:
    return [one.rstrip("/").rpartition("/")[2] for one in hits(indexes(), query)]


@pytest.mark.django_db(transaction=True)
def test_the_search_follows_every_change_of_a_name():
    zone = make.ZoneFactory(slug="z", name="甲山经济技术开发区", province__short_name="乙")
    kept = indexes()
    assert names("甲山经开区") == names("jiashan") == names("jsjkq") == names("甲三") == ["z"]
    make.change(zone, name="丙水高新技术产业开发区", pinyin="")
    assert names("丙水高新区") == names("bsgxq") == ["z"]
    assert names("甲山经开区") == []
    make.change(zone.province, short_name="丁州")
    assert names("丁州丙水高新区") == ["z"]
    type(zone).objects.filter(pk=zone.pk).update(is_draft=True)
    assert names("丙水高新区") == []
    type(zone).objects.filter(pk=zone.pk).update(is_draft=False)
    assert names("丙水高新区") == ["z"]
    zone.delete()
    assert names("丙水高新区") == []
    assert indexes() is kept


def test_initials_begin_a_name_and_names_come_before_texts(english):
    make.ReformTypeFactory(slug="self-service", name="自助", name_en="Self-service terminals")
    zone = make.ZoneFactory(name="临汾经济开发区", name_en="Linfen Economic Development Zone")
    make.ZoneFactory(name="乙经济开发区", industries="标准地", slug="text")
    make.ReformTypeFactory(name="标准地", slug="standard-land")
    assert names("lf") == [zone.slug]
    assert names("标准地") == ["?type=standard-land", "text"]


def test_a_list_finds_zones_by_the_words_that_the_search_knows(client):
    zone = make.ZoneFactory(name="西安高新技术产业开发区", name_en="Xi'an High-Tech Zone")
    make.ZoneFactory(name="乙地经济技术开发区")
    for query in ("西安高新区", "xagxq", "Xian HTDZ", "西安高新區"):
        page = client.get("/en/zones/", {"q": query})
        assert [one.slug for one in page.context["page"]] == [zone.slug], query
        file = client.get("/en/zones/", {"q": query, "format": "json"})
        assert zone.slug.encode() in file.getvalue(), query


def test_the_page_says_what_was_looked_up_and_no_more(client):
    make.ZoneFactory(name="临汾经济开发区", name_en="Linfen Economic Development Zone")
    nothing = words(client.get("/en/search/", {"q": "量子计算机"}).text)
    assert "No record matches “量子计算机”." in nothing
    assert "It could be another name" in nothing
    assert "It could be our spelling" in words(client.get("/en/search/?q=quantum+dot").text)
    assert "source" not in nothing.partition("No record matches")[2].partition("exist all")[0]
    slip = words(client.get("/en/search/", {"q": "Linfn"}).text)
    assert "No record matches “Linfn”. Did you mean “Linfen”?" in slip
    part = words(client.get("/en/search/", {"q": "Linfen spaceport"}).text)
    assert "No record matches all of “Linfen spaceport”." in part
    assert "Linfen Economic" in part


def test_a_figure_that_is_found_is_written_as_everywhere_under_the_box_with_the_query(client):
    zone = make.ZoneFactory(name="临汾经济开发区")
    metric = make.MetricFactory(name="出让面积")
    figure = {"zone": zone, "metric": metric, "period": "XXXX", "value": 8000, "unit": "ha"}
    whole = make.ObservationFactory(**figure)
    make.ObservationFactory(**figure | {"value": 25}, part_of=whole, detail="其中一宗")
    main = client.get("/zh-hans/search/", {"q": "临汾 出让面积"}).text.partition("<main")[2]
    assert "8,000公顷 · 年份未注明" in main
    assert "25公顷 · 年份未注明 · （其中） · 其中一宗" in main
    assert 'type="search" name="q" maxlength="200" value="临汾 出让面积"' in main


def test_a_guess_is_near_as_a_whole_or_there_is_none():
    read = make.ZoneFactory(slug="read", name="襄垣经济技术开发区")
    make.ReformFactory(zone=read)
    for place in ("襄阳", "相城", "沅陵", "宜黄", "金华", "祁县"):
        make.ZoneFactory(name=f"{place}经济技术开发区")
    assert names("襄恒经开区") == names("襄恒开发区") == ["read"]
    for query in ("原名", "亦庄", "九华", "Jiuhua", "祈仙", "襄恒"):
        assert names(query) == [], query


def test_a_word_is_not_looked_for_within_another():
    make.ZoneFactory(slug="one", name="西安高新技术产业开发区", province__short_name="陕西")
    make.ZoneFactory(slug="two", name="安康高新技术产业开发区", province__short_name="陕西")
    make.ZoneFactory(slug="three", name="临汾经济开发区", industries_en="private innovation")
    feng = {"name": "吉林丰满经济开发区", "pinyin": "ji lin feng man jing ji kai fa qu"}
    make.ZoneFactory(slug="four", province__short_name="吉林", **feng)
    assert names("西安高新区") == ["one"]
    assert names("linfen") == names("Linfn") == names("priv") == ["three"]
    assert names("fengman") == ["four"]
    assert names("新区") == names("vat") == []


@pytest.mark.parametrize(
    "query",
    ["化工园区 到期", "2020年到期", "期限", "due 2020", "chemical park deadlines", "deadlines"],
)
def test_what_is_asked_for_as_due_leads_to_the_deadlines(query):
    assert hits(indexes(), query)[0] == "compare/policies/#deadlines"
    assert hits(indexes(), f"玫瑰 {query}") in ([], ["compare/policies/#deadlines"])


def test_what_was_typed_is_marked_and_stays_text(client):
    zone = make.ZoneFactory(name="临汾经济开发区", name_en="Linfen <b>Zone", industries="陶瓷、酒")
    for query, mark in [("linfen", "Linfen"), ("lf", "临汾"), ("臨汾", "临汾"), ("陶瓷", "陶瓷")]:
        text = client.get("/en/search/", {"q": query}).text
        assert f"<mark>{mark}</mark>" in text, query
        assert zone.get_absolute_url() in text
        assert "<b>Zone" not in text
    assert "<script>alert" not in client.get("/en/search/", {"q": "<script>alert(1)"}).text


def test_suggestions_are_options_in_groups_and_no_page(client):
    zone = make.ZoneFactory(name="临汾经济开发区", name_en="Linfen <b>Zone")
    make.ZoneFactory(name="临汾综合保税区", is_draft=True)
    answer = client.get("/zh-hans/search/suggestions/", {"q": "临"}).text
    assert "<html" not in answer
    assert re.findall(r'role="group" aria-label="([^"]+)"', answer) == ["开发区"]
    [address] = re.findall(r'role="option"[^>]* href="([^"]+)"', answer)
    assert html.unescape(address) == f"/zh-hans/zones/{zone.slug}/"
    assert client.get("/en/search/suggestions/", {"q": ""}).text.strip() == ""


def test_suggestions_are_reached_by_keyboard_and_the_page_without_scripts(new_page):
    zone = make.ZoneFactory(name="临汾经济开发区", name_en="Linfen Economic Development Zone")
    page = new_page()
    page.goto("/en/")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("lin")
    option = page.get_by_role("option", name="Linfen")
    expect(option).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Escape")
    expect(option).to_be_hidden()
    expect(field).to_have_value("lin")
    field.press("ArrowUp")  # opens them again
    expect(option).to_be_visible()
    field.press("ArrowUp")
    field.press("Enter")
    expect(page).to_have_url(re.compile(f"/en/zones/{zone.slug}/$"))
    plain = new_page(java_script_enabled=False)
    plain.goto("/en/")
    plain.get_by_role("searchbox").fill("lfjkq")
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("link", name="Linfen Economic")).to_be_visible()
