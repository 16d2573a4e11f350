"""A comparison taken away as JSON, CSV and XLSX says what the page says."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.factories import MetricFactory, ObservationFactory, ReformFactory, ZoneFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def address():
    metric = MetricFactory(slug="standard-land-area", name_en="Standard land")
    first = ZoneFactory(slug="linfen", short_name_en="Linfen", name_en="Linfen Zone")
    second = ZoneFactory(slug="yanhu", short_name_en="Yanhu", name_en="Yanhu Zone")
    ZoneFactory(slug="shouyang", short_name_en="Shouyang")
    ObservationFactory(
        zone=first,
        metric=metric,
        value="1413.03",
        period="2020/..",
        basis="cumulative",
        quote="1413.03亩",
    )
    ObservationFactory(zone=second, metric=metric, value="323.17", period="XXXX", quote="323.17亩")
    ReformFactory(zone=first, title_en="Standard land reform")
    return "/en/compare/zones/?zone=linfen&zone=yanhu&zone=shouyang"


def test_json_carries_verdict_reasons_and_every_attribute_of_a_cell(client, address):
    data = client.get(f"{address}&format=json").json()
    [row] = data["rows"]
    assert row["verdict"] == "not-comparable"
    assert row["reasons"][0] == {
        "attribute": "basis",
        "kind": "differs",
        "verdict": "not-comparable",
        "columns": ["linfen", "yanhu"],
        "values": ["cumulative", "over-period"],
    }
    figure = row["cells"][0]["figure"]
    assert (figure["value"], figure["unit"], figure["canonical_value"]) == (
        "1413.03",
        "mu",
        "1413.03",
    )
    assert (figure["period"], figure["basis"], figure["bound"]) == (
        "2020/..",
        "cumulative",
        "exactly",
    )
    assert figure["citation"]["quote"] == "1413.03亩"
    assert row["cells"][2] == {
        "zone": "shouyang",
        "state": "not-reported",
        "sources_read": row["cells"][2]["sources_read"],
        "rank": None,
        "figure": None,
        "more": [],
    }
    assert row["cells"][2]["sources_read"]


def test_csv_has_a_line_for_every_figure_measure_and_blank(client, address):
    response = client.get(f"{address}&format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["Zone"] for line in lines} == {"Linfen", "Yanhu", "Shouyang"}
    figures = [line for line in lines if line["Row"] == "Standard land"]
    assert [line["Value as reported"] for line in figures] == ["1413.03", "323.17", ""]
    assert figures[2]["State of the cell"] == "not reported"
    assert "Different bases" in figures[0]["Reasons"]
    assert all(None not in line for line in lines)


def test_words_are_for_people_and_codes_for_programs(client, address):
    def lines(language: str, query: str) -> list[dict]:
        page = address.replace("/en/", f"/{language}/")
        text = client.get(f"{page}&format=csv{query}").getvalue().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    figure = next(line for line in lines("en", "") if line["Row"] == "Standard land")
    assert (figure["Unit as reported"], figure["Basis"]) == ("mu", "cumulative since its start")
    assert figure["Verdict"] == "not comparable"
    assert any("不可比" in line.values() for line in lines("zh-hans", ""))
    columns = ["section", "row", "verdict", "zone", "state", "unit", "basis", "status", "source"]
    coded = [
        [[line[column] for column in columns] for line in lines(language, "&header=codes")]
        for language in ("en", "zh-hans")
    ]
    assert coded[0] == coded[1]
    row = next(line for line in coded[0] if line[1] == "standard-land-area")
    assert row[2:8] == ["not-comparable", "linfen", "reported", "mu", "cumulative", "actual"]
    assert row[8].startswith("source-")


def test_a_file_names_the_version_of_its_data(client, address):
    response = client.get(f"{address}&format=csv")
    version = response["Data-Version"]
    assert f'-{version}.csv"' in response["Content-Disposition"]


def test_xlsx_has_a_sheet_of_rows_and_one_of_evidence(client, address):
    response = client.get(f"{address}&format=xlsx")
    book = load_workbook(io.BytesIO(response.getvalue()))
    assert book.sheetnames == ["Rows", "Evidence"]
    values = [row[7].value for row in book["Rows"].iter_rows(min_row=2)]
    assert 1413.03 in values
    quotes = [row[4].value for row in book["Evidence"].iter_rows(min_row=2)]
    assert "1413.03亩" in quotes


def test_two_values_for_one_thing_are_both_shown_with_rank_and_reason(client):
    metric = MetricFactory(slug="population", unit="person", quantity="count")
    zone, other = ZoneFactory(slug="linfen"), ZoneFactory(slug="yanhu")
    ObservationFactory(
        zone=zone, metric=metric, value=320, unit="person", rank="preferred",
        rank_reason="统计公报", rank_reason_en="statistical bulletin",
    )  # fmt: skip
    ObservationFactory(
        zone=zone, metric=metric, value=300, unit="person", rank="deprecated",
        rank_reason="旧闻", rank_reason_en="older report",
    )  # fmt: skip
    ObservationFactory(zone=other, metric=metric, value=310, unit="person")
    page = client.get("/en/compare/zones/?zone=linfen&zone=yanhu").content.decode()
    assert "2 values" in page
    assert "preferred (statistical bulletin)" in page
    assert "deprecated (older report)" in page
    [row] = client.get("/en/compare/zones/?zone=linfen&zone=yanhu&format=json").json()["rows"]
    assert row["cells"][0]["figure"]["value"] == "320"
    assert [figure["value"] for figure in row["cells"][0]["more"]] == ["300"]
    assert row["verdict"] == "comparable"
