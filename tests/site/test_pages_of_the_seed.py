"""Every page on the real data, in both languages."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from core.templatetags.texts import grouped
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from tests.site.reading import words
from zones.models import Metric, Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

LANGUAGES = ["zh-hans", "en"]
PAGES = [
    "home",
    "search",
    "about-data",
    "method",
    "compare-zones",
    "compare-policies",
    *(f"{section}:list" for section in ("zones", "reforms", "policies", "metrics", "sources")),
]
COMPARED = "?zone=linfen-edz&zone=yanhu-htdz&zone=tunliu-etdz"


def zones_with(**limits) -> int:
    """Zones with reforms."""
    return Reform.objects.filter(**limits).values("zone").distinct().count()


def words_about_facts(response) -> str:
    """The page's words without those about the page: head, citations, data version."""
    body = re.search(r"<main.*</main>", response.text, re.DOTALL)[0]
    return words(re.sub(r'<details class="cite-box".*?</details>', " ", body, flags=re.DOTALL))


@pytest.mark.parametrize(("language", "step"), [("zh-hans", 3), ("en", 7)])
def test_every_page_list_and_record_answers(client, language, step):
    """Of the catalogue's zones without reforms two; of each type of reform its page.

    In Chinese every third record; in English, where the same data are told in other words, some;
    on PostgreSQL, which is asked in the same words for each, fewer. `tests/intake/test_leaks.py`
    visits others.
    """
    step *= 2 if connection.vendor == "postgresql" else 1
    zones = Zone.objects.filter(slug__in=["suzhou-industrial-park", "beijing-etdz"])
    records = [zones, Zone.objects.with_reforms()]
    records += [model.objects.all() for model in (Reform, Policy, Source, Metric, Target)]
    records += [Observation.objects.exclude(source__slug="catalogue-2018")[::5]]
    with translation.override(language):
        addresses = [reverse(name) for name in PAGES]
        addresses += [one.get_absolute_url() for some in records for one in list(some)[::step]]
        compared = reverse("reforms:list")
    addresses += [f"{compared}?type={kind.slug}" for kind in ReformType.objects.all()[::step]]
    for url in addresses:
        assert client.get(url).status_code == 200, url


def test_peers_are_named_with_their_overlap(client):
    assert re.search(r"\d+ of \d+ types", client.get("/en/zones/tunliu-etdz/").text)


def test_zones_with_recorded_reforms_come_first(client):
    rows = client.get("/en/zones/").context["rows"]
    has_reforms = [bool(zone.reform_count) for zone in rows]
    assert has_reforms == sorted(has_reforms, reverse=True)
    assert sum(has_reforms) == zones_with()


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        ("/en/zones/beijing-etdz/", "no article about its reforms has been read yet|3,980 ha"),
        ("/en/zones/linfen-edz/", "1,413.03 mu 94.20 ha since 2020|出让面积1413.03亩"),
        (
            "/en/figures/linfen-standard-land-area/",
            "1,413.03 mu 94.20 ha 1413.03亩|since 2020 EDTF 2020/..|cumulative since its start|"
            "no narrower scope stated|Standard land reform|Linfen report, paragraph 1|"
            "History of this record",
        ),
        ("/en/reforms/tunliu-expert-review/", "passage broken off in print"),
        ("/en/metrics/firms-given-handbooks/", "dozens"),
        ("/zh-hans/metrics/firms-given-handbooks/", "数十"),
        (
            "/en/zones/anshun-etdz/",
            "Metrics recorded of other zones that are not reported here|"
            "Looked in: Catalogue of Reviewed and Announced Development Zones",
        ),
        (
            f"/en/compare/zones/{COMPARED}",
            "not comparable|Linfen EDZ's figure is cumulative since 2020|94.20",
        ),
        (f"/zh-hans/compare/zones/{COMPARED}", "不可比|临汾经开区为2020年以来累计数|94.20"),
    ],
)
def test_a_page_says_what_is_known_and_why_a_blank_is_one(client, address, sentences):
    page = words(client.get(address).text).replace(" （", "（")
    for sentence in sentences.split("|"):
        assert sentence in page


def test_a_year_that_is_not_printed_is_not_shown(client):
    page = words_about_facts(client.get("/en/zones/yanhu-htdz/"))
    assert "June, year not stated" in page
    assert not re.search(r"\b20(19|2\d)\b(?! catalogue)", page.replace("2018 catalogue", ""))


@pytest.mark.parametrize(
    ("zones", "metric", "verdict", "told"),
    [
        ("xiangtan-etdz beijing-etdz", "approved-area", "comparable", [2, 1]),
        ("xiangtan-etdz anshun-etdz", "revenue", None, ["reported", "not-reported"]),
        ("xiangtan-etdz anshun-etdz", "national-rank", None, ["reported", "not-applicable"]),
        # A pledge beside an actual, years that are not stated, and different points to reckon from.
        ("huaian-etdz lingchuan-ectdz", "agency-fee", "not-comparable", ["none"] * 2),
        ("yanhu-htdz tunliu-etdz", "standard-land-area", "caution", ["reported"] * 2),
        ("huaian-etdz yanhu-htdz", "approval-time-limit", "not-comparable", ["reported"] * 2),
    ],
)
def test_cells_are_ranked_or_say_why_they_are_not(client, zones, metric, verdict, told):
    query = "&".join(f"zone={zone}" for zone in zones.split())
    data = client.get(f"/en/compare/zones/?{query}&format=json").json()
    [row] = [row for row in data["rows"] if row["metric"] == metric]
    assert row["verdict"] == verdict
    assert [cell["rank"] or cell["state"] for cell in row["cells"]] == told
    for cell in row["cells"]:
        assert cell["state"] != "not-reported" or cell["sources_read"]


def test_differences_and_similarities_share_out_the_rows_of_several_zones(client):
    def metrics(show):
        comparison = client.get(f"/en/compare/zones/{COMPARED}&show={show}").context["comparison"]
        return {row.metric.slug for row in comparison.rows}

    assert metrics("differences") | metrics("similarities") == metrics("shared")
    assert not metrics("differences") & metrics("similarities")
    assert metrics("shared") < metrics("all")


def test_every_verdict_and_blank_leads_to_its_paragraph(client):
    page = client.get(f"/en/compare/zones/{COMPARED}").text
    ids = re.findall(r' id="([^"]+)"', client.get("/en/method/").text)
    anchors = set(re.findall(r'href="/en/method/#([\w-]+)"', page))
    assert {"not-comparable", "single", "not-reported"} <= anchors <= set(ids)


def offered(response) -> set[str]:
    return {zone.slug for zone, _url in response.context["offers"]}


def test_a_zone_is_found_by_chinese_pinyin_initials_and_english(client):
    for name in ["临汾经济", "linfenjingji", "lfjjkfq", "Linfen Economic"]:
        response = client.get("/en/compare/zones/", {"zone": "yanhu-htdz", "add": name})
        assert response.status_code == 302, name
        assert response.url == "/en/compare/zones/?zone=yanhu-htdz&zone=linfen-edz"
    shown = client.get(response.url).context["zones"]
    assert [zone.slug for zone in shown] == ["yanhu-htdz", "linfen-edz"]


def test_several_matches_are_offered_and_none_is_told(client):
    several = client.get("/en/compare/zones/?zone=linfen-edz&add=xiangtan")
    assert {"xiangtan-etdz", "xiangtan-htdz"} <= offered(several)
    none = client.get("/en/compare/zones/?zone=linfen-edz&add=atlantis").text
    assert "No zone is called “atlantis”" in none


def test_the_map_counts_zones_reforms_and_policies_of_each_province(client):
    home = client.get("/en/").text
    zones = Zone.objects.filter(province__slug="shanxi").count()
    shanxi = (
        f"Shanxi: {zones} zones",
        f"Shanxi: {zones_with(zone__province__slug='shanxi')} zones with reforms",
        f"Shanxi: {Reform.objects.filter(zone__province__slug='shanxi').count()} reforms",
    )
    for told in (*shanxi, "Xizang (Tibet): 1 zone", "Hebei: 2 policies"):
        assert f'aria-label="{told}"' in home


def test_the_home_page_answers_before_it_is_asked(client):
    home = client.get("/en/")
    page = words(home.text)
    told = [one.name_en for one in ReformType.objects.all() if f"{one.name_en} : " in page]
    assert len(told) > 1
    for name in told:
        assert f"{name} : {zones_with(types__name_en=name)} of {zones_with()} zones read" in page
    number = zones_with(types__slug="one-seal-approval")
    assert f"{Zone.objects.count()} zones" in page
    assert grouped(2548) == "2,548"
    asked = words(client.get("/en/reforms/?type=one-seal-approval").text)
    assert f"Of {zones_with()} zones with articles read, {number} report it" in asked


def test_the_root_sends_readers_to_their_language_and_the_other_is_one_link_away(client):
    assert client.get("/", headers={"accept-language": "en-GB,en"}).url == "/en/"
    assert client.get("/", headers={"accept-language": "zh-CN,zh"}).url == "/zh-hans/"
    assert client.get("/", headers={"accept-language": "fr"}).url == "/zh-hans/"
    page = client.get("/en/reforms/?type=standard-land").text
    assert 'href="/zh-hans/reforms/?type=standard-land"' in page
