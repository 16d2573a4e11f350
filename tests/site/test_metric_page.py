"""The page of a metric ranks what may be ranked together, and says why the rest stands alone."""

import re

import pytest

from comparisons import metric_charts
from comparisons.views import metrics as view
from tests import factories as make
from tests.queries import statements
from tests.site.files import data

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PAGE = "/en/metrics/land/"


@pytest.fixture
def land():
    return make.MetricFactory(slug="land", direction="higher")


@pytest.fixture
def report(land):
    def report(zone, value, **limits):
        given = {"metric": land, "zone": zone, "value": value, "period": "2019", **limits}
        return make.ObservationFactory(slug=f"{zone.slug}-{value}", **given)

    return report


@pytest.fixture
def zones():
    return [make.ZoneFactory(slug=f"zone-{letter}", pinyin=letter) for letter in "abcde"]


def placed(response) -> list[tuple[int, str]]:
    """The ranked figures: place and key."""
    if not response.context["group"]:
        return []
    return [(figure.place, figure.slug) for figure in response.context["page"].object_list]


def alone(response) -> dict[str, str]:
    return {figure.slug: figure.why for figure in response.context["alone"]}


def test_a_total_since_a_start_is_not_ranked_above_figures_of_one_year(client, report, zones):
    report(zones[0], 1413, period="2020/..", basis="cumulative")
    report(zones[1], 77)
    report(zones[2], 323)
    report(zones[3], 900, bound="at-least")
    report(zones[4], 800, period="XXXX")
    response = client.get(PAGE)
    assert placed(response) == [(1, "zone-c-323"), (2, "zone-b-77")]
    assert alone(response) == {
        "zone-a-1413": "A start or an end is not stated",
        "zone-d-900": "Not an exact value",
        "zone-e-800": "The year is not stated",
    }
    bars = re.findall(r'<meter class="bar"[^>]* value="(\d+)"', response.text)
    assert bars == ["100", "24"]
    assert response.text.count('<figure class="chart"') == 1


def test_what_a_zone_reported_before_it_took_in_another_stands_alone(client, report, zones):
    for zone, value in zip(zones[:3], [5, 7, 9], strict=True):
        report(zone, value)
    report(zones[0], 3, period="2017")  # of another bucket
    make.ZoneEventFactory(zone=zones[3], kind="merged-into", date="2020", other=zones[0])
    response = client.get(PAGE)
    assert placed(response) == [(1, "zone-c-9"), (2, "zone-b-7")]
    assert alone(response)["zone-a-5"] == "The extent of a zone has changed since"
    make.ZoneEventFactory(zone=zones[4], kind="merged-into", date="2018", other=zones[2])
    assert len(placed(client.get(PAGE))) == 2  # 2019 is after that


def test_one_period_in_two_wordings_and_one_size_in_two_units_meet_in_a_group(
    client, report, zones
):
    report(zones[0], 15, unit="mu", period="2019")
    report(zones[1], 2, unit="ha", period="2019-01/2019-12")
    response = client.get(PAGE)
    assert placed(response) == [(1, "zone-b-2"), (2, "zone-a-15")]
    assert response.context["group"].zones == 2
    assert alone(response) == {}


def test_two_wordings_of_one_zone_are_no_group(client, report, zones):
    report(zones[0], 15, period="2019")
    report(zones[0], 16, period="2019-01/2019-12")
    response = client.get(PAGE)
    assert placed(response) == []
    assert set(alone(response).values()) == {"No other zone has a figure of the same kind and time"}


def test_equal_values_share_a_place_and_each_zone_has_one_the_best_ranked(client, report, zones):
    report(zones[0], 50)
    report(zones[1], 50)
    report(zones[2], 40)
    report(zones[3], 99, rank="deprecated", rank_reason="校对有误")
    report(zones[3], 10, rank="preferred", rank_reason="统计公报")
    same = report(zones[2], 41)
    same.value = 40
    same.save()
    response = client.get(PAGE)
    assert placed(response) == [
        (1, "zone-a-50"),
        (1, "zone-b-50"),
        (3, "zone-c-40"),
        (4, "zone-d-10"),
    ]
    assert "The same value in" in response.text
    assert re.search(r"99 mu</a> in “", response.text)  # the other value is told beside it
    same.source.repeats = make.SourceFactory()
    same.source.save()
    ranked = response.context["page"].object_list[2]
    ranked.source.repeats = same.source.repeats
    ranked.source.save()
    assert "The same text in" in client.get(PAGE).text
    original = client.get(same.source.repeats.get_absolute_url()).text
    assert re.search(r"Repeated by.*?" + same.source.slug, original, re.DOTALL)


def test_the_largest_group_of_the_latest_period_comes_first_and_others_have_addresses(
    client, report, zones
):
    for zone in zones:
        report(zone, 100, period="2018")
    for zone in zones[:2]:
        report(zone, 200)
    for zone in zones[:3]:
        report(zone, 300, detail="甲")
        report(zone, 400, status="target", period="2025")
    response = client.get(PAGE)
    assert [slug for _place, slug in placed(response)] == ["zone-a-300", "zone-b-300", "zone-c-300"]
    others = response.context["others"]
    assert [one.zones for one, _address in others] == [2, 5, 3]
    there = client.get(others[1][1])
    assert len(placed(there)) == 5
    assert there.context["canonical"] == others[1][1]
    assert response.context["canonical"] == PAGE
    file = data(client, f"{PAGE}?format=json")["observations"]
    assert len(file) == 5 + 2 + 3 + 3


def test_figures_of_one_scope_alone(client, report, land, zones):
    scope = make.ScopeFactory(metric=land, slug="large", name_en="Large firms")
    for zone in zones[:2]:
        report(zone, 100, scope=scope)
        report(zone, 200)
    response = client.get(PAGE)
    [(address, _scope, count)] = response.context["scopes"]
    assert (address, count) == (scope.get_absolute_url(), 2)
    of_scope = client.get(address)
    assert {slug for _place, slug in placed(of_scope)} == {"zone-a-100", "zone-b-100"}
    assert of_scope.context["others"] == []
    assert of_scope.context["canonical"] == address


@pytest.mark.parametrize(
    "query",
    [
        *("?group=nonsense", "?scope=nonsense", "?page=9", "?group=%00", "?province=mars"),
        *("?zone=atlantis", "?format=svg", "?format=svg&chart=pie", "?format=csv&province=mars"),
    ],
)
def test_what_there_is_not_is_told_and_the_figures_are_shown(client, report, zones, query):
    for zone in zones:
        report(zone, 100)
    response = client.get(f"{PAGE}{query}")
    assert response.status_code in (400, 404)
    assert 'class="message message--problem"' in response.text
    assert len(placed(response)) == 5


def drawn(response) -> dict[str, list[str]]:
    """The words of each chart's marks, by the chart's key."""
    return {
        one.key: [" ".join([m.label, m.value]) for m in one.drawing.marks]
        for one in response.context["charts"]
    }


def test_a_large_group_is_drawn_as_a_distribution_with_the_first_and_the_chosen(
    client, report, zones, monkeypatch
):
    monkeypatch.setattr(metric_charts, "DOTS", 3)
    monkeypatch.setattr(metric_charts, "FIRST", 2)
    for number, zone in enumerate(zones):
        report(zone, 10 * number + 5)
    make.ZoneFactory(slug="elsewhere", name_en="Elsewhere")
    page = client.get(f"{PAGE}?zone=zone-a&zone=elsewhere")
    labels = [zone.label for zone in reversed(zones)]
    spread, dots = drawn(page).values()
    assert spread[0] == f"5 mu to under 10 mu · {zones[0].label} 1 zone"
    assert len(spread) == 9
    assert dots == [f"1. {labels[0]} 45 mu", f"2. {labels[1]} 35 mu", f"5. {labels[4]} 5 mu"]
    assert [m.is_chosen for m in page.context["charts"][1].drawing.marks] == [False, False, True]
    assert "the first 2 of 5 zones and 1 chosen zone" in page.text
    assert "Elsewhere has no figure among these." in page.text
    assert page.context["canonical"] == PAGE
    _zone, unmarked, said = page.context["chosen"][0]
    assert said == "5 mu, no. 5"
    assert "zone-a" not in unmarked
    assert "elsewhere" in unmarked
    file = f"{page.context['chart_path']}&chart=chart-land-distribution&format="
    table = client.get(f"{file}csv").getvalue().decode("utf-8-sig")
    assert table.splitlines()[1] == "5,10,亩 · mu,1"
    plot = client.get(f"{file}json").json()
    [dots] = plot["data"]
    assert dots["x"] == [45, 35, 25, 15, 5]
    assert dots["hovertext"][0] == f"1. {labels[0]}<br>45 mu"
    assert plot["layout"]["xaxis"]["type"] == "linear"


def test_a_zone_is_marked_by_its_name_and_of_several_each_is_offered(client, report, zones):
    for zone in zones:
        report(zone, 100)
    make.ZoneFactory(slug="linfen", name="临汾经开区", pinyin="linfen")
    answer = client.get(f"{PAGE}?zone=zone-a&add=临汾")
    assert answer["Location"] == f"{PAGE}?zone=zone-a&zone=linfen"
    found = client.get(f"{PAGE}?add=湘潭")
    assert len(found.context["offers"]) > 1
    assert "zone=zone-" in found.context["offers"][0][1]
    assert "No zone is called “atlantis”." in client.get(f"{PAGE}?add=atlantis").text


def test_zones_of_one_province_keep_their_places_among_all(client, report, zones):
    for number, zone in enumerate(zones):
        report(zone, number)
    province = zones[1].province
    page = client.get(f"{PAGE}?province={province.slug}")
    assert placed(page) == [(4, "zone-b-1")]
    assert drawn(page) == {"chart-land": [f"4. {zones[1].label} 1 mu"]}
    assert f"{province.name_en}, 1 zone" in page.text
    assert "places are those among all zones" in page.text
    assert (province, 1) in page.context["provinces"]
    nowhere = client.get(f"{PAGE}?province={make.ProvinceFactory().slug}")
    assert nowhere.status_code == 200
    assert "has a figure among these" in nowhere.text


def test_what_all_rows_share_is_said_once_above_them(client, report, zones):
    source = make.SourceFactory(title_en="The catalogue")
    for zone in zones[:2]:
        report(zone, 100, source=source)
        report(zone, 90, source=source, detail=f"{zone.slug}地块")
    text = client.get(PAGE).text
    [ranked, alone] = re.findall(r'<p class="said-once">(.*?)</p>.*?</table>', text, re.DOTALL)
    assert "2019 · " in ranked
    assert "The catalogue" in ranked
    assert "2019 · <a" in alone  # their conditions differ
    tables = re.findall(r'<table class="facts.*?</table>', text, re.DOTALL)
    assert len(tables) == 2
    for table in tables:
        assert "The catalogue" not in table
        assert "Place in the source" in table
    report(zones[2], 80, source=make.SourceFactory(title_en="The gazette"))
    text = client.get(PAGE).text
    ranked = re.search(r'<table class="facts facts--ranked.*?</table>', text, re.DOTALL)[0]
    assert "The catalogue" in ranked
    assert "The gazette" in ranked


def test_figures_that_stand_alone_have_pages_of_their_own(
    client, report, zones, settings, monkeypatch
):
    settings.PAGE_SIZE = 3
    monkeypatch.setattr(view, "ALONE_SHOWN", 2)
    for zone in zones[:2]:
        report(zone, 100)
    for number, zone in enumerate(zones):
        report(zone, 200 + number, detail=f"第{number}个", bound="about")
    response = client.get(PAGE)
    assert len(alone(response)) == 2
    pages = [client.get(f"{PAGE}?group=alone&page={number}") for number in (1, 2)]
    found = [slug for page in pages for slug in alone(page)]
    assert [len(alone(page)) for page in pages] == [3, 2]
    assert found[:2] == list(alone(response))
    assert len(set(found)) == 5
    assert pages[1].context["canonical"] == f"{PAGE}?group=alone&page=2"


def test_a_page_needs_few_queries_even_with_nothing_kept(client, report, zones):
    for zone in zones:
        report(zone, 100)
        report(zone, 90, bound="about")
    assert len(statements(client, PAGE)) <= 22  # with what is hidden, read anew in a test
