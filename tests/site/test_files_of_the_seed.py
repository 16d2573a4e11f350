"""Files of the real data: pandas reads from them what the pages print."""

import io

import pandas
import pytest

from policies.models import Policy, Target
from reforms.models import Reform
from sources.models import Source
from tests.site.files import data, sheets, table
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
def test_a_filtered_list_read_by_pandas_has_the_rows_of_the_page_in_its_order(
    client, settings, address
):
    settings.PAGE_SIZE = 1000
    page = client.get(address).context
    rows = table(client, f"{address}&format=csv&header=codes")
    assert len(rows) == page["total"] > 0
    assert list(rows["slug"]) == [record.slug for record in page["rows"]]
    for column in ("name", "name_en", "title", "title_en"):
        if column in rows:
            assert list(rows[column]) == [getattr(record, column) for record in page["rows"]]


def test_a_file_of_a_list_has_all_rows_and_not_only_those_of_a_page(client, settings):
    settings.PAGE_SIZE = 10
    assert len(table(client, "/en/zones/?format=csv&page=2")) == Zone.objects.public().count()


def test_the_facts_of_reforms_in_a_file_are_those_that_the_page_prints(client, settings):
    settings.PAGE_SIZE = 1000
    page = client.get("/en/reforms/?province=shanxi").content.decode()
    rows = table(client, "/en/reforms/?province=shanxi&format=csv&header=codes")
    assert len(rows) > 20
    for row in rows.to_dict("records"):
        reform = Reform.objects.get(slug=row["slug"])
        assert f'href="{reform.get_absolute_url()}"' in page.replace("/zh-hans/", "/en/")
        assert row["quote"] in page
        assert row["source_title_en"] in page.replace("&#x27;", "'")
        assert row["types"].split("; ") == sorted(t.slug for t in reform.types.all())
        assert (row["zone"], row["source"]) == (reform.zone.slug, reform.source.slug)
        assert (row["stage"], row["started"]) == (reform.stage, reform.started)


def test_the_figures_of_a_metric_read_by_pandas_are_the_numbers_of_the_page(client):
    address = "/en/metrics/standard-land-area/"
    page = client.get(address).context["page"].object_list
    file = io.BytesIO(client.get(f"{address}?format=csv&header=codes").getvalue())
    rows = pandas.read_csv(file)
    figures = rows[rows["table"] == "observations"]
    assert list(figures["slug"]) == [figure.slug for figure in page]
    assert list(figures["value"]) == [float(figure.value) for figure in page]
    assert 1413.03 in list(figures["value"])
    assert set(figures["unit"]) == {"mu"}
    linfen = figures[figures["zone"] == "linfen-edz"].iloc[0]
    assert (linfen["period"], linfen["basis"], linfen["status"], linfen["bound"]) == (
        "2020/..",
        "cumulative",
        "actual",
        "exactly",
    )
    assert (linfen["quote"], linfen["canonical_unit"]) == ("出让面积1413.03亩", "mu")


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
    figures = [figure.slug for _topic, shown in page["topics"] for figure in shown]
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
