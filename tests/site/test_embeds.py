"""Comparisons and charts in the pages of other sites."""

import html
import re

import pytest

from sources.versions import bump

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

HOST = "http://testserver"
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
WHOLE = {
    "zones": "compare/zones/",
    "chart": "compare/zones/",
    "reforms": "compare/reforms/",
    "policies": "compare/policies/",
}


@pytest.fixture(autouse=True)
def version(db):
    """The version that seeding makes when it commits, which in tests it does not."""
    bump()


def page_of(embed: str) -> str:
    """The whole page that an embedded one is of."""
    kind = embed.split("/")[1]
    query = re.sub(r"&?chart=[^&]*", "", embed.partition("?")[2])
    return f"{WHOLE[kind]}?{query}" if query else WHOLE[kind]


@pytest.mark.parametrize("embed", EMBEDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_any_site_may_frame_it_and_it_leaves_nothing_behind(client, embed, language):
    response = client.get(f"/{language}/{embed}")
    assert response.status_code == 200
    assert "X-Frame-Options" not in response.headers
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not response.cookies
    assert "<form" not in response.text
    assert 'id="tray"' not in response.text
    assert 'name="robots" content="noindex"' in response.text


@pytest.mark.parametrize("embed", EMBEDS)
def test_it_has_a_title_with_its_limits_evidence_version_and_the_way_back(client, embed):
    text = client.get(f"/en/{embed}").text
    assert re.search(r'<h1.*?chart__limits">\S.*?</h1>', text, re.DOTALL)
    assert 'id="evidence"' in text
    assert "Data version" in text
    [whole] = re.findall(r'<link rel="canonical" href="([^"]+)"', text)
    assert html.unescape(whole) == f"{HOST}/en/{page_of(embed)}"
    back = html.unescape(re.search(r'<footer>.*?<a href="([^"]+)"', text, re.DOTALL)[1])
    assert back.partition("#")[0] == html.unescape(whole)
    assert client.get(back.removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize("embed", EMBEDS)
def test_only_the_embedded_form_may_be_framed(client, embed):
    response = client.get(f"/en/{page_of(embed)}")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "page",
    [
        f"compare/zones/?{ZONES}&show=differences",
        "compare/reforms/?type=standard-land",
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


def test_the_table_is_the_one_of_the_page(client):
    def table(address):
        text = client.get(address).text
        body = re.search(r"</thead>(.*?)</table>", text, re.DOTALL)[1]
        return " ".join(re.sub(r"<[^>]+>", " ", body).split())

    for embed in (EMBEDS[0], EMBEDS[4]):
        assert table(f"/en/{embed}") == table(f"/en/{page_of(embed)}")


@pytest.mark.parametrize(
    ("embed", "status", "words"),
    [
        ("embed/zones/", 400, "Say in the address what to show"),
        ("embed/reforms/", 400, "?type=standard-land"),
        ("embed/zones/?zone=atlantis", 404, "“atlantis” is not a zone that we know"),
        ("embed/reforms/?type=alchemy", 404, "“alchemy” is not a type of reform"),
        ("embed/policies/?province=mars", 404, "“mars” is not a province"),
        (f"embed/zones/?{ZONES}&show=sideways", 400, "sideways"),
        (f"embed/chart/?{ZONES}&chart=pie", 404, "Its charts are: chart-"),
        (f"embed/chart/?{ZONES}", 404, "is not a chart of this comparison"),
        ("embed/chart/?zone=beijing-etdz&chart=pie", 404, "has no chart"),
    ],
)
def test_what_cannot_be_shown_is_said_in_the_frame(client, embed, status, words):
    response = client.get(f"/en/{embed}")
    assert response.status_code == status
    assert words in html.unescape(response.text)
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
