"""Every list and every record as a file: the facts of its page, all of them, in words or codes."""

import io

import pytest
from openpyxl import load_workbook

from core.records import versions
from core.web.pages import FacetedListView, RecordDetail
from sources.versions import bump
from tests import factories as make
from tests.intake.crawling import public_routes
from tests.site.files import data, sheets, table

pytestmark = pytest.mark.django_db


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "province", "tier"),
    [("en", "Province · name in Chinese", "National"), ("zh-hans", "省份 · 中文名称", "国家级")],
)
def test_header_and_cells_are_in_the_readers_language_or_the_same_codes_in_both(
    client, language, province, tier
):
    make.ZoneFactory()
    address = f"/{language}/zones/?format=csv"
    rows = table(client, address)
    assert client.get(address).getvalue().startswith(b"\xef\xbb\xbf")  # for spreadsheets
    assert province in rows.columns
    assert tier in set(rows.iloc[0])
    coded = table(client, f"{address}&header=codes")
    assert list(coded.columns[:2]) == ["slug", "name"]
    source = ["source", "source_title", "source_title_en", "locator", "quote", "is_broken_off"]
    assert list(coded.columns[-6:]) == source
    assert [coded.iloc[0][one] for one in ("tier", "is_broken_off")] == ["national", "false"]


def test_a_blank_is_blank_and_a_column_beside_it_says_why(client):
    read = make.ZoneFactory(slug="a", pinyin="a")
    make.ReformFactory(zone=read)
    area = make.MetricFactory(slug="approved-area", unit="ha")
    make.ObservationFactory(zone=read, metric=area, value=300, unit="mu", basis="at-point")
    make.ZoneFactory(slug="b", pinyin="b")
    columns = ["slug", "approved_area", "approved_area_state", "reform_count", "reforms_state"]
    rows = table(client, "/en/zones/?format=csv&header=codes&sort=name")[columns]
    assert rows.values.tolist() == [
        ["a", "20", "reported", "1", "recorded"],
        ["b", "", "not-reported", "", "not-read"],
    ]
    in_words = table(client, "/en/zones/?format=csv&sort=name")
    assert list(in_words["Recorded reforms: state"]) == ["recorded", "not read yet"]
    assert data(client, "/en/zones/?format=json&sort=name")["rows"][1]["approved_area"] is None


def test_what_does_not_apply_to_a_zone_is_not_called_unreported(client):
    zone = make.ZoneFactory(tier="provincial")
    for slug, tier in (("rank", "national"), ("area", "")):
        make.ObservationFactory(metric=make.MetricFactory(slug=slug, applies_to=tier))
    rows = data(client, f"{zone.get_absolute_url()}?format=json")["metrics_not_reported"]
    assert {row["metric"]: row["state"] for row in rows} == {
        "rank": "not-applicable",
        "area": "not-reported",
    }
    make.ReformFactory()
    rows = data(client, f"{make.ZoneFactory().get_absolute_url()}?format=json")[
        "types_not_reported"
    ]
    assert {row["state"] for row in rows} == {"not-read"}


def test_numbers_are_numbers_in_a_sheet_and_digits_in_json_and_a_figure_in_words_has_none(client):
    figure = make.ObservationFactory(value="1413.03")
    [header, row] = sheets(client, f"/en/figures/{figure.slug}/?format=xlsx")["Figures"]
    assert row[header.index("Value as reported")] == 1413.03
    [row] = data(client, f"/en/figures/{figure.slug}/?format=json")["rows"]
    assert (row["value"], row["canonical_value"]) == ("1413.03", "1413.03")
    figure = make.ObservationFactory(value=None, unit="", value_text="数十", value_text_en="dozens")
    row = table(client, f"/en/metrics/{figure.metric.slug}/?format=csv&header=codes").iloc[1]
    columns = ["value", "unit", "canonical_value", "value_text_en"]
    assert [row[c] for c in columns] == ["", "", "", "dozens"]


@pytest.mark.once
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(client):
    make.ReformFactory(title="=1+1", title_en='=HYPERLINK("x")')
    row = table(client, "/en/reforms/?format=csv&header=codes").iloc[0]
    assert (row["title"], row["title_en"]) == ("'=1+1", '\'=HYPERLINK("x")')
    book = load_workbook(io.BytesIO(client.get("/en/reforms/?format=xlsx").getvalue()))
    assert {cell.data_type for row in book["Reforms"].iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.once
def test_a_file_names_the_version_of_the_data_and_its_page(client):
    make.ZoneFactory(province__slug="hunan")
    bump()
    version = versions.label()
    response = client.get("/en/zones/?province=hunan&format=csv")
    assert response["Content-Disposition"] == f'attachment; filename="zones-{version}.csv"'
    assert response["Data-Version"] == version
    assert "/en/zones/?province=hunan>" in response["Link"]
    found = data(client, "/en/zones/?province=hunan&format=json")
    assert found["data_version"] == version
    assert found["address"].endswith("/en/zones/?province=hunan")
    about = sheets(client, "/en/zones/?province=hunan&format=xlsx")["About this file"]
    assert ("Data version", version) in [row[:2] for row in about]


def test_no_file_of_a_record_holds_a_draft_whoever_asks(client, admin_client):
    source, metric = make.SourceFactory(), make.MetricFactory()
    zone, policy = make.ZoneFactory(source=source), make.PolicyFactory(source=source)
    reform = make.ReformFactory(zone=zone, source=source)
    secret = {"source": source, "locator": "SECRET", "is_draft": True}
    make.ReformFactory(zone=zone, **secret)
    make.ObservationFactory(zone=zone, metric=metric, reform=reform, **secret)
    make.ObservationFactory(
        zone=make.ZoneFactory(**secret), metric=metric, source=source, locator="SECRET"
    )
    make.PolicyFactory(**secret)
    make.TargetFactory(policy=policy, metric=metric, **secret)
    for page in [one.get_absolute_url() for one in (source, metric, zone, reform, policy)]:
        for reader in (client, admin_client):
            assert "SECRET" not in reader.get(f"{page}?format=json").getvalue().decode(), page


@pytest.mark.once
def test_a_draft_has_no_file_and_its_page_offers_none(admin_client):
    address = make.ZoneFactory(is_draft=True).get_absolute_url()
    assert admin_client.get(f"{address}?format=csv").status_code == 404
    assert admin_client.get(address).context["files"] == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("format=pdf", "“pdf” is not a format that we have: choose one of csv, xlsx, json"),
        ("format=csv&header=klingon", "“klingon” is not a kind of header"),
        ("header=klingon", "“klingon” is not a kind of header"),
        ("format=%00", "is not a format that we have"),
    ],
)
def test_a_format_or_header_that_does_not_exist_is_told_and_the_page_still_stands(
    client, query, words
):
    slug = make.ZoneFactory().slug
    for page in ("/en/zones/?", f"/en/zones/{slug}/?", f"/en/compare/zones/?zone={slug}&"):
        response = client.get(page + query)
        assert response.status_code == 400
        for said in (words, "message--problem", "<h1>"):
            assert said in response.text


@pytest.mark.once
def test_a_comparison_of_nothing_is_no_file(client):
    assert client.get("/en/compare/zones/?format=csv").status_code == 400


@pytest.mark.once
def test_every_list_and_every_record_can_be_taken_away():
    views = {view for _name, view, _has_parameters in public_routes()}
    taken_away = [v for v in views if issubclass(v, FacetedListView | RecordDetail)]
    assert taken_away
    for view in taken_away:
        assert view.table.model is view.model
