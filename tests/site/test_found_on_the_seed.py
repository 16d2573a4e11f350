"""Every kind of page on the real data: its head, what it tells programs, how it is cited."""

import html
import re

import pytest
from django.utils import translation

from core.records import versions
from sources.versions import bump
from tests.site.reading import HOST, alternates, head, link, meta, of_type, title
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

# One page of every kind, on the real data.
PAGES = [
    "",
    "zones/",
    "zones/?province=shanxi&tier=provincial",
    "zones/linfen-edz/",
    "reforms/",
    "reforms/tunliu-expert-review/",
    "policies/henan-coal-chemicals-2018-2020/",
    "metrics/standard-land-area/",
    "figures/linfen-standard-land-area/",
    "targets/hebei-closures/",
    "sources/catalogue-2018/",
    "compare/zones/?zone=linfen-edz&zone=yanhu-htdz",
    "compare/reforms/?type=standard-land",
    "compare/policies/",
    "glossary/",
    "method/",
    "about-the-data/",
    "data/",
]
CITED = [page for page in PAGES if page not in ("", "method/")]


@pytest.fixture(autouse=True)
def version(db):
    """The version that seeding makes when it commits, which in tests it does not."""
    bump()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_has_title_description_and_addresses(client, page, language):
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert title(response) == meta(response, "og:title")
    assert meta(response, "description") == meta(response, "og:description")
    assert 20 <= len(meta(response, "description")) <= 500
    assert "<" not in title(response) + meta(response, "description")
    assert meta(response, "og:url") == link(response, "canonical")
    assert meta(response, "og:locale") == {"en": "en_GB", "zh-hans": "zh_CN"}[language]
    found = alternates(response)
    assert set(found) == {"en", "zh-Hans", "x-default"}
    here = {"en": "en", "zh-hans": "zh-Hans"}[language]
    assert found[here] == link(response, "canonical")
    assert all(address.startswith(HOST) for address in found.values())


def test_titles_and_descriptions_tell_pages_apart(client):
    responses = [client.get(f"/en/{page}") for page in PAGES]
    assert len({title(response) for response in responses}) == len(PAGES)
    assert len({meta(response, "description") for response in responses}) == len(PAGES)


def test_descriptions_give_the_facts_in_numbers(client):
    zone = meta(client.get("/en/zones/linfen-edz/"), "description")
    assert "5 reforms, 3 figures" in zone
    assert "5项举措" in meta(client.get("/zh-hans/zones/linfen-edz/"), "description")
    assert "99 reform measures" in meta(client.get("/en/reforms/"), "description")
    source = meta(client.get("/en/sources/catalogue-2018/"), "description")
    assert "0 reforms, 438 figures" in source


def test_each_language_is_where_the_other_says_it_is(client):
    for page in PAGES:
        found = alternates(client.get(f"/en/{page}"))
        other = client.get(found["zh-Hans"].removeprefix(HOST))
        assert alternates(other) == found


def test_the_address_without_a_language_asks_the_readers_browser(client):
    address = alternates(client.get("/en/zones/linfen-edz/"))["x-default"].removeprefix(HOST)
    for accepted, expected in (("en", "/en/"), ("zh-CN", "/zh-hans/")):
        response = client.get(address, headers={"accept-language": accepted})
        assert response.status_code == 302
        assert response.headers["Location"] == f"{expected}zones/linfen-edz/"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        # Filters in one order, and values too; what selects nothing is left out.
        (
            "zones/?tier=provincial&province=shanxi&province=hunan&sort=name&nonsense=1",
            "zones/?province=hunan&province=shanxi&tier=provincial",
        ),
        ("zones/?tier=", "zones/"),
        ("zones/?page=1", "zones/"),
        ("zones/?page=2", "zones/?page=2"),
        ("zones/?page=2&sort=name", "zones/"),
        ("metrics/approved-area/?page=2", "metrics/approved-area/?page=2"),
        # A comparison is the same whichever zone stands left and whichever rows are shown.
        (
            "compare/zones/?zone=yanhu-htdz&zone=linfen-edz&show=differences",
            "compare/zones/?zone=linfen-edz&zone=yanhu-htdz",
        ),
        ("compare/zones/", "compare/zones/"),
        (
            "compare/policies/?province=hunan&province=henan",
            "compare/policies/?province=henan&province=hunan",
        ),
        ("compare/reforms/?type=standard-land&x=1", "compare/reforms/?type=standard-land"),
        ("zones/linfen-edz/?utm_source=x", "zones/linfen-edz/"),
    ],
)
def test_one_address_stands_for_each_selection(client, asked, canonical):
    assert link(client.get(f"/en/{asked}"), "canonical") == f"{HOST}/en/{canonical}"


def test_searches_are_not_for_search_engines_and_error_pages_have_no_address(client):
    for page in ("search/?q=land", "zones/?q=linfen"):
        assert 'name="robots" content="noindex"' in head(client.get(f"/en/{page}"))
    assert "noindex" not in head(client.get("/en/zones/?tier=provincial"))
    assert 'rel="canonical"' not in client.get("/en/zones/no-such-zone/").text


@pytest.mark.parametrize("page", ["", "about-the-data/", "data/"])
def test_the_data_set_is_described_with_what_is_measured_and_its_files(
    client, page, settings, tmp_path
):
    settings.EXPORT_DIR = tmp_path
    thing = of_type(client.get(f"/en/{page}"), "Dataset")
    assert thing["version"] == versions.label()
    measured = {one["name"]: one["unitText"] for one in thing["variableMeasured"]}
    assert measured["Standard land granted, area"] == "mu"
    assert len(thing["isBasedOn"]) == 4
    kinds = {one["encodingFormat"] for one in thing["distribution"]}
    assert kinds == {"application/zip", "application/vnd.sqlite3"}
    for file in thing["distribution"]:
        answer = client.get(file["contentUrl"].removeprefix(HOST))
        assert answer.status_code == 200, file
        assert answer.getvalue()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "page",
    [
        "zones/linfen-edz/",
        "reforms/tunliu-expert-review/",
        "policies/henan-coal-chemicals-2018-2020/",
        "metrics/standard-land-area/",
        "figures/linfen-standard-land-area/",
        "targets/hebei-closures/",
        "sources/catalogue-2018/",
    ],
)
def test_breadcrumbs_for_programs_are_those_on_the_page(client, page, language):
    response = client.get(f"/{language}/{page}")
    shown = re.search(r'<p class="crumbs">(.*?)</p>', response.text)[1]
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', shown)
    words = [html.unescape(re.sub(r"<[^>]+>", "", name)) for _address, name in links]
    items = of_type(response, "BreadcrumbList")["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(links) + 2))
    assert [item["name"] for item in items[:-1]] == words
    assert [item["item"] for item in items[:-1]] == [
        HOST + html.unescape(address) for address, _name in links
    ]
    assert items[-1]["item"] == link(response, "canonical")
    for item in items:
        assert client.get(item["item"].removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize("page", CITED)
def test_every_record_list_and_comparison_says_how_to_cite_it(client, page):
    text = client.get(f"/en/{page}").text
    assert text.count('<details class="cite-box"') == 1
    for word in ("GB/T 7714", "APA", "BibTeX", "Permanent address", versions.label()):
        assert word in text


@pytest.mark.parametrize("page", [*PAGES, "search/", "history/", "no-such-page/"])
def test_every_page_says_which_state_of_the_data_it_shows(client, page):
    foot = client.get(f"/en/{page}").text.partition("<footer")[2]
    assert f"Data version {versions.label()}" in foot
    assert re.search(r'<time datetime="\d{4}-', foot)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_figure_of_the_articles_has_a_page(client, language):
    for figure in Observation.objects.exclude(source__slug="catalogue-2018"):
        with translation.override(language):
            assert client.get(figure.get_absolute_url()).status_code == 200, figure.slug


def test_the_page_of_a_figure_says_everything_that_limits_it(client):
    text = re.sub(r"<[^>]+>", " ", client.get("/en/figures/linfen-standard-land-area/").text)
    words = " ".join(text.split())
    for said in (
        "1,413.03 mu 94.20 ha 1413.03亩",
        "since 2020 EDTF 2020/..",
        "cumulative since its start",
        "no narrower scope stated",
        "Standard land reform",
        "临汾 ¶1",
        "History of this record",
    ):
        assert said in words, said
