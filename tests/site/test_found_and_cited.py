"""Pages say what they are: to search engines, to those who link here, to those who cite them."""

import datetime
import html
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import translation

from core.language.citing import CitedPage, apa, bibtex, gb_t_7714
from core.templatetags.texts import linked_data
from opendata import sitemaps
from tests.factories import (
    ObservationFactory,
    PolicyFactory,
    ReformFactory,
    TargetFactory,
    ZoneFactory,
)
from tests.site.reading import HOST, link, of_type, title

pytestmark = pytest.mark.django_db


def test_addresses_are_under_the_name_of_the_site_where_it_has_one(client, settings):
    settings.SITE_URL = "https://zones.example"
    page = client.get("/en/zones/")
    assert link(page, "canonical") == "https://zones.example/en/zones/"
    assert "https://zones.example/sitemap.xml" in client.get("/robots.txt").text


def test_a_hostile_name_stays_text_in_head_data_and_citation(client):
    name = '</script><script>alert("1")</script>&amp;"\'<b>'
    zone = ZoneFactory(name_en=name)
    response = client.get(f"/en/zones/{zone.slug}/")
    assert "<script>alert" not in response.text
    assert title(response) == f"{name} · Zone Reforms"
    assert of_type(response, "BreadcrumbList")["itemListElement"][-1]["name"] == name
    cited = html.unescape(re.search(r"<pre>(.*?)</pre>", response.text)[1])
    assert cited.startswith(f"Zone Reforms. {name}[DB/OL].")


def test_the_data_set_names_no_draft(client):
    draft = ObservationFactory(is_draft=True)
    public = ObservationFactory()
    thing = of_type(client.get("/en/"), "Dataset")
    assert [one["name"] for one in thing["variableMeasured"]] == [public.metric.name_en]
    assert draft.metric.name_en not in json.dumps(thing)


def test_data_in_a_page_cannot_end_their_element():
    text = linked_data({"name": "</script><!-- & ]]>"})
    assert text.count("<") == 2
    assert text.count(">") == 2
    inside = re.search(r">(.*)<", text)[1]
    assert json.loads(inside)["name"] == "</script><!-- & ]]>"


# -- Sitemaps -----------------------------------------------------------------------------

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def parsed(client, address: str) -> ET.Element:
    response = client.get(address.removeprefix(HOST))
    assert response.headers["Content-Type"] == "application/xml"
    return ET.fromstring(response.content)  # noqa: S314, our own output


def locations(root: ET.Element) -> list[str]:
    return [element.text for element in root.iterfind(".//s:loc", NAMES)]


def every_page(client) -> list[str]:
    return [
        address
        for sitemap in locations(parsed(client, "/sitemap.xml"))
        for address in locations(parsed(client, sitemap))
    ]


def test_sitemaps_name_every_public_page_once_and_each_is_there(client):
    zone, reform, figure = ZoneFactory(), ReformFactory(), ObservationFactory()
    target = TargetFactory()
    pages = every_page(client)
    assert len(pages) == len(set(pages))
    for record in (zone, reform, figure, figure.metric, target, target.policy, zone.source):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert HOST + record.get_absolute_url() in pages
    for page in pages:
        assert client.get(page.removeprefix(HOST)).status_code == 200, page


def test_sitemaps_name_no_draft(client):
    draft = ReformFactory(is_draft=True)
    waiting = ObservationFactory(zone=ZoneFactory(is_draft=True))
    text = "\n".join(every_page(client))
    assert draft.slug + "/" not in text
    assert waiting.slug + "/" not in text
    assert f"/{waiting.zone.slug}/" not in text


def test_a_sitemap_says_where_the_other_language_is_and_when_it_last_changed(client):
    zone = ZoneFactory()
    root = parsed(client, "/sitemap-zones.1.xml")
    [first, second] = root.findall("s:url", NAMES)
    for url in (first, second):
        links = {one.get("hreflang"): one.get("href") for one in url.iterfind("x:link", NAMES)}
        assert links == {
            "zh-Hans": f"{HOST}/zh-hans/zones/{zone.slug}/",
            "en": f"{HOST}/en/zones/{zone.slug}/",
            "x-default": f"{HOST}/zones/{zone.slug}/",
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", url.find("s:lastmod", NAMES).text)


def test_large_sitemaps_come_in_pages_at_the_cost_of_one(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(sitemaps, "RECORDS", 2)
    source = ZoneFactory().source
    for _ in range(4):
        ZoneFactory(source=source)
    names = [name for name in locations(parsed(client, "/sitemap.xml")) if "zones" in name]
    assert names == [f"{HOST}/sitemap-zones.{page}.xml" for page in (1, 2, 3)]
    found = []
    for name in names:
        with django_assert_num_queries(2):
            found += locations(parsed(client, name))
    assert len(found) == len(set(found)) == 2 * 5


@pytest.mark.parametrize("name", ["zones.0", "zones.99", "moons.1"])
def test_a_sitemap_that_is_not_there_is_not_found(client, name):
    ZoneFactory()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is_and_where_not_to_go(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HOST}/sitemap.xml" in response.text
    assert "Disallow: /admin/" in response.text


def test_the_data_version_costs_one_query_a_page(client, django_assert_num_queries):
    ZoneFactory()
    with django_assert_num_queries(1):
        client.get("/en/method/")


def test_a_list_is_cited_with_its_filters_and_a_comparison_as_it_is_read(client):
    first, second = ZoneFactory(slug="b"), ZoneFactory(slug="a")
    listed = client.get(f"/en/zones/?tier=national&sort=name&province={first.province.slug}").text
    assert f"/en/zones/?province={first.province.slug}&amp;tier=national</dd>" not in listed
    assert f"?province={first.province.slug}&amp;tier=national." in listed
    assert "Zones (Province: " in listed
    compared = client.get("/en/compare/zones/?zone=b&zone=a&show=similarities").text
    assert "?zone=b&amp;zone=a&amp;show=similarities." in compared
    assert second.label in compared


def test_a_fact_is_cited_with_its_source_and_place(client):
    figure = ObservationFactory(locator="湘潭 ¶9")
    for record in (figure, TargetFactory(locator="湘潭 ¶9"), ReformFactory(locator="湘潭 ¶9")):
        with translation.override("en"):
            text = client.get(record.get_absolute_url()).text
        assert f"Reported in: {record.source.title_en}, Economic Daily, 湘潭 ¶9." in text
    with translation.override("zh-hans"):
        text = client.get(figure.get_absolute_url()).text
    assert f"{figure.source.title}、经济日报、湘潭 ¶9" in text


def page_of(**changes) -> CitedPage:
    day = datetime.date(2026, 11, 22)
    values = {
        "site": "Zone Reforms",
        "title": "R&D {50%} of #1 _x_",
        "address": "https://zones.example/en/compare/zones/?zone=a&zone=b",
        "version": "2026-01-02.7",
        "changed": datetime.date(2026, 1, 2),
        "accessed": day,
        "source": "Reported in: A & B.",
    }
    return CitedPage(**{**values, **changes})


def test_bibtex_takes_every_sign_and_a_key_of_its_own():
    entry = bibtex(page_of())
    assert entry.startswith("@misc{zone-reforms-compare-zones-a-b,\n")
    assert r"title = {R\&D 50\% of \#1 \_x\_}" in entry
    assert "url = {https://zones.example/en/compare/zones/?zone=a&zone=b}" in entry
    assert r"note = {Reported in: A \& B.}" in entry
    assert entry.count("{") == entry.count("}")
    other = bibtex(page_of(address="https://zones.example/en/compare/zones/?zone=a&zone=c"))
    assert other.partition(",")[0] != entry.partition(",")[0]


def test_citations_name_the_version_the_address_and_the_source():
    for style in (gb_t_7714, apa):
        text = style(page_of())
        assert "2026-01-02.7" in text
        assert "https://zones.example/en/compare/zones/?zone=a&zone=b" in text
        assert "Reported in: A & B." in text
        assert "Reported" not in style(page_of(source=""))
    assert "(2026). " in apa(page_of())


def test_a_row_has_an_anchor_and_leads_to_the_page_of_its_fact(client):
    figure = ObservationFactory()
    target = TargetFactory(policy=PolicyFactory())
    for fact, page in ((figure, figure.zone), (figure, figure.metric), (target, target.policy)):
        with translation.override("en"):
            address, text = fact.get_absolute_url(), client.get(page.get_absolute_url()).text
        assert f'<tr id="{fact.slug}">' in text
        assert f'<a class="permalink" href="{address}">' in text


def test_a_figure_shows_its_total_its_parts_and_its_neighbours_but_no_draft(client):
    zone = ZoneFactory()
    total = ObservationFactory(zone=zone, scope="全部")
    metric = total.metric
    ObservationFactory(zone=zone, metric=metric, part_of=total, scope="其一", scope_en="PART")
    ObservationFactory(zone=zone, metric=metric, scope="其二", scope_en="NEIGHBOUR")
    for name in ("part_of", "note"):
        value = total if name == "part_of" else "x"
        ObservationFactory(
            zone=zone, metric=metric, scope=f"草稿{name}", scope_en="DRAFT", is_draft=True,
            **{name: value},
        )  # fmt: skip
    with translation.override("en"):
        text = client.get(total.get_absolute_url()).text
    parts, _, others = text.partition("More figures of this zone in this metric")
    assert "PART" in parts
    assert "PART" not in others
    assert "NEIGHBOUR" in others
    assert "DRAFT" not in text


def test_draft_facts_have_no_public_page(client, admin_client):
    for fact in (ObservationFactory(is_draft=True), TargetFactory(policy__is_draft=True)):
        with translation.override("en"):
            address = fact.get_absolute_url()
        assert client.get(address).status_code == 404
        assert "Only staff see this page" in admin_client.get(address).text or (
            "only staff see this page" in admin_client.get(address).text
        )


def test_the_sections_of_the_sitemap_name_pages_that_exist():
    for name in sitemaps.PAGES:
        assert reverse(name)


# -- What other sites show --------------------------------------------------------------------


def test_a_name_with_quotes_does_not_break_out_of_the_code(client):
    zone = ZoneFactory(short_name_en="A \"B\" <i>'C'</i>", slug="quoted")
    ObservationFactory(zone=zone)
    text = client.get("/en/compare/zones/?zone=quoted").text
    code = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text)[1])
    assert code.count('"') == 2 * 5
    title = re.search(r' title="([^"]*)"', code)[1]
    assert html.unescape(title).startswith("Zones side by side: A \"B\" <i>'C'</i>")
    assert "</i>" not in code


def test_drafts_are_not_embedded_even_for_staff(client, admin_client):
    zone = ZoneFactory(slug="public")
    hidden = ReformFactory(zone=zone, is_draft=True, title_en="HIDDEN")
    PolicyFactory(is_draft=True, title_en="HIDDEN")
    kind = hidden.types.get()
    for visitor in (client, admin_client):
        for embed in ("zones/?zone=public", f"reforms/?type={kind.slug}", "policies/"):
            assert "HIDDEN" not in visitor.get(f"/en/embed/{embed}").text
