"""Comparisons of a type and of policies, taken away as files, on the real data."""

import csv
import io
import re
from xml.dom import minidom

import pytest
from openpyxl import load_workbook

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TYPE = "/en/compare/reforms/?type=standard-land"
POLICIES = "/en/compare/policies/?province=henan&province=hebei"


def lines(response) -> list[dict]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_type_in_json_has_measures_verdicts_and_zones_without_a_mention(client):
    data = client.get(f"{TYPE}&format=json").json()
    assert [zone["zone"] for zone in data["zones"]] == ["linfen-edz", "tunliu-etdz", "yanhu-htdz"]
    area = next(row for row in data["rows"] if row["metric"] == "standard-land-area")
    assert area["verdict"] == "not-comparable"
    assert len(data["without"]) == 6
    assert all(zone["sources_read"] for zone in data["without"])


def test_a_type_in_csv_has_a_line_for_each_measure_figure_and_blank(client):
    rows = lines(client.get(f"{TYPE}&format=csv"))
    assert sum(row["State of the cell"] == "not reported" for row in rows) >= 6
    assert "1413.03" in {row["Value as reported"] for row in rows}
    assert all(None not in row for row in rows)


def test_policies_in_json_keep_dates_in_edtf_and_computed_states(client):
    data = client.get(f"{POLICIES}&format=json").json()
    henan = data["columns"][0]
    assert henan["ends"]["text"] == "2020"
    assert henan["period_is_over"] is True
    assert {target["state"] for target in henan["targets"]} == {"due-unknown"}
    assert henan["targets"][1]["value"] == "550.000000"
    assert [column["province"]["key"] for column in data["columns"]] == ["henan", "hebei", "hebei"]


def test_policies_in_csv_have_a_line_for_each_commitment(client):
    rows = lines(client.get(f"{POLICIES}&format=csv"))
    assert len(rows) == 10 + 4 + 1
    assert {row["State today"] for row in rows if row["Province"] == "Henan"} == {
        "due, no follow-up recorded"
    }


@pytest.mark.parametrize("address", [TYPE, POLICIES])
def test_with_codes_a_comparison_names_keys_and_the_source_of_every_line(client, address):
    rows = lines(client.get(f"{address}&format=csv&header=codes"))
    assert all(re.fullmatch(r"[a-z0-9-]*", row["source"]) for row in rows)
    assert sum(bool(row["source"]) for row in rows) > 5
    keys = "policy" if "policy" in rows[0] else "zone"
    assert all(re.fullmatch(r"[a-z0-9-]+", row[keys]) for row in rows)
    assert all(re.fullmatch(r"[a-z0-9-]*", row["state"]) for row in rows)


@pytest.mark.parametrize("address", [TYPE, POLICIES])
def test_every_comparison_is_a_workbook_of_rows_and_evidence(client, address):
    book = load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").getvalue()))
    assert book.sheetnames == ["Rows", "Evidence"]
    assert book["Rows"].max_row > 5
    assert book["Evidence"].max_row > 5


@pytest.mark.parametrize("address", [TYPE, POLICIES, "/en/compare/zones/?zone=linfen-edz"])
def test_an_unknown_format_is_told_and_the_page_still_stands(client, address):
    response = client.get(f"{address}&format=pdf")
    assert response.status_code == 400
    assert "is not a format that we have" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_timeline_is_a_drawing_that_stands_alone(client, language):
    response = client.get(f"/{language}/compare/policies/?format=svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawing = minidom.parseString(response.content)  # noqa: S318, our own output
    assert len(drawing.getElementsByTagName("rect")) == 2
