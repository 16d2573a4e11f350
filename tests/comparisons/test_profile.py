"""The profile of zones side by side: the same rows on the page, in files and in the API."""

import re

import pytest

from comparisons.profile import profile_columns
from tests.factories import ZoneFactory
from tests.site.files import table
from zones.fields import ZONES

pytestmark = pytest.mark.django_db

ADDRESS = "/en/compare/zones/?zone=linfen&zone=yanhu"
ROW = r'<tr id="profile-[^"]+">\s*<th scope="row"><div class="row-label">([^<]+)</div>'
# These tell one zone from another, or say where the profile was read.
NO_ROWS = {"aliases", "city", "catalogue_code", "source"}


@pytest.fixture(autouse=True)
def zones():
    common = {"kind": "edz", "industries": "钢铁、装备", "industries_en": "steel; equipment"}
    one = ZoneFactory(slug="linfen", tier="provincial", approved="1997-05", **common)
    ZoneFactory(slug="yanhu", tier="not-stated", approved="", province=one.province, **common)


def rows_of(data: dict) -> dict[str, list[dict]]:
    return {row["field"]: row["cells"] for row in data["profile"]}


def headings(client, address: str) -> list[str]:
    return [one.strip() for one in re.findall(ROW, client.get(address).text)]


def test_every_column_on_the_page_of_a_zone_makes_a_row_or_is_named_here():
    shown = {column.name for column in ZONES.columns if column.heading}
    assert {column.name for column in profile_columns()} == shown - NO_ROWS


def test_page_csv_json_and_api_have_the_same_rows(client):
    rows = [column.name for column in profile_columns()]
    data = client.get(f"{ADDRESS}&format=json").json()
    assert list(rows_of(data)) == rows
    answer = client.get(ADDRESS.replace("en/compare", "api/v1/comparisons") + "&lang=en").json()
    assert answer["profile"] == data["profile"]
    lines = table(client, f"{ADDRESS}&format=csv&header=codes")
    assert list(lines[lines["section"] == "profile"]["row"])[::2] == rows
    assert headings(client, f"{ADDRESS}&show=all") == [row["label"] for row in data["profile"]]


def test_a_row_has_values_words_and_where_they_were_read(client):
    cells = rows_of(client.get(f"{ADDRESS}&format=json").json())
    assert [cell["values"] for cell in cells["tier"]] == [["provincial"], []]
    assert cells["approved"][0]["words"] == "May 1997"
    assert cells["industries"][0]["words"] == "steel · equipment"
    assert cells["approved"][0]["citation"]["source"]
    blank = cells["approved"][1]
    assert (blank["state"], blank["citation"]) == ("not-stated", None)
    assert blank["sources_read"]


def test_a_row_of_two_is_different_or_the_same_and_a_blank_is_neither(client):
    assert headings(client, f"{ADDRESS}&show=differences") == ["Sources read"]
    assert headings(client, f"{ADDRESS}&show=similarities") == [
        *("Province", "Kind", "Leading industries")
    ]
    assert "6 rows hidden" in client.get(f"{ADDRESS}&show=differences").text
    embedded = ADDRESS.replace("compare", "embed")
    assert headings(client, f"{embedded}&show=differences") == ["Sources read"]
