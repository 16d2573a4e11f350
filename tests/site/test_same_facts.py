"""What pandas reads from a filtered list, what the API gives and what the page prints agree."""

import html
import re
from decimal import Decimal

import pytest

from core.web.tables import Column
from policies.fields import LISTED_POLICIES
from reforms.fields import LISTED_REFORMS
from tests.site.files import table
from zones.fields import LISTED_ZONES, OBSERVATIONS

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CITED = {"locator", "quote", "is_broken_off"}
# For each kind: its public columns, a page under a filter, the same of the API, and columns
# that the page prints.
KINDS = {
    "zones": (
        LISTED_ZONES,
        "zones/?province=shanxi&recorded=yes&sort=name",
        "zones/?province=shanxi&recorded=yes&sort=name",
        ["name_en", "province_name_en"],
    ),
    "reforms": (
        LISTED_REFORMS,
        "reforms/?province=shanxi&group=land&sort=started",
        "reforms/?province=shanxi&group=land&sort=started",
        ["title_en", "zone_name_en", "quote", "locator", "source_title_en"],
    ),
    "policies": (
        LISTED_POLICIES,
        "policies/?stage=in-force",
        "policies/?stage=in-force",
        ["title_en", "province_name_en", "quote", "locator", "source_title_en"],
    ),
    "observations": (
        OBSERVATIONS,
        "metrics/standard-land-area/",
        "observations/?metric=standard-land-area",
        ["zone_name_en", "value", "scope_en", "quote", "locator", "source_title_en"],
    ),
}
# What the file of a kind has from another kind of record, which the API has there.
OF_OTHERS = {"zone_tier"}


def known_to_api(row: dict, column: Column):
    """The value of a file's column in a record of the API: related records are nested there."""
    if column.name in CITED:
        return row["citation"][column.name]
    if column.name in row:
        value = row[column.name]
        return "; ".join(one["slug"] for one in value) if isinstance(value, list) else value
    *_before, relation, attribute = column.path.split("__")
    value = row["citation"]["source"] if relation == "source" else row[relation]
    name = attribute.replace("title", "name")
    return "; ".join(one[name] for one in value) if isinstance(value, list) else value[name]


def as_in_file(value) -> str:
    """A value of the API as a file with codes writes it."""
    if isinstance(value, dict):
        return value["slug"]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize("kind", KINDS)
def test_file_api_and_page_hold_the_same_facts(client, settings, kind):
    settings.PAGE_SIZE = 500
    described, page, api, printed = KINDS[kind]
    joint = "&" if "?" in page else "?"
    rows = table(client, f"/en/{page}{joint}format=csv&header=codes")
    if "table" in rows:
        rows = rows[rows["table"] == kind]
    given = client.get(f"/api/v1/{api}").json()
    assert given["next"] is None
    by_slug = {row["slug"]: row for row in given["results"]}
    assert sorted(rows["slug"]) == sorted(by_slug)
    assert len(rows) > 2
    text = re.sub(r"<[^>]+>", "", client.get(f"/en/{page}").text)
    text = " ".join(html.unescape(text).split())
    for row in rows.to_dict("records"):
        for column in described.columns:
            if column.name not in OF_OTHERS:
                there = as_in_file(known_to_api(by_slug[row["slug"]], column))
                here = row[column.name]
                if column.is_list:  # the API keeps the taxonomy's order
                    here, there = sorted(here.split("; ")), sorted(there.split("; "))
                assert here == there, column.name
        for column in printed:
            shown = f"{Decimal(row[column]):,}" if column == "value" else row[column]
            assert shown in text, (row["slug"], column)
