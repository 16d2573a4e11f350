"""Shapes of files in which a wrong fact, or an empty field, once came in without a word."""

import io
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from core.records import batches
from history.reverting import RefusedError
from intake.imports.runs import applied
from intake.tables import spreadsheets
from policies.models import Agency
from sources.models import ConfirmedDoubt
from tests import factories as make
from tests.intake.tables import apply, counts, csv_file, preview, problems, saved, xlsx_file
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_date_that_does_not_exist_leaves_the_date_that_is_there():
    zones = [make.ZoneFactory(approved="1984-12") for _n in range(4)]
    dates = ["1984年12月32日", "2010年13月", "2010年2月30日", "2018年10月-3月"]
    rows = [[zone.slug, date] for zone, date in zip(zones, dates, strict=True)]
    run = preview(csv_file(["slug", "approved"], *rows), Zone)
    assert counts(run) == (0, 0, 0, 4)
    assert problems(run)[0] == "row 2, approved: “1984年12月32日” is not a date that exists."
    assert set(Zone.objects.values_list("approved", flat=True)) == {"1984-12"}


# -- The preview ----------------------------------------------------------------------------------


def test_the_preview_keeps_each_cell_that_was_read_into_something_else():
    figure = make.ObservationFactory(metric=make.MetricFactory(unit="mu"), unit="mu", value=1)
    row = [figure.slug, "１，４１３．０３", "公顷", "2019年1～6月", "实绩", "词语"]
    header = ["slug", "value", "unit", "period", "status", "note"]
    staged = preview(csv_file(header, [*row[:4], "actual", row[5]]), Observation).rows.get()
    assert staged.raw == {
        "value": "１，４１３．０３",
        "unit": "公顷",
        "period": "2019年1～6月",
        "status": "actual",
    }
    assert staged.after["period"] == "2019-01/2019-06"


def test_fields_that_become_empty_are_listed_first(editor):
    kept, emptied = make.ZoneFactory(city="湘潭市"), make.ZoneFactory(city="淮安市")
    rows = [[kept.slug, "长沙市"], [emptied.slug, ""]]
    run = preview(csv_file(["slug", "city"], *rows), Zone, user=User.objects.get(username="li"))
    assert [row.emptied for row in run.rows.order_by("pk")] == [None, ["city"]]
    page = editor.get(f"/admin/imports/{run.pk}/")
    assert page.context["wanted"] == "emptied"
    assert "becomes empty" in page.text
    assert emptied.slug in page.text
    assert kept.slug not in page.text


def test_the_preview_shows_the_cell_beside_what_was_read(editor):
    figure = make.ObservationFactory(metric=make.MetricFactory(unit="mu"), unit="mu", value=1)
    file = csv_file(["slug", "value", "period"], [figure.slug, "１，４１３", "2019年13月"])
    run = preview(file, Observation, user=User.objects.get(username="li"))
    page = editor.get(f"/admin/imports/{run.pk}/")
    assert "<code>１，４１３</code>" in page.text
    assert "<ins>1413</ins>" in page.text
    assert "<code>2019年13月</code>" in page.text


# -- Merged cells ---------------------------------------------------------------------------------


def merged_file(rows: list[list], *ranges: str) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    return saved(book)


def test_a_cell_merged_down_a_column_says_the_same_for_every_row():
    zones = [make.ZoneFactory(city="衡阳市") for _n in range(4)]
    cities = ["杭州市", None, "宁波市", None]
    rows = [[zone.slug, city] for zone, city in zip(zones, cities, strict=True)]
    run = preview(merged_file([["slug", "city"], *rows], "B2:B3", "B4:B5"), Zone)
    staged = run.rows.order_by("pk")
    assert [row.after for row in staged] == [
        {"city": city} for city in ("杭州市", "杭州市", "宁波市", "宁波市")
    ]
    assert [row.merged for row in staged] == [None, ["city"], None, ["city"]]


@pytest.mark.parametrize("address", ["B2:C2", "A1:C1", "B2:C3"])
def test_cells_merged_across_columns_are_refused(address):
    zone = make.ZoneFactory()
    rows = [["slug", "city", "note"], [zone.slug, "杭州市", None], [zone.slug, "宁波市", None]]
    with pytest.raises(RefusedError, match=f"The cells {address} are merged across columns"):
        preview(merged_file(rows, address), Zone)


def test_a_merged_cell_that_cannot_be_used_is_refused_in_every_row():
    zones = [make.ZoneFactory() for _n in range(2)]
    rows = [["slug", "city"], [zones[0].slug, "=1+1"], [zones[1].slug, None]]
    assert counts(preview(merged_file(rows, "B2:B3"), Zone)) == (0, 0, 0, 2)


def test_a_merged_key_is_not_two_records():
    zone = make.ZoneFactory()
    rows = [["slug", "city"], [zone.slug, "杭州市"], [None, "宁波市"]]
    run = preview(merged_file(rows, "A2:A3"), Zone)
    assert problems(run) == [f"Sheet, row 3: row 2 is about “{zone.slug}” already."]


def test_blank_cells_count_as_well(monkeypatch):
    monkeypatch.setattr(spreadsheets, "CELLS", 1000)
    with pytest.raises(RefusedError, match="more than 1,000 cells, blank ones counted"):
        preview(with_sheet(b"<row>" + b"<c/>" * 600 + b"</row><row>" + b"<c/>" * 600 + b"</row>"))


def test_a_row_has_no_more_cells_than_a_spreadsheet_has_columns():
    with pytest.raises(RefusedError, match="The spreadsheet is broken"):
        preview(with_sheet(b"<row>" + b"<c/>" * 20_000 + b"</row>"))


def with_sheet(rows: bytes) -> io.BytesIO:
    """A spreadsheet whose sheet is written by hand."""
    made, out = xlsx_file({"zones": [["slug"], ["a"]]}), io.BytesIO()
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(out, "w") as target:
        for one in archive.infolist():
            data = archive.read(one)
            if one.filename.startswith("xl/worksheets/"):
                data = data.replace(b"</sheetData>", rows + b"</sheetData>")
            target.writestr(one, data)
    out.seek(0)
    return out


# -- Headers and JSON -----------------------------------------------------------------------------


def test_all_unknown_columns_are_named_at_once():
    with pytest.raises(RefusedError) as caught:
        preview(
            csv_file(["序号", "slug", "name", "经度", "纬度"], ["1", "u-1", "甲", "1", "2"]), Zone
        )
    message = str(caught.value)
    assert all(f"“{name}” is not a column of zones" in message for name in ("序号", "经度", "纬度"))
    assert message.count("The columns are:") == 1


def test_an_object_with_a_key_twice_is_refused():
    text = b'[{"slug": "a", "city": "\xe7\x94\xb2", "city": "\xe4\xb9\x99"}]'
    with pytest.raises(RefusedError, match="Object 1 has the key “city” twice"):
        preview(io.BytesIO(text), Zone)


# -- Records that are there already ---------------------------------------------------------------


def new_zone(slug: str, province, name: str, source) -> list:
    return [slug, province.slug, name, "national", "etdz", source.slug, source.slug]


HEADER = ["slug", "province", "name", "tier", "kind", "source", "sources_read"]
SPELLINGS = [
    "北京经济技术开发区",
    "北京 经济技术开发区",
    "北京经济技术开发区\u200b",
    "　北京经济技术开发区（亦庄）　",
    "北京经开区",
    "北京市经济技术开发区",
]


@pytest.fixture
def beijing():
    return make.ProvinceFactory(name="北京市", short_name="北京")


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_zone_that_is_there_under_another_spelling_is_asked_about(beijing, name):
    zone = make.ZoneFactory(name="北京经济技术开发区", province=beijing)
    run = preview(csv_file(HEADER, new_zone("n-1", beijing, name, make.SourceFactory())), Zone)
    assert run.doubt_count == 1
    [doubt] = run.rows.get().doubts
    assert (doubt["kind"], doubt["about"]) == ("alike", zone.slug)
    with pytest.raises(RefusedError, match="Some rows are doubtful"):
        list(applied(run, user=None, reason="looked at"))
    assert Zone.objects.count() == 1
    list(applied(run, user=None, reason="looked at", confirmed=True))
    assert Zone.objects.count() == 2
    assert ConfirmedDoubt.objects.get().reason == "looked at"


def test_two_rows_of_a_file_are_asked_about_once(beijing):
    source = make.SourceFactory()
    rows = [new_zone(f"n-{n}", beijing, name, source) for n, name in enumerate(SPELLINGS)]
    run = preview(csv_file(HEADER, *rows), Zone)
    assert [len(row.doubts or ()) for row in run.rows.order_by("pk")] == [0, 1, 2, 3, 4, 5]


def test_zones_of_other_provinces_and_with_other_codes_are_others(beijing):
    source, other = make.SourceFactory(), make.ProvinceFactory(name="天津市", short_name="天津")
    make.ZoneFactory(name="滨海经开区", province=beijing, catalogue_code="G111001")
    rows = [
        [*new_zone("n-1", other, "滨海经开区", source), ""],
        [*new_zone("n-2", beijing, "滨海经济技术开发区", source), "S117010"],
    ]
    assert preview(csv_file([*HEADER, "catalogue_code"], *rows), Zone).doubt_count == 0


def test_texts_lose_what_nobody_sees(beijing):
    row = new_zone("n-1", beijing, "滨海\u200b经济\ufeff开发区", make.SourceFactory())
    apply(preview(csv_file(HEADER, row), Zone))
    assert Zone.objects.get().name == "滨海经济开发区"


def test_a_name_that_is_too_long_is_refused_in_words(beijing):
    run = preview(
        csv_file(HEADER, new_zone("n-1", beijing, "很长" * 60, make.SourceFactory())), Zone
    )
    assert "That is longer than any zone's name: 60 characters are the most." in problems(run)[0]


# -- Implausible values ---------------------------------------------------------------------------


def implausible(value: str):
    metric = make.MetricFactory(unit="ha", plausible_min=0, plausible_max=100_000)
    figure = make.ObservationFactory(metric=metric, value=10, unit="ha")
    return figure, preview(csv_file(["slug", "value"], [figure.slug, value]), Observation)


def test_a_value_outside_the_plausible_range_is_kept_only_with_a_reason():
    figure, run = implausible("-5")
    [doubt] = run.rows.get().doubts
    assert doubt["sentence"] == (
        f"-5公顷 is outside what is plausible for “{figure.metric}” (0公顷 to 100000公顷)."
    )
    with pytest.raises(RefusedError):
        list(applied(run, user=None, reason="as printed"))
    list(applied(run, user=None, reason="as printed", confirmed=True))
    figure.refresh_from_db()
    assert figure.value == -5
    again = preview(csv_file(["slug", "value"], [figure.slug, "-6"]), Observation)
    assert again.doubt_count == 1  # what was confirmed was −5


def test_a_plausible_value_is_not_asked_about():
    _figure, run = implausible("99.5")
    assert run.doubt_count == 0


def test_a_command_needs_to_be_told_that_doubts_were_looked_at(tmp_path):
    figure, _run = implausible("5")
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file(["slug", "value"], [figure.slug, "-5"]).read())
    options = {"kind": "observation", "apply": True, "reason": "as printed"}
    with pytest.raises(CommandError, match="Some rows are doubtful"):
        call_command("import_records", path, **options)
    call_command("import_records", path, confirm_doubts=True, **options)
    figure.refresh_from_db()
    assert figure.value == -5


def test_a_name_is_known_from_one_batch_to_the_next(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 2)
    names = ["甲厅", "乙厅", "丙厅", "丁厅", " 甲厅", "戊厅", "丙 厅"]
    rows = [[f"a{n}", name] for n, name in enumerate(names)]
    run = preview(csv_file(["slug", "name"], *rows), Agency)
    about = [[doubt["about"] for doubt in row.doubts or ()] for row in run.rows.order_by("pk")]
    assert about == [[], [], [], [], ["a0"], [], ["a2"]]
