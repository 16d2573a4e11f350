"""Comparisons with much to compare: short pages, and nothing hidden silently."""

import gzip
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.records.changes import unit
from reforms.models import Reform
from tests import factories as make
from tests.site.files import sheets, table
from tests.site.reading import words
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ADDRESS = "/en/compare/zones/?zone=linfen&zone=yanhu"
TYPE = "/en/reforms/?type=standard-land"
TYPE_FILES = "/en/compare/reforms/?type=standard-land"
TYPE_FRAMED = "/en/embed/reforms/?type=standard-land"
POLICIES = "/en/compare/policies/"
COMPRESSED_MOST = 60_000


@pytest.fixture
def metric():
    return make.MetricFactory(slug="land", name_en="Standard land")


@pytest.fixture
def zones(metric):
    return [make.ZoneFactory(slug=slug, short_name_en=slug.title()) for slug in ("linfen", "yanhu")]


def behind(client, page: str, words: str) -> str:
    """The page that a link of another page leads to."""
    [address] = re.findall(rf'<a href="([^"]+)">{words}</a>', page)
    return client.get(html.unescape(address)).text


def named(page: str, section: str) -> set[str]:
    """The records of a section that a page links to."""
    return set(re.findall(rf'href="/en/{section}/([^/"?#]+)/"', page)) - {"recent-changes"}


def years(zone, metric, first: int, last: int) -> list[Observation]:
    return [
        make.ObservationFactory(
            zone=zone, metric=metric, value=year, period=str(year), quote=f"{year}亩"
        )
        for year in range(first, last + 1)
    ]


def test_a_few_further_figures_stand_in_the_cell_and_values_that_agree_are_folded(
    client, zones, metric
):
    years(zones[0], metric, 2016, 2019)
    years(zones[1], metric, 2019, 2019)
    page = client.get(ADDRESS).text
    assert "3 more figures</summary>" in page
    assert all(f"{year} mu" in page.replace(",", "") for year in range(2016, 2020))
    years(zones[1], metric, 2019, 2019)
    assert '<details class="more"><summary>2 sources agree' in client.get(ADDRESS).text


def test_of_many_figures_the_rest_is_counted_with_the_way_to_exactly_those(client, zones, metric):
    figures = years(zones[0], metric, 2009, 2019)
    other_metric = years(zones[0], make.MetricFactory(), 2018, 2018)
    [there] = years(zones[1], metric, 2019, 2019)
    page = client.get(ADDRESS).text
    [(path, count)] = re.findall(r'<a href="([^"]+)#others">(\d+) more figures</a>', page)
    assert count == "10"
    assert "2,009" not in page
    linked = client.get(path).text
    [others] = re.findall(r'<h2 id="others">.*?</section>', linked, re.DOTALL)
    shown = set(re.findall(r'<tr id="([^"]+)"', others))
    assert shown == {figure.slug for figure in figures if figure.period != "2019"}
    assert not shown & {there.slug, other_metric[0].slug}
    # Values that disagree always stand open beside the one compared.
    make.ObservationFactory(zone=zones[0], metric=metric, value=777, period="2019", quote="777亩")
    page = client.get(ADDRESS).text
    [beside] = re.findall(r'<details class="more" open><summary>2 values.*?</details>', page)
    assert {"777 mu", "2,019 mu"} & set(re.findall(r'class="value"[^>]*>([^<]+)<', beside))
    assert "777 mu" in page
    assert "10 more figures</a>" in page


def test_files_have_every_figure_that_the_page_only_counts_and_it_the_evidence_of_its_own(
    client, zones, metric
):
    slugs = {figure.slug for zone in zones for figure in years(zone, metric, 2005, 2019)}
    [row] = client.get(f"{ADDRESS}&format=json").json()["rows"]
    cells = row["cells"]
    assert {f["key"] for cell in cells for f in [cell["figure"], *cell["more"]]} == slugs
    lines = table(client, f"{ADDRESS}&format=csv")
    assert sum(lines["Row"] == "Standard land") == 30
    quotes = {line[4] for line in sheets(client, f"{ADDRESS}&format=xlsx")["Evidence"]}
    assert quotes >= {f"{year}亩" for year in range(2005, 2020)}
    page = client.get(ADDRESS).text
    notes = re.findall(r'<li id="note-(\d+)"', page)
    assert set(notes) == set(re.findall(r'<sup class="note-mark"><a href="#note-(\d+)"', page))
    assert notes == [str(number + 1) for number in range(len(notes))]


def test_of_many_measures_the_furthest_are_listed_and_the_rest_is_linked(client, zones):
    kind = make.ReformTypeFactory(slug="standard-land")
    planned = [
        make.ReformFactory(zone=zones[0], types=[kind], stage="planned", started="")
        for _n in range(3)
    ]
    done = [make.ReformFactory(zone=zones[0], types=[kind]) for _n in range(3)]
    make.ReformFactory(zone=zones[0])  # of another type
    make.ReformFactory(zone=zones[1], types=[kind])
    page = client.get(ADDRESS).text
    assert "6 measures" in page
    assert all(reform.title_en in page for reform in done)
    assert sum(reform.title_en in page for reform in planned) == 1
    found = named(behind(client, page, "and 2 more"), "reforms")
    assert found == {reform.slug for reform in planned + done}


def test_further_charts_are_named_and_linked(client, zones):
    for number in range(8):
        measured = make.MetricFactory(slug=f"metric-{number}", name_en=f"Measured {number}")
        for zone in zones:
            years(zone, measured, 2019, 2019)
    page = client.get(ADDRESS).text
    assert page.count('<figure class="chart"') == 6
    [more] = re.findall(r'<details class="charts__more">.*?</details>', page, re.DOTALL)
    assert "2 more charts" in more
    links = re.findall(r'<a href="([^"]+)">(Measured \d)</a>', more)
    assert len(links) == 2
    for address, name in links:
        alone = client.get(address.replace("&amp;", "&")).text
        assert alone.count('<figure class="chart"') == 1
        assert f">{name} <span" in alone


@pytest.fixture
def dense():
    """Six zones as full as those of a whole country: 40 metrics, 15 years, 30 reforms each."""
    source = make.SourceFactory()
    zones = [make.ZoneFactory(slug=f"zone-{number}", source=source) for number in range(6)]
    metrics = [make.MetricFactory(definition_en="What it measures. " * 5) for _n in range(40)]
    types = [make.ReformTypeFactory() for _n in range(10)]
    statuses = ["actual", "actual", "actual", "target"]
    Observation.objects.bulk_create(
        make.ObservationFactory.build(
            slug=f"{zone.slug}-{at}-{year}",
            zone=zone,
            metric=metric,
            source=source,
            value=at * 1000 + year * 7 % 311,
            period=str(year),
            status=statuses[(at + year) % 4],
            locator=f"¶{year - 2000}",
            quote=f"{at}亩{year}",
        )
        for zone in zones
        for at, metric in enumerate(metrics)
        for year in range(2009, 2024)
    )
    with unit():  # without a type no reform is public
        reforms = Reform.objects.bulk_create(
            make.ReformFactory.build(slug=f"{zone.slug}-{number}", zone=zone, source=source)
            for zone in zones
            for number in range(30)
        )
        of_types = Reform.types.through
        of_types.objects.bulk_create(
            of_types(reform=reform, reformtype=types[number % 10])
            for number, reform in enumerate(reforms)
        )
    return "/en/compare/zones/?" + "&".join(f"zone={zone.slug}" for zone in zones)


def test_six_full_zones_make_a_small_page_with_few_queries(client, dense):
    with CaptureQueriesContext(connection) as queries:
        page = client.get(dense).content
    assert page.count(b"14 more figures</a>") == 240
    assert len(gzip.compress(page, 5)) <= COMPRESSED_MOST
    assert len(queries) <= 12


@pytest.fixture
def kind():
    return make.ReformTypeFactory(slug="standard-land")


def test_of_many_zones_the_first_are_compared_and_all_are_linked(client, kind):
    metric = make.MetricFactory()
    reforms = [make.ReformFactory(types=[kind]) for _n in range(15)]
    for reform in reforms:
        make.ObservationFactory(zone=reform.zone, reform=reform, metric=metric)
    every = {reform.zone.slug for reform in reforms}
    answer = client.get(TYPE)
    page = answer.text
    assert page.count('name="zone" value="') >= 15
    assert re.search("Of 15 zones with articles read, 15 report it: .*; 9 more[.]", words(page))
    codes = [row.code for reform in answer.context["rows"] for row, _names in reform.verdicts]
    assert codes == ["comparable"] * 15  # among those of the page
    assert "compared directly" not in page  # not known here of all of them
    assert "Of the first 12 zones that report it." in page
    assert page.count('class="rank"') == 12
    data = client.get(f"{TYPE_FILES}&format=json").json()
    assert {zone["zone"] for zone in data["zones"]} == every
    [row] = data["rows"]
    assert len([cell for cell in row["cells"] if cell["figure"]]) == 15
    framed = client.get(TYPE_FRAMED).text
    assert named(behind(client, framed, "3 more zones report it"), "zones") == every


def test_of_many_measures_of_a_zone_the_rest_is_linked(client, kind):
    zone = make.ZoneFactory(slug="linfen")
    done = {make.ReformFactory(zone=zone, types=[kind]).slug for _n in range(6)}
    make.ReformFactory(zone=zone)  # of another type
    framed = client.get(TYPE_FRAMED).text
    assert named(behind(client, framed, "and 2 more"), "reforms") == done


def test_of_many_zones_without_a_mention_the_rest_is_counted_and_in_the_files(client, kind):
    make.ReformFactory(types=[kind])
    silent = {make.ReformFactory().zone.slug for _n in range(14)}
    page = client.get(TYPE).text
    assert "2 more zones, named in the files" in page
    data = client.get(f"{TYPE_FILES}&format=json").json()
    assert {zone["zone"] for zone in data["without"]} == silent


@pytest.fixture
def policies(monkeypatch):
    monkeypatch.setattr("comparisons.views.policies.POLICIES_LISTED", 4)
    provinces = [make.ProvinceFactory(), make.ProvinceFactory()]
    return {
        (province.slug, year): make.PolicyFactory(province=province, issued=year)
        for province in provinces
        for year in ("2017", "", "2019", "2018", "2016")[: 5 if province is provinces[0] else 2]
    }


def test_of_many_policies_the_newest_of_each_province_are_shown(client, policies):
    page = client.get(POLICIES).text
    first, second = dict.fromkeys(province for province, _year in policies)
    expected = [(first, "2019"), (first, "2018"), (second, "2017"), (second, "")]
    heads = re.findall(r'class="column-title"[^>]* href="/en/policies/([^/]+)/"', page)
    assert set(heads) == {policies[one].slug for one in expected}
    found = named(behind(client, page, r"[^<]+ \(\+3\)"), "policies")
    assert found == {
        policy.slug for (province, _y), policy in policies.items() if province == first
    }
    assert " (+3)</a>" in client.get("/en/embed/policies/").text


def test_the_files_have_every_policy(client, policies):
    columns = client.get(f"{POLICIES}?format=json").json()["columns"]
    assert len(columns) == len(policies)
    assert {column["citation"]["source"] for column in columns} == {
        policy.source.slug for policy in policies.values()
    }
    drawing = client.get(f"{POLICIES}?format=svg").text
    assert all(policy.slug in drawing or policy.title_en in drawing for policy in policies.values())
