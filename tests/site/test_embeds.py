"""Comparisons and charts in the pages of other sites."""

import html
import re

import pytest

from core.records import versions
from tests.site.reading import HOST, link, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ZONES = "zone=xiangtan-etdz&zone=huaian-etdz&zone=linfen-edz"
CHART = "chart-approved-area-dots"
EMBEDS = [
    f"embed/zones/?{ZONES}",
    f"embed/zones/?{ZONES}&show=differences",
    f"embed/chart/?{ZONES}&chart={CHART}",
    "embed/reforms/?type=standard-land",
    "embed/policies/?province=henan&province=hebei",
    "embed/policies/",
]


def page_of(embed: str) -> str:
    """The whole page that an embedded one is of."""
    path, _, query = embed.partition("?")
    query = re.sub(r"&?chart=[^&]*", "", query)
    page = path.replace("embed", "compare").replace("chart", "zones")
    page = page.replace("compare/reforms", "reforms")
    return f"{page}?{query}" if query else page


@pytest.mark.parametrize("embed", EMBEDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_any_site_may_frame_it_and_it_leads_back_and_leaves_nothing_behind(client, embed, language):
    response = client.get(f"/{language}/{embed}")
    assert response.status_code == 200
    assert "X-Frame-Options" not in response.headers
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert not response.cookies
    text = response.text
    assert "<form" not in text
    assert 'id="tray"' not in text
    assert 'name="robots" content="noindex"' in text
    assert re.search(r'<h1.*?chart__limits">\S.*?</h1>', text, re.DOTALL)
    assert 'id="evidence"' in text
    assert versions.label() in text
    whole = link(response, "canonical")
    assert whole == f"{HOST}/{language}/{page_of(embed)}"
    back = html.unescape(re.search(r'<footer>.*?<a href="([^"]+)"', text, re.DOTALL)[1])
    assert back.partition("#")[0].removesuffix("&show=all") == whole
    page = client.get(back.removeprefix(HOST))
    assert page.status_code == 200
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "page",
    [
        f"compare/zones/?{ZONES}&show=differences",
        "reforms/?type=standard-land",
        "compare/policies/?province=henan",
    ],
)
def test_a_comparison_offers_the_code_and_the_code_works(client, page):
    text = client.get(f"/zh-hans/{page}").text
    codes = [html.unescape(one) for one in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text)]
    assert codes
    for code in codes:
        frame = re.fullmatch(
            r'<iframe src="([^"]+)" title="([^"]+)" width="100%" height="\d+" '
            r'loading="lazy"></iframe>',
            code,
        )
        address = html.unescape(frame[1])
        assert address.startswith(f"{HOST}/zh-hans/embed/")
        assert client.get(address.removeprefix(HOST)).status_code == 200
        assert "开发区改革对比" in frame[2]
    assert any("show=differences" in code for code in codes) is ("differences" in page)


def test_every_chart_of_a_comparison_has_a_code_of_its_own(client):
    response = client.get(f"/en/compare/zones/?{ZONES}")
    keys = [chart.key for chart in response.context["comparison"].drawn]
    offered = re.findall(r"embed/chart/[^\s]*?chart=([\w-]+)&quot;", response.text)
    assert keys
    assert offered == keys
    for key in keys:
        assert client.get(f"/en/embed/chart/?{ZONES}&chart={key}").status_code == 200


def test_a_chart_is_a_file_that_says_its_sources_the_site_its_address_and_the_data_version(client):
    page = client.get(f"/en/compare/zones/?{ZONES}").text
    [address] = re.findall(rf'<a href="([^"]*chart={CHART}[^"]*)"[^>]*>SVG</a>', page)
    drawing = client.get(html.unescape(address))
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert f'filename="{CHART}-{versions.label()}.svg"' in drawing.headers["Content-Disposition"]
    lines = words(drawing.text)
    said = (
        "Approved area",
        "3 zones",
        "1,246 ha",
        "Sources: Catalogue of Reviewed",
        "Zone Reforms",
    )
    for text in (*said, versions.label()):
        assert text in lines
    assert f"{HOST}/en/compare/zones/?{ZONES}#{CHART}" in lines.replace(" ", "")
    table = client.get(html.unescape(address).replace("svg", "csv")).getvalue().decode()
    assert table.splitlines()[1].startswith("Xiangtan ETDZ,1246,")
    timeline = client.get("/en/compare/policies/?province=henan&format=svg").text
    assert versions.label() in timeline
    assert f"{HOST}/en/compare/policies/?province=henan" in timeline


def test_the_table_is_the_one_of_the_page(client):
    def table(address):
        text = client.get(address).text
        return words(
            re.search(r'<table class="comparison.*?</thead>(.*?)</table>', text, re.DOTALL)[1]
        )

    for embed in (EMBEDS[0], EMBEDS[4]):
        assert table(f"/en/{embed}") == table(f"/en/{page_of(embed)}")


@pytest.mark.parametrize(
    ("embed", "status", "said"),
    [
        ("embed/zones/", 400, "Say in the address what to show"),
        ("embed/reforms/", 400, "?type=standard-land"),
        ("embed/zones/?zone=atlantis", 404, "“atlantis” is not a zone that we know"),
        ("embed/reforms/?type=alchemy", 404, "“alchemy” is not a type of reform"),
        ("embed/policies/?province=mars", 404, "“mars” is not a province"),
        (f"embed/zones/?{ZONES}&show=sideways", 400, "sideways"),
        (f"embed/chart/?{ZONES}&chart=pie", 404, "Its charts are: chart-"),
        (f"embed/chart/?{ZONES}", 404, "is not a chart of this page"),
        ("embed/chart/?zone=beijing-etdz&chart=pie", 404, "has no chart"),
        (f"embed/chart/?{ZONES}&chart={CHART}&format=pdf", 400, "is not a format that we have"),
    ],
)
def test_what_cannot_be_shown_is_said_in_the_frame(client, embed, status, said):
    response = client.get(f"/en/{embed}")
    assert response.status_code == status
    assert said in html.unescape(response.text)
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
