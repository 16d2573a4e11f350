"""Every kind of page on the real data: its head, what it tells programs, how it is cited."""

import html
import re

import pytest
from django.test import Client

from core.records import versions
from reforms.models import Reform
from tests.site.reading import HOST, PAGES, alternates, head, link, meta, of_type, title, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
INDEXED = [page for page in PAGES if "q=" not in page]  # others are not for search engines
NOT_CITED = ("", "method/")
IN_ENGLISH = ["", "zones/", "reforms/", "policies/", "compare/policies/", "about-the-data/"]


@pytest.fixture(scope="module", params=["en", "zh-hans"])
def pages(seeded, django_db_blocker, request):
    """The language, and by address all pages as they are in it."""
    with django_db_blocker.unblock():
        found = {page: Client().get(f"/{request.param}/{page}") for page in INDEXED}
    assert {response.status_code for response in found.values()} == {200}
    return request.param, found


def test_every_page_has_a_title_and_a_description_of_its_own_and_its_addresses(pages):
    language, found = pages
    for response in found.values():
        assert title(response) == meta(response, "og:title")
        assert meta(response, "description") == meta(response, "og:description")
        assert 10 <= len(meta(response, "description")) <= 500
        assert "<" not in title(response) + meta(response, "description")
        assert meta(response, "og:locale") == {"en": "en_GB", "zh-hans": "zh_CN"}[language]
        here = link(response, "canonical")
        assert meta(response, "og:url") == here
        path = here.removeprefix(f"{HOST}/{language}")
        assert alternates(response) == {
            "en": f"{HOST}/en{path}",
            "zh-Hans": f"{HOST}/zh-hans{path}",
            "x-default": f"{HOST}{path}",
        }
    descriptions = {meta(response, "description") for response in found.values()}
    assert len(descriptions) == len(INDEXED)
    titles = [title(response) for page, response in found.items() if "?" not in page]
    assert len(titles) == len(set(titles))


def test_every_record_list_and_comparison_says_how_to_cite_it_and_every_page_its_version(pages):
    for page, response in pages[1].items():
        is_cited = page not in NOT_CITED
        assert response.text.count('<details class="cite-box"') == is_cited, page
        for word in ("GB/T 7714", "APA", "BibTeX", "@misc{zone-reforms-") if is_cited else ():
            assert word in response.text, page
        foot = response.text.partition("<footer")[2]
        assert versions.label() in foot
        assert re.search(r'<time datetime="\d{4}-', foot)


def test_pages_repeat_no_id_and_show_no_chinese_interface_in_english(pages):
    """Chinese stands only where it is marked as Chinese: names, quotations, locators.

    What leads to a place on the page leads somewhere: notes to the evidence, and back.
    """
    language, found = pages
    for page, response in found.items():
        ids = re.findall(r' id="([^"]+)"', response.text)
        assert len(ids) == len(set(ids)), page
        assert set(re.findall(r'href="#([^"]+)"', response.text)) <= set(ids), page
    for page in IN_ENGLISH if language == "en" else ():
        main = re.search(r"<main.*</main>", found[page].text, re.DOTALL)[0]
        unmarked = re.sub(r"<(\w+)[^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>", "", main, flags=re.DOTALL)
        unmarked = re.sub(r"<option.*?</option>", "", unmarked)  # which can hold no mark
        assert not re.search(r"[\u4e00-\u9fff]+", words(unmarked)), page


def test_descriptions_give_the_facts_in_numbers(client):
    for page, facts in {
        "en/zones/linfen-edz/": "5 reforms, 2 figures",
        "zh-hans/zones/linfen-edz/": "5项举措",
        "en/reforms/": f"{Reform.objects.public().count()} reform measures",
        "en/sources/catalogue-2018/": "0 reforms, 552 figures",
    }.items():
        assert facts in meta(client.get(f"/{page}"), "description")


@pytest.mark.parametrize("page", ["search/", "history/", "no-such-page/"])
def test_other_pages_say_which_state_of_the_data_they_show_too(client, page):
    foot = client.get(f"/en/{page}").text.partition("<footer")[2]
    assert f"Data version {versions.label()}" in foot


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
        ("reforms/?type=standard-land&x=1", "reforms/?type=standard-land"),
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
    documents = {one["name"] for one in thing["isBasedOn"]}
    assert (
        "Catalogue of Reviewed and Announced Development Zones of China (2018 edition)" in documents
    )
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
    names = [html.unescape(re.sub(r"<[^>]+>", "", name)) for _address, name in links]
    items = of_type(response, "BreadcrumbList")["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(links) + 2))
    assert [item["name"] for item in items[:-1]] == names
    assert [item["item"] for item in items[:-1]] == [
        HOST + html.unescape(address) for address, _name in links
    ]
    assert items[-1]["item"] == link(response, "canonical")
    for item in items:
        assert client.get(item["item"].removeprefix(HOST)).status_code == 200
