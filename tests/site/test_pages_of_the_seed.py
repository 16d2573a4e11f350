"""Every page on the real data, in both languages."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from policies.models import Policy
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.models import Metric, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

LANGUAGES = ["zh-hans", "en"]
PAGES = [
    "home",
    "search",
    "about-data",
    "method",
    "compare-zones",
    "compare-reforms",
    "compare-policies",
    *(f"{section}:list" for section in ("zones", "reforms", "policies", "metrics", "sources")),
]
COMPARED = "?zone=linfen-edz&zone=yanhu-htdz&zone=tunliu-etdz"


def text_of(response) -> str:
    """The page's words, without markup."""
    body = re.sub(r"<[^>]+>", " ", response.text)
    return " ".join(body.split())


def words_about_facts(response) -> str:
    """The page's words without those about the page: head, citations, data version."""
    body = re.search(r"<main.*</main>", response.text, re.DOTALL)[0]
    body = re.sub(r'<details class="cite-box".*?</details>', " ", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_list_and_record_answers(client, language):
    """Of the catalogue's zones without reforms two; of each type of reform its comparison."""
    zones = Zone.objects.filter(slug__in=["suzhou-industrial-park", "beijing-etdz"])
    records = [zones, Zone.objects.with_reforms()]
    records += [model.objects.all() for model in (Reform, Policy, Source, Metric)]
    with translation.override(language):
        addresses = [reverse(name) for name in PAGES]
        addresses += [one.get_absolute_url() for some in records for one in some]
        compared = reverse("compare-reforms")
    addresses += [f"{compared}?type={kind.slug}" for kind in ReformType.objects.all()]
    for url in addresses:
        assert client.get(url).status_code == 200, url


def test_zones_with_recorded_reforms_come_first(client):
    rows = client.get("/en/zones/").context["rows"]
    assert [bool(zone.reform_count) for zone in rows[:10]] == [True] * 9 + [False]


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        (
            "/en/zones/beijing-etdz/",
            ["no article about its reforms has been read yet", "3,980 ha"],
        ),
        (
            "/en/zones/linfen-edz/",
            ["1,413.03 mu 94.20 ha 1413.03亩 since 2020", "临汾 ¶1", "出让面积1413.03亩"],
        ),
        ("/en/reforms/tunliu-expert-review/", ["passage broken off in print"]),
        ("/en/metrics/firms-given-handbooks/", ["dozens"]),
        ("/zh-hans/metrics/firms-given-handbooks/", ["数十"]),
        ("/en/policies/henan-coal-chemicals-2018-2020/", ["about 5.5 million t 约550万吨"]),
        (
            "/en/zones/anshun-etdz/",
            [
                "Metrics recorded of other zones that are not reported here",
                "Looked in: Catalogue of Reviewed and Announced Development Zones",
            ],
        ),
        (
            f"/en/compare/zones/{COMPARED}",
            ["not comparable", "Different bases (Linfen EDZ: cumulative since its start", "94.20"],
        ),
        (
            f"/zh-hans/compare/zones/{COMPARED}",
            ["不可比", "口径不同 （临汾经开区为自期初累计", "94.20"],
        ),
    ],
)
def test_a_page_says_what_is_known_and_why_a_blank_is_one(client, address, sentences):
    page = text_of(client.get(address))
    for sentence in sentences:
        assert sentence.replace(" （", "（") in page.replace(" （", "（")


def test_a_year_that_is_not_printed_is_not_shown(client):
    page = words_about_facts(client.get("/en/zones/yanhu-htdz/"))
    assert "June, year not stated" in page
    assert not re.search(r"\b20(19|2\d)\b(?! catalogue)", page.replace("2018 catalogue", ""))


def test_henans_targets_are_due_without_follow_up(client):
    page = text_of(client.get("/en/policies/henan-coal-chemicals-2018-2020/"))
    assert page.count("due, no follow-up recorded") == 10


def test_both_drafts_say_so(client):
    drafts = client.get("/en/policies/?stage=draft").context["rows"]
    assert {p.province.slug for p in drafts} == {"zhejiang", "guangdong"}


def test_agencies_are_all_named(client):
    rows = client.get("/en/policies/").context["rows"]
    agencies = {p.slug: p.agencies.count() for p in rows}
    assert agencies["shandong-pollution-insurance-2019"] == 3
    assert agencies["hebei-project-filing-2019"] == 2


def rows_of(client, *zones):
    """The rows of a comparison in JSON, by metric."""
    query = "&".join(f"zone={zone}" for zone in zones)
    data = client.get(f"/en/compare/zones/?{query}&format=json").json()
    return {row["metric"]: row for row in data["rows"]}


def test_standard_land_cumulative_beside_a_year_is_not_comparable(client):
    row = rows_of(client, "linfen-edz", "yanhu-htdz")["standard-land-area"]
    assert row["verdict"] == "not-comparable"
    assert [r["attribute"] for r in row["reasons"] if r["verdict"] == "not-comparable"] == ["basis"]
    assert row["cells"][0]["figure"]["value"] == "1413.03"
    assert row["cells"][0]["figure"]["period"] == "2020/.."


def test_standard_land_of_two_years_not_stated_calls_for_caution(client):
    rows = rows_of(client, "yanhu-htdz", "tunliu-etdz")
    row = rows["standard-land-area"]
    assert row["verdict"] == "caution"
    assert [(r["attribute"], r["kind"]) for r in row["reasons"]] == [("period", "none-stated")]
    tunliu = row["cells"][1]
    assert tunliu["figure"]["value"] == "77.45"
    assert sorted(f["value"] for f in tunliu["more"]) == ["25.62", "51.83"]
    assert rows["standard-land-plots"]["verdict"] == "caution"


def test_approval_times_stand_near_each_other_and_nothing_ranks_them(client):
    zones = ["xiangtan-etdz", "yanhu-htdz", "huaian-etdz", "lingchuan-ectdz", "xiangyuan-etdz"]
    approvals = {m: r for m, r in rows_of(client, *zones).items() if r["topic"] == "approvals"}
    assert {
        "approval-time-reduction",
        "approval-time-limit",
        "approval-time-saved",
        "registration-time",
    } <= set(approvals)
    for row in approvals.values():
        assert all(cell["rank"] is None for cell in row["cells"])
    limits = approvals["approval-time-limit"]
    assert limits["verdict"] == "not-comparable"
    huaian = limits["cells"][2]
    values = [f["value"] for f in (huaian["figure"], *huaian["more"])]
    assert sorted(values, key=int) == ["2", "3", "30"]
    assert limits["unit"] == "working-day"
    assert approvals["registration-time"]["unit"] == "day"
    assert approvals["approval-time-reduction"]["cells"][0]["figure"]["bound"] == "at-least"


@pytest.mark.parametrize(
    ("zones", "metric", "verdict", "cells"),
    [
        (
            ["xiangtan-etdz", "beijing-etdz", "linfen-edz"],
            "approved-area",
            "comparable",
            [{"rank": 2}, {"rank": 1}, {"rank": 3}],
        ),
        (
            ["xiangtan-etdz", "anshun-etdz"],
            "revenue",
            None,
            [
                {},
                {
                    "state": "not-reported",
                    "sources_read": ["catalogue-2018", "zone-reforms-2019"],
                },
            ],
        ),
        (
            ["xiangtan-etdz", "anshun-etdz"],
            "national-rank",
            None,
            [{}, {"state": "not-applicable"}],  # to a provincial zone
        ),
        (
            ["huaian-etdz", "lingchuan-ectdz"],
            "agency-fee",
            "not-comparable",  # a pledge is not an actual
            [{"state": "none"}, {"state": "none"}],
        ),
    ],
)
def test_cells_are_ranked_or_say_why_they_are_blank(client, zones, metric, verdict, cells):
    row = rows_of(client, *zones)[metric]
    assert row["verdict"] == verdict
    for cell, expected in zip(row["cells"], cells, strict=True):
        assert {name: cell[name] for name in expected} == expected


def test_differences_and_similarities_share_out_the_rows(client):
    def metrics(show):
        comparison = client.get(f"/en/compare/zones/{COMPARED}&show={show}").context["comparison"]
        return {row.metric.slug for row in comparison.rows}

    assert metrics("differences") | metrics("similarities") == metrics("all")
    assert not metrics("differences") & metrics("similarities")


def test_every_verdict_and_blank_leads_to_its_paragraph(client):
    page = client.get(f"/en/compare/zones/{COMPARED}").text
    method = Ids()
    method.feed(client.get("/en/method/").text)
    anchors = set(re.findall(r'href="/en/method/#([\w-]+)"', page))
    assert {"not-comparable", "single", "not-reported"} <= anchors <= set(method.ids)


def test_a_zone_is_found_by_chinese_pinyin_initials_and_english(client):
    for words in ["临汾经济", "linfenjingji", "lfjjkfq", "Linfen Economic"]:
        response = client.get("/en/compare/zones/", {"zone": "yanhu-htdz", "add": words})
        assert response.status_code == 302, words
        assert response.url == "/en/compare/zones/?zone=yanhu-htdz&zone=linfen-edz"


def test_several_matches_are_offered_and_none_is_told(client):
    several = client.get("/en/compare/zones/?zone=linfen-edz&add=xiangtan")
    assert {zone.slug for zone, _url in several.context["offers"]} == {
        "xiangtan-etdz",
        "xiangtan-htdz",
    }
    none = client.get("/en/compare/zones/?zone=linfen-edz&add=atlantis").text
    assert "No zone is called “atlantis”" in none


def test_peers_are_named_with_their_overlap(client):
    assert re.search(r"\d+ of \d+ types", text_of(client.get("/en/zones/tunliu-etdz/")))


def test_a_comparison_sets_zones_side_by_side_in_the_order_of_the_address(client):
    response = client.get(f"/en/compare/zones/{COMPARED}")
    order = ["linfen-edz", "yanhu-htdz", "tunliu-etdz"]
    assert [zone.slug for zone in response.context["zones"]] == order
    page = text_of(response)
    assert "1413.03" in page.replace(",", "")
    assert "323.17" in page


class Ids(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.styles, self.scripts = [], 0, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.styles += "style" in attrs or tag == "style"
        is_data = attrs.get("type") in ("application/json", "application/ld+json")
        inline = tag == "script" and "src" not in attrs and not is_data
        self.scripts += inline or any(name.startswith("on") for name in attrs)


@pytest.mark.parametrize(
    "url",
    [
        "/en/",
        "/en/zones/",
        "/en/zones/yanhu-htdz/",
        "/en/reforms/",
        "/en/policies/",
        "/en/policies/henan-coal-chemicals-2018-2020/",
        "/en/metrics/approved-area/",
        "/en/sources/zone-reforms-2019/",
        "/en/about-the-data/",
        f"/en/compare/zones/{COMPARED}",
        "/en/compare/zones/?zone=xiangtan-etdz&zone=huaian-etdz&zone=anshun-etdz",  # with charts
        "/en/compare/policies/",
        "/en/compare/policies/?province=henan&province=hunan",
    ],
)
def test_pages_have_no_inline_script_or_style_and_repeat_no_id(client, url):
    page = Ids()
    page.feed(client.get(url).text)
    assert len(page.ids) == len(set(page.ids))
    assert page.styles == 0
    assert page.scripts == 0


def test_the_policy_forbids_everything_that_is_not_ours(client):
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_root_sends_the_reader_to_their_language(client):
    assert client.get("/", headers={"accept-language": "en-GB,en"}).url == "/en/"
    assert client.get("/", headers={"accept-language": "zh-CN,zh"}).url == "/zh-hans/"
    assert client.get("/", headers={"accept-language": "fr"}).url == "/zh-hans/"


def test_the_other_language_is_one_link_away_with_the_same_filters(client):
    page = client.get("/en/reforms/?type=standard-land").text
    assert 'href="/zh-hans/reforms/?type=standard-land"' in page


@pytest.mark.parametrize(
    "page",
    ["", "zones/", "reforms/", "policies/", "metrics/", "about-the-data/", "compare/policies/"],
)
def test_english_pages_show_no_chinese_interface(client, page):
    """Chinese stands only where it is marked as Chinese: names, quotations, locators."""
    main = re.search(r"<main.*</main>", client.get(f"/en/{page}").text, re.DOTALL)[0]
    unmarked = re.sub(r"<(\w+)[^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>", "", main, flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", " ", unmarked))
