"""Pages say what they are: to search engines, to those who link here, to those who cite them."""

import datetime
import html
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.utils import translation

from core.language.citing import CitedPage, apa, bibtex, gb_t_7714
from opendata import sitemaps
from tests.factories import ObservationFactory, ReformFactory, TargetFactory, ZoneFactory
from tests.site.reading import HOST, link, of_type, title

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_addresses_are_under_the_name_of_the_site_where_it_has_one(client, settings):
    settings.SITE_URL = "https://zones.example"
    figure = ObservationFactory()
    page = client.get("/en/")
    assert link(page, "canonical") == "https://zones.example/en/"
    assert "https://zones.example/sitemap.xml" in client.get("/robots.txt").text
    measured = of_type(page, "Dataset")["variableMeasured"]
    assert [one["name"] for one in measured] == [figure.metric.name_en]


@pytest.mark.once
def test_a_hostile_name_stays_text_in_head_data_and_citation(client):
    name = '</script><script>alert("1")</script>&amp;"\'<b>'
    zone = ZoneFactory(name_en=name)
    response = client.get(f"/en/zones/{zone.slug}/")
    assert "<script>alert" not in response.text
    assert title(response) == f"{name} · Zone Reforms"
    assert of_type(response, "BreadcrumbList")["itemListElement"][-1]["name"] == name
    cited = html.unescape(re.search(r"<pre>(.*?)</pre>", response.text)[1])
    assert cited.startswith(f"Zone Reforms. {name}[DB/OL].")


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
    made = [kind() for kind in (ZoneFactory, ReformFactory, ObservationFactory, TargetFactory)]
    zone, _reform, figure, target = made
    pages = every_page(client)
    assert len(pages) == len(set(pages))
    for record in (*made, figure.metric, target.policy, zone.source):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert HOST + record.get_absolute_url() in pages
    for page in pages:
        assert client.get(page.removeprefix(HOST)).status_code == 200, page


@pytest.mark.once
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


@pytest.mark.once
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


@pytest.mark.once
def test_robots_are_told_where_the_sitemap_is_and_where_not_to_go(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HOST}/sitemap.xml" in response.text
    assert "Disallow: /admin/" in response.text
    ZoneFactory()
    for name in ("zones.0", "zones.99", "moons.1"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.once
def test_a_list_is_cited_with_its_filters_and_a_comparison_as_it_is_read(client):
    first, second = ZoneFactory(slug="b"), ZoneFactory(slug="a")
    listed = client.get(f"/en/zones/?tier=national&sort=name&province={first.province.slug}").text
    assert f"/en/zones/?province={first.province.slug}&amp;tier=national</dd>" not in listed
    assert f"?province={first.province.slug}&amp;tier=national." in listed
    assert "Zones (Province: " in listed
    compared = client.get("/en/compare/zones/?zone=b&zone=a&show=similarities").text
    assert "?zone=b&amp;zone=a&amp;show=similarities." in compared
    assert second.label in compared


@pytest.mark.once
def test_a_fact_has_an_anchor_and_a_page_and_is_cited_with_its_source_and_place(client, english):
    figure = ObservationFactory(locator="湘潭 ¶9")
    target = TargetFactory(locator="湘潭 ¶9")
    for record in (figure, target, ReformFactory(locator="湘潭 ¶9")):
        text = client.get(record.get_absolute_url()).text
        reported = f"{record.source.title_en}, Economic Daily, Xiangtan report, paragraph 9."
        assert f"Reported in: {reported}" in text
    for fact, page in ((figure, figure.zone), (figure, figure.metric), (target, target.policy)):
        text = client.get(page.get_absolute_url()).text
        assert f'<tr id="{fact.slug}">' in text
        assert f'<a class="permalink" href="{fact.get_absolute_url()}">' in text
    with translation.override("zh-hans"):
        text = client.get(figure.get_absolute_url()).text
    assert f"{figure.source.title}、经济日报、湘潭 第9段" in text


CITED = CitedPage(
    site="Zone Reforms",
    title="R&D {50%} of #1 _x_",
    address="https://zones.example/en/compare/zones/?zone=a&zone=b",
    version="2026-01-02.7",
    changed=datetime.date(2026, 1, 2),
    accessed=datetime.date(2026, 11, 22),
    source="Reported in: A & B.",
)


@pytest.mark.once
def test_citations_name_version_address_and_source_and_bibtex_takes_every_sign():
    for style in (gb_t_7714, apa):
        text = style(CITED)
        for part in (CITED.version, CITED.address, CITED.source):
            assert part in text
        assert "Reported" not in style(replace(CITED, source=""))
    assert "(2026). " in apa(CITED)
    entry = bibtex(CITED)
    assert entry.startswith("@misc{zone-reforms-compare-zones-a-b,\n")
    assert r"title = {R\&D 50\% of \#1 \_x\_}" in entry
    assert f"url = {{{CITED.address}}}" in entry
    assert r"note = {Reported in: A \& B.}" in entry
    assert entry.count("{") == entry.count("}")
    other = bibtex(replace(CITED, address=CITED.address[:-1] + "c"))
    assert other.partition(",")[0] != entry.partition(",")[0]


def test_a_figure_shows_its_total_its_parts_and_its_neighbours_but_no_draft(client, english):
    zone = ZoneFactory()
    total = ObservationFactory(zone=zone, detail="全部")
    for scope, more in {
        "PART": {"part_of": total},
        "NEIGHBOUR": {},
        "DRAFT part": {"part_of": total, "is_draft": True},
        "DRAFT": {"is_draft": True},
    }.items():
        same = {"zone": zone, "metric": total.metric}
        ObservationFactory(**same, detail=scope, detail_en=scope, **more)
    text = client.get(total.get_absolute_url()).text
    parts, _, others = text.partition("More figures of this zone in this metric")
    assert ("PART" in parts, "PART" in others) == (True, False)
    assert "NEIGHBOUR" in others
    assert "DRAFT" not in text


@pytest.mark.once
def test_a_name_with_quotes_does_not_break_out_of_the_code(client):
    zone = ZoneFactory(short_name_en="A \"B\" <i>'C'</i>", slug="quoted")
    ObservationFactory(zone=zone)
    text = client.get("/en/compare/zones/?zone=quoted").text
    code = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text)[1])
    assert code.count('"') == 2 * 5
    title = re.search(r' title="([^"]*)"', code)[1]
    assert html.unescape(title).startswith("Zones side by side: A \"B\" <i>'C'</i>")
    assert "</i>" not in code
