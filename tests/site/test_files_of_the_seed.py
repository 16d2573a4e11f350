"""Files of the real data: pandas reads from them what the pages print."""

import html
import re
from decimal import Decimal

import pytest

from core.language.places import place_in_english
from core.web.tables import Column
from policies.fields import LISTED_POLICIES
from policies.models import Policy, Target
from reforms.fields import LISTED_REFORMS
from reforms.models import Reform
from sources.models import Source
from tests.site.files import data, sheets, table
from zones.fields import LISTED_ZONES, OBSERVATIONS
from zones.models import Metric, Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

LISTS = ["zones", "reforms", "policies", "metrics", "sources"]


@pytest.mark.parametrize(
    "address",
    [
        "/en/zones/?province=shanxi&sort=name",
        "/en/zones/?tier=national&area_min=1000&sort=area",
        "/en/reforms/?type=standard-land&sort=started",
        "/en/policies/?q=安全",
        "/en/metrics/?topic=land",
        "/en/sources/?kind=newspaper",
    ],
)
def test_a_filtered_list_read_by_pandas_has_all_rows_of_its_pages_in_their_order(
    client, settings, address
):
    settings.PAGE_SIZE = 2
    rows = table(client, f"{address}&format=csv&header=codes")
    settings.PAGE_SIZE = 1000
    page = client.get(address).context
    assert len(rows) == page["total"] > 0
    assert list(rows["slug"]) == [record.slug for record in page["rows"]]
    for column in ("name", "name_en", "title", "title_en"):
        if column in rows:
            assert list(rows[column]) == [getattr(record, column) for record in page["rows"]]


def test_csv_xlsx_and_json_of_a_list_hold_the_same_cells(client):
    address = "/en/reforms/?province=shanxi&header=codes"
    rows = table(client, f"{address}&format=csv").to_dict("records")
    header, *lines = sheets(client, f"{address}&format=xlsx")["Reforms"]
    in_sheet = [dict(zip(header, line, strict=True)) for line in lines]
    assert [{k: v or "" for k, v in row.items()} for row in in_sheet] == rows
    in_json = data(client, f"{address}&format=json")["rows"]
    assert [row["slug"] for row in in_json] == [row["slug"] for row in rows]
    assert ["; ".join(row["types"]) for row in in_json] == [row["types"] for row in rows]
    assert {row["summary"] for row in in_json} == {row["summary"] for row in rows}


@pytest.mark.once
@pytest.mark.parametrize("model", [Zone, Reform, Policy, Metric, Source, Observation, Target])
def test_every_record_is_a_file_of_each_format(client, model):
    record = model.objects.order_by("slug").last()
    address = record.get_absolute_url().split("#")[0].replace("/zh-hans/", "/en/")
    rows = table(client, f"{address}?format=csv&header=codes")
    assert record.slug in set(rows["slug"])
    parts = data(client, f"{address}?format=json")
    listed = [len(part) for name, part in parts.items() if isinstance(part, list)]
    assert sum(listed) == len(rows)
    assert len(sheets(client, f"{address}?format=xlsx")) == len(listed) + 1


def test_the_file_of_a_zone_holds_what_its_page_holds(client):
    address = "/en/zones/linfen-edz/"
    page, found = client.get(address).context, data(client, f"{address}?format=json")
    zone = Zone.objects.get(slug="linfen-edz")
    assert [row["slug"] for row in found["zones"]] == ["linfen-edz"]
    assert {row["slug"] for row in found["reforms"]} == {r.slug for r in zone.reforms.all()}
    figures = [figure.slug for _topic, rows in page["topics"] for figure in rows]
    assert {row["slug"] for row in found["observations"]} == set(figures)
    missing = [metric.slug for _topic, metrics in page["not_reported"] for metric in metrics]
    assert [row["metric"] for row in found["metrics_not_reported"]] == missing
    assert all(row["sources_read"] for row in found["metrics_not_reported"])
    done = {slug for row in found["reforms"] for slug in row["types"]}
    assert done
    assert done.isdisjoint(row["type"] for row in found["types_not_reported"])


def test_the_file_of_a_source_holds_every_fact_from_it(client):
    source = Source.objects.get(slug="zone-reforms-2019")
    found = data(client, "/en/sources/zone-reforms-2019/?format=json")
    for name, facts in {
        "zones": source.zone_set,
        "reforms": source.reform_set,
        "observations": source.observation_set,
        "policies": source.policy_set,
        "targets": source.target_set,
        "follow_ups": source.followup_set,
    }.items():
        assert {row["slug"] for row in found[name]} == {fact.slug for fact in facts.all()}, name


@pytest.mark.once
@pytest.mark.parametrize(
    "address",
    [
        *(f"/en/{section}/" for section in LISTS),
        "/zh-hans/zones/linfen-edz/",
        "/zh-hans/metrics/standard-land-area/",
        "/zh-hans/sources/zone-reforms-2019/",
    ],
)
def test_the_page_offers_its_files(client, address):
    page = client.get(address).content.decode()
    for query in ("format=csv", "format=xlsx", "format=json", "format=csv&amp;header=codes"):
        assert f'href="{address}?{query}"' in page


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
        ["zone_name_en", "value", "detail_en", "quote", "locator", "source_title_en"],
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
    if isinstance(value, list):
        return "; ".join(one[name] for one in value)
    return value and value[name]


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
            shown = place_in_english(shown) if column == "locator" else shown
            assert shown in text, (row["slug"], column)
