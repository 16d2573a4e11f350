"""A comparison taken away as JSON, CSV, XLSX or a drawing says what the page says."""

import re
from xml.dom import minidom

import pytest

from tests.factories import MetricFactory, ObservationFactory, ReformFactory, ZoneFactory
from tests.site.files import data, sheets, table

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TYPE = "/en/compare/reforms/?type=standard-land"
POLICIES = "/en/compare/policies/?province=henan&province=hebei"


@pytest.fixture
def address():
    metric = MetricFactory(slug="standard-land-area", name_en="Standard land")
    names = ("Linfen", "Yanhu", "Shouyang")
    linfen, yanhu, _shouyang = (ZoneFactory(slug=n.lower(), short_name_en=n) for n in names)
    since_2020 = {"period": "2020/..", "basis": "cumulative", "quote": "1413.03亩"}
    ObservationFactory(zone=linfen, metric=metric, value="1413.03", **since_2020)
    ObservationFactory(zone=yanhu, metric=metric, value="323.17", period="XXXX")
    ReformFactory(zone=linfen, title_en="Standard land reform")
    return "/en/compare/zones/?zone=linfen&zone=yanhu&zone=shouyang"


def test_json_carries_verdict_reasons_and_every_attribute_of_a_cell(client, address):
    [row] = data(client, f"{address}&format=json")["rows"]
    assert row["verdict"] == "not-comparable"
    assert row["reasons"][0] == {
        "attribute": "basis",
        "kind": "cumulative-flow",
        "verdict": "not-comparable",
        "columns": ["linfen", "yanhu"],
        "values": ["cumulative", "over-period"],
    }
    figure = row["cells"][0]["figure"]
    expected = {"value": "1413.03", "unit": "mu", "canonical_value": "1413.03"}
    expected |= {"period": "2020/..", "basis": "cumulative", "bound": "exactly"}
    assert {name: figure[name] for name in expected} == expected
    assert figure["citation"]["quote"] == "1413.03亩"
    assert row["cells"][2].pop("sources_read")
    blank = {"state": "not-reported", "rank": None, "figure": None, "more": []}
    assert row["cells"][2] == blank | {"zone": "shouyang"}


def test_csv_has_a_line_for_every_figure_measure_and_blank(client, address):
    lines = table(client, f"{address}&format=csv")
    assert set(lines["Zone"]) == {"Linfen", "Yanhu", "Shouyang"}
    figures = lines[lines["Row"] == "Standard land"].to_dict("records")
    assert [line["Value as reported"] for line in figures] == ["1413.03", "323.17", ""]
    assert figures[2]["State of the cell"] == "not reported"
    assert "cumulative since 2020" in figures[0]["Reasons"]
    assert (figures[0]["Unit as reported"], figures[0]["Verdict"]) == ("mu", "not comparable")
    assert figures[0]["Basis"] == "cumulative since its start"
    in_chinese = table(client, f"{address.replace('/en/', '/zh-hans/')}&format=csv")
    assert "不可比" in in_chinese.to_numpy()
    response = client.get(f"{address}&format=csv")
    assert f'-{response["Data-Version"]}.csv"' in response["Content-Disposition"]


def test_with_codes_a_file_is_the_same_in_both_languages(client, address):
    columns = ["section", "row", "verdict", "zone", "state", "unit", "basis", "status", "source"]
    english, chinese = (
        table(client, f"{page}&format=csv&header=codes")[columns]
        for page in (address, address.replace("/en/", "/zh-hans/"))
    )
    assert english.equals(chinese)
    row = english[english["row"] == "standard-land-area"].iloc[0].tolist()
    assert row[2:8] == ["not-comparable", "linfen", "reported", "mu", "cumulative", "actual"]
    assert row[8].startswith("source-")


def test_xlsx_has_a_sheet_of_rows_and_one_of_evidence(client, address):
    book = sheets(client, f"{address}&format=xlsx")
    assert list(book) == ["Rows", "Evidence"]
    assert 1413.03 in [row[7] for row in book["Rows"]]
    assert "1413.03亩" in [row[4] for row in book["Evidence"]]


def test_two_values_for_one_thing_are_both_shown_with_rank_and_reason(client):
    metric = MetricFactory(slug="population", unit="person", quantity="count")
    zone, other = ZoneFactory(slug="linfen"), ZoneFactory(slug="yanhu")
    ranks = {"preferred": (320, "statistical bulletin"), "deprecated": (300, "older report")}
    for rank, (value, reason) in ranks.items():
        told = {"rank": rank, "rank_reason": "因", "rank_reason_en": reason}
        ObservationFactory(zone=zone, metric=metric, value=value, unit="person", **told)
    ObservationFactory(zone=other, metric=metric, value=310, unit="person")
    address = "/en/compare/zones/?zone=linfen&zone=yanhu"
    page = client.get(address).text
    for words in ("2 values", "preferred (statistical bulletin)", "deprecated (older report)"):
        assert words in page
    [row] = data(client, f"{address}&format=json")["rows"]
    assert row["cells"][0]["figure"]["value"] == "320"
    assert [figure["value"] for figure in row["cells"][0]["more"]] == ["300"]
    assert row["verdict"] == "comparable"


def test_a_type_has_measures_verdicts_and_zones_without_a_mention(client, with_seed):
    found = data(client, f"{TYPE}&format=json")
    reporting = {zone["zone"] for zone in found["zones"]}
    assert {"linfen-edz", "tunliu-etdz", "yanhu-htdz"} <= reporting
    area = next(row for row in found["rows"] if row["metric"] == "standard-land-area")
    assert area["verdict"] == "not-comparable"
    assert len(found["without"]) >= 6
    assert reporting.isdisjoint(zone["zone"] for zone in found["without"])
    assert all(zone["sources_read"] for zone in found["without"])
    lines = table(client, f"{TYPE}&format=csv")
    assert sum(lines["State of the cell"] == "not reported") >= 6
    assert "1413.03" in set(lines["Value as reported"])


def test_policies_have_dates_in_edtf_and_the_states_of_their_commitments(client, with_seed):
    columns = data(client, f"{POLICIES}&format=json")["columns"]
    assert [column["province"]["key"] for column in columns] == ["henan", "hebei", "hebei"]
    henan = columns[0]
    assert (henan["ends"]["text"], henan["period_is_over"]) == ("2020", True)
    assert {target["state"] for target in henan["targets"]} == {"due-unknown"}
    assert henan["targets"][1]["value"] == "550.000000"
    lines = table(client, f"{POLICIES}&format=csv")
    assert len(lines) == 10 + 4 + 1
    states = set(lines[lines["Province"] == "Henan"]["State today"])
    assert states == {"due, no follow-up recorded"}


@pytest.mark.parametrize("address", [TYPE, POLICIES])
def test_with_codes_a_comparison_names_keys_and_the_source_of_every_line(
    client, with_seed, address
):
    lines = table(client, f"{address}&format=csv&header=codes")
    keys = lines["policy" if "policy" in lines else "zone"]
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
    assert all(re.fullmatch(r"[a-z0-9-]*", code) for code in [*lines["source"], *lines["state"]])
    assert sum(lines["source"] != "") > 5
    book = sheets(client, f"{address}&format=xlsx")
    assert list(book) == ["Rows", "Evidence"]
    assert len(book["Rows"]) > 5 < len(book["Evidence"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_timeline_is_a_drawing_that_stands_alone(client, with_seed, language):
    response = client.get(f"/{language}/compare/policies/?format=svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawing = minidom.parseString(response.content)  # noqa: S318, our own output
    boxes = [one.getAttribute("class") for one in drawing.getElementsByTagName("rect")]
    assert boxes.count("timeline__bar") == 2  # of the two policies whose period is stated
