"""Shapes of files in which a wrong fact, or an empty field, once came in without a word."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from core.records import batches
from history.reverting import RefusedError
from intake.imports.runs import applied
from policies.models import Agency
from sources.models import ArticleText, ConfirmedDoubt
from tests import factories as make
from tests.intake.tables import apply, counts, csv_file, preview, problems, saved
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_preview_shows_each_cell_that_was_read_into_something_else(editor):
    figure = make.ObservationFactory(metric=make.MetricFactory(unit="mu"), unit="mu", value=1)
    header = ["slug", "value", "unit", "period", "status", "note"]
    row = [figure.slug, "１，４１３．０３", "公顷", "2019年1～6月", "actual", "词语"]
    run = preview(csv_file(header, row), Observation, user=User.objects.get(username="li"))
    staged = run.rows.get()
    assert staged.raw == dict(zip(header[1:5], row[1:5], strict=True))
    assert staged.after["period"] == "2019-01/2019-06"
    text = editor.get(f"/admin/imports/{run.pk}/").text
    assert "<code>１，４１３．０３</code>" in text
    assert "<ins>1413.03</ins>" in text


def test_fields_that_become_empty_are_listed_first(editor):
    kept, emptied = make.ZoneFactory(city="湘潭市"), make.ZoneFactory(city="淮安市")
    rows = [[kept.slug, "长沙市"], [emptied.slug, ""]]
    run = preview(csv_file(["slug", "city"], *rows), Zone, user=User.objects.get(username="li"))
    assert [row.emptied for row in run.rows.order_by("pk")] == [None, ["city"]]
    page = editor.get(f"/admin/imports/{run.pk}/")
    assert page.context["wanted"] == "emptied"
    assert "becomes empty" in page.text
    assert f"{emptied} <code>{emptied.slug}</code>" in page.text
    assert kept.slug not in page.text


def preview_of_merged(rows: list[list], *ranges: str):
    book = Workbook()
    for row in [["slug", "city", "note"], *rows]:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    return preview(saved(book), Zone)


def test_a_cell_merged_down_a_column_says_the_same_for_every_row():
    zones = make.ZoneFactory.create_batch(4, city="衡阳市", note="注")
    cities = ["杭州市", None, "宁波市", None]
    rows = [[zone.slug, city, "注"] for zone, city in zip(zones, cities, strict=True)]
    staged = preview_of_merged(rows, "B2:B3", "B4:B5").rows.order_by("pk")
    assert [row.after["city"] for row in staged] == ["杭州市", "杭州市", "宁波市", "宁波市"]
    assert [row.merged for row in staged] == [None, ["city"], None, ["city"]]


@pytest.mark.parametrize("address", ["B2:C2", "A1:C1"])
def test_cells_merged_across_columns_are_refused(address):
    with pytest.raises(RefusedError, match=f"The cells {address} are merged across columns"):
        preview_of_merged([["a", "杭州市", None], ["a", "宁波市", None]], address)


def test_a_merged_cell_that_cannot_be_used_is_refused_in_every_row_and_a_key_is_one_record():
    first, second = (zone.slug for zone in make.ZoneFactory.create_batch(2))
    run = preview_of_merged([[first, "=1+1"], [second, None]], "B2:B3")
    assert counts(run) == (0, 0, 0, 2)
    formula = "Sheet, row 2, city: the cell holds a formula. Put its result there, as a value."
    assert problems(run)[0] == formula
    run = preview_of_merged([[first, "杭州市"], [None, "宁波市"]], "A2:A3")
    assert problems(run) == [f"Sheet, row 3: row 2 is about “{first}” already."]


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


def new_zones(*names: str, province, codes: tuple[str, ...] = ("",) * len(SPELLINGS)):
    """The preview of a file of new zones of this province."""
    source = make.SourceFactory().slug
    rows = [
        [f"n-{number}", province.slug, name, "national", "etdz", source, source, code]
        for number, (name, code) in enumerate(zip(names, codes, strict=False))
    ]
    return preview(csv_file([*HEADER, "catalogue_code"], *rows), Zone)


def test_a_zone_that_is_there_under_another_spelling_is_asked_about(beijing):
    zone = make.ZoneFactory(name=SPELLINGS[0], province=beijing)
    run = new_zones(SPELLINGS[-1], province=beijing)
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
    rows = new_zones(*SPELLINGS, province=beijing).rows.order_by("pk")
    assert [len(row.doubts or ()) for row in rows] == [0, 1, 2, 3, 4, 5]


def test_zones_of_other_provinces_and_with_other_codes_are_others(beijing):
    tianjin = make.ProvinceFactory(name="天津市", short_name="天津")
    make.ZoneFactory(name="滨海经开区", province=beijing, catalogue_code="G111001")
    assert new_zones("滨海经开区", province=tianjin).doubt_count == 0
    run = new_zones("滨海经济技术开发区", province=beijing, codes=("S117010",))
    assert run.doubt_count == 0


def test_texts_lose_what_nobody_sees(beijing):
    apply(new_zones("滨海\u200b经济\ufeff开发区", province=beijing))
    assert Zone.objects.get().name == "滨海经济开发区"


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
    assert implausible("99.5")[1].doubt_count == 0


def test_the_rows_of_a_file_are_asked_what_a_form_asks():
    figure = make.ObservationFactory(slug="old", is_draft=True, period="2091", quote="")
    ArticleText.objects.create(source=figure.source, text="出让100亩，37个项目。")
    share = make.MetricFactory(quantity="share", unit="percent")
    columns = "slug", "zone", "metric", "source", "period", "value", "unit", "quote", "detail"
    same = figure.zone.slug, figure.metric.slug, figure.source.slug
    rows = [
        ["good", *same, "2018", "100", "mu", "出让100亩", ""],
        ["share", same[0], share.slug, same[2], "2018", "3600", "percent", "", ""],
        ["future", *same, "2092", "100", "mu", "", ""],
        ["negative", *same, "2017", "-36", "km2", "", ""],
        ["missing", *same, "2016", "100", "mu", "出让200亩", ""],
        ["again", *same, "2018", "100", "mu", "出让100亩", "甲"],
    ]
    run = preview(csv_file(columns, *rows), Observation)
    found = {row.slug: [doubt["kind"] for doubt in row.doubts or ()] for row in run.rows.all()}
    assert found == {
        "good": [],
        "share": ["share"],
        "future": ["future"],
        "negative": ["negative"],
        "missing": ["quote-missing", "other-number"],
        "again": ["duplicate"],
    }
    published = preview(csv_file(["slug", "is_draft"], ["old", "no"]), Observation)
    assert [doubt["kind"] for doubt in published.rows.get().doubts] == ["future"]


def test_a_command_needs_to_be_told_that_doubts_were_looked_at(tmp_path):
    figure, _run = implausible("5")
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file(["slug", "value"], [figure.slug, "-5"]).read())
    options = {"kind": "observation", "apply": True, "reason": "as printed"}
    with pytest.raises(CommandError, match="Some rows are doubtful"):
        call_command("import_records", path, **options)
    figure.refresh_from_db()
    assert figure.value == 10
    told = StringIO()
    call_command("import_records", path, confirm_doubts=True, stdout=told, **options)
    assert "Doubtful: row 2" in told.getvalue()
    figure.refresh_from_db()
    assert figure.value == -5
    assert ConfirmedDoubt.objects.get(reason="as printed").slug == figure.slug


def test_a_name_is_known_from_one_batch_to_the_next(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 2)
    names = ["甲厅", "乙厅", "丙厅", "丁厅", " 甲厅", "戊厅", "丙 厅"]
    rows = [[f"a{n}", name] for n, name in enumerate(names)]
    run = preview(csv_file(["slug", "name"], *rows), Agency)
    about = [[doubt["about"] for doubt in row.doubts or ()] for row in run.rows.order_by("pk")]
    assert about == [[], [], [], [], ["a0"], [], ["a2"]]
