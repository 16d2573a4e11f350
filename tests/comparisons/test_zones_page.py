"""A comparison of zones with much to compare: short, and nothing hidden silently."""

import csv
import gzip
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories import (
    MetricFactory,
    ObservationFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    ZoneFactory,
)
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ADDRESS = "/en/compare/zones/?zone=linfen&zone=yanhu"
NOTED = re.compile(r'<sup class="note-mark"><a href="#note-(\d+)"')
COMPRESSED_MOST = 60_000


@pytest.fixture
def metric():
    return MetricFactory(slug="land", name_en="Standard land")


@pytest.fixture
def zones(metric):
    return [ZoneFactory(slug=slug, short_name_en=slug.title()) for slug in ("linfen", "yanhu")]


def text_of(response) -> str:
    return response.content.decode()


def years(zone, metric, first: int, last: int) -> list[Observation]:
    return [
        ObservationFactory(
            zone=zone, metric=metric, value=year, period=str(year), quote=f"{year}亩"
        )
        for year in range(first, last + 1)
    ]


def test_a_few_further_figures_stand_in_the_cell(client, zones, metric):
    years(zones[0], metric, 2016, 2019)
    years(zones[1], metric, 2019, 2019)
    page = text_of(client.get(ADDRESS))
    assert "3 more figures</summary>" in page
    assert all(f"{year} mu" in page.replace(",", "") for year in range(2016, 2020))


def test_of_many_figures_the_rest_is_counted_with_the_way_to_exactly_those(client, zones, metric):
    figures = years(zones[0], metric, 2009, 2019)
    other_metric = years(zones[0], MetricFactory(), 2018, 2018)
    [there] = years(zones[1], metric, 2019, 2019)
    page = text_of(client.get(ADDRESS))
    [(path, count)] = re.findall(r'<a href="([^"]+)#others">(\d+) more figures</a>', page)
    assert count == "10"
    assert "2,009" not in page
    linked = text_of(client.get(path))
    [others] = re.findall(r'<h2 id="others">.*?</section>', linked, re.DOTALL)
    shown = set(re.findall(r'<tr id="([^"]+)"', others))
    assert shown == {figure.slug for figure in figures if figure.period != "2019"}
    assert not shown & {there.slug, other_metric[0].slug}


def test_values_that_disagree_always_stand_open_beside_the_one_compared(client, zones, metric):
    years(zones[0], metric, 2009, 2019)
    ObservationFactory(zone=zones[0], metric=metric, value=777, period="2019", quote="777亩")
    years(zones[1], metric, 2019, 2019)
    page = text_of(client.get(ADDRESS))
    [beside] = re.findall(r'<details class="more" open><summary>2 values.*?</details>', page)
    assert {"777 mu", "2,019 mu"} & set(re.findall(r'class="value">([^<]+)<', beside))
    assert "777 mu" in page
    assert "10 more figures</a>" in page


def test_two_sources_that_agree_are_folded(client, zones, metric):
    years(zones[0], metric, 2019, 2019)
    years(zones[0], metric, 2019, 2019)
    years(zones[1], metric, 2019, 2019)
    assert '<details class="more"><summary>2 values' in text_of(client.get(ADDRESS))


def test_files_have_every_figure_that_the_page_only_counts(client, zones, metric):
    slugs = {figure.slug for zone in zones for figure in years(zone, metric, 2005, 2019)}
    [row] = client.get(f"{ADDRESS}&format=json").json()["rows"]
    cells = row["cells"]
    assert {f["key"] for cell in cells for f in [cell["figure"], *cell["more"]]} == slugs
    lines = csv.DictReader(
        io.StringIO(client.get(f"{ADDRESS}&format=csv").getvalue().decode("utf-8-sig"))
    )
    assert len([line for line in lines if line["Row"] == "Standard land"]) == 30
    book = load_workbook(io.BytesIO(client.get(f"{ADDRESS}&format=xlsx").getvalue()))
    quotes = {line[4].value for line in book["Evidence"].iter_rows(min_row=2)}
    assert quotes >= {f"{year}亩" for year in range(2005, 2020)}


def test_of_many_measures_the_furthest_are_listed_and_the_rest_is_linked(client, zones):
    kind = ReformTypeFactory(slug="standard-land")
    planned = [
        ReformFactory(zone=zones[0], types=[kind], stage="planned", started="") for _n in range(3)
    ]
    done = [ReformFactory(zone=zones[0], types=[kind]) for _n in range(3)]
    ReformFactory(zone=zones[0])  # of another type
    ReformFactory(zone=zones[1], types=[kind])
    page = text_of(client.get(ADDRESS))
    assert "6 measures" in page
    assert all(reform.title_en in page for reform in done)
    assert sum(reform.title_en in page for reform in planned) == 1
    [path] = re.findall(r'<a href="([^"]+)">and 2 more</a>', page)
    listed = text_of(client.get(path.replace("&amp;", "&")))
    found = set(re.findall(r'href="/en/reforms/(reform-[^/"]+)/"', listed))
    assert found == {reform.slug for reform in planned + done}


def test_every_note_of_the_page_stands_in_its_evidence_and_none_besides(client, zones, metric):
    for zone in zones:
        years(zone, metric, 2005, 2019)
        ReformFactory(zone=zone)
    page = text_of(client.get(ADDRESS))
    notes = re.findall(r'<li id="note-(\d+)"', page)
    assert set(notes) == set(NOTED.findall(page))
    assert notes == [str(number + 1) for number in range(len(notes))]


def test_further_charts_are_named_and_linked(client, zones):
    for number in range(8):
        measured = MetricFactory(slug=f"metric-{number}", name_en=f"Measured {number}")
        for zone in zones:
            years(zone, measured, 2019, 2019)
    page = text_of(client.get(ADDRESS))
    assert page.count('<figure class="chart"') == 6
    [more] = re.findall(r'<details class="charts__more">.*?</details>', page, re.DOTALL)
    assert "2 more charts" in more
    links = re.findall(r'<a href="([^"]+)">(Measured \d)</a>', more)
    assert len(links) == 2
    for address, name in links:
        alone = text_of(client.get(address.replace("&amp;", "&")))
        assert alone.count('<figure class="chart"') == 1
        assert f">{name} <span" in alone


@pytest.fixture
def dense():
    """Six zones as full as those of a whole country: 40 metrics, 15 years, 30 reforms each."""
    source = SourceFactory()
    zones = [ZoneFactory(slug=f"zone-{number}", source=source) for number in range(6)]
    metrics = [MetricFactory(definition_en="What it measures. " * 5) for _n in range(40)]
    types = [ReformTypeFactory() for _n in range(10)]
    statuses = ["actual", "actual", "actual", "target"]
    Observation.objects.bulk_create(
        ObservationFactory.build(
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
    for zone in zones:
        for number in range(30):
            ReformFactory(zone=zone, source=source, types=[types[number % 10]])
    return "/en/compare/zones/?" + "&".join(f"zone={zone.slug}" for zone in zones)


def test_six_full_zones_make_a_small_page_with_few_queries(client, dense):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(dense).content
    assert page.count(b"14 more figures</a>") == 240
    assert len(gzip.compress(page, 5)) <= COMPRESSED_MOST
    assert len(queries) <= 12
