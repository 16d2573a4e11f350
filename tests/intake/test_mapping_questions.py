"""What only a person can say of a table: cells, near names, tables beside and below each other."""

import pytest

from history.models import ImportRun
from intake import mapping_form
from intake.imports import progress
from tests import factories as make
from tests.intake import printed_tables as printed
from tests.intake.tables import csv_file
from tests.intake.test_mapping_page import chosen, mapped, said, text_of
from zones.models import Zone

pytestmark = pytest.mark.django_db

SOURCE = {"constant-source": "yearbook"}


@pytest.fixture(autouse=True)
def records(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)  # no page of progress on a slow machine
    printed.records()


def table(*lines: str) -> bytes:
    return csv_file(*(line.split("|") for line in lines)).read()


def figures(run: ImportRun) -> list[tuple]:
    rows = run.rows.filter(kind="zones.observation").order_by("pk")
    return [(row.number, row.after["zone"], row.after["value"], row.after["quote"]) for row in rows]


UNCLEAR = table(
    "开发区|2022年地区生产总值（亿元）|2022年地区生产总值增速（%）",
    "苏州工业园区|(12.5)|5.1",
    "广州经济技术开发区|4200|△3",
    "天津经济技术开发区|2.588,5|4",
)


def test_a_cell_that_is_not_certain_is_corrected_or_left_out_and_the_rest_goes_in(curator):
    _upload, page = mapped(curator, UNCLEAR)
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "Correct or leave out “2022年地区生产总值（亿元）: (12.5)”." in text
    assert not ImportRun.objects.exists()
    gdp, growth = (
        "answer-cell:2022年地区生产总值（亿元）",
        "answer-cell:2022年地区生产总值增速（%）",
    )
    answers = {f"{gdp}:(12.5)": "leave-out", f"{growth}:△3": "-3", f"{gdp}:2.588,5": "2588.5"}
    for name in answers:
        assert f'name="{name}"' in text
    text = text_of(said(curator, page, "preview", **answers))
    run = ImportRun.objects.get()
    assert "1 cell is left out, as was chosen: (12.5)." in text
    assert run.error_count == 0
    assert figures(run) == [
        (2, "suzhou", "5.1", "5.1"),
        (3, "guangzhou", "4200", "4200"),
        (3, "guangzhou", "-3", "△3"),
        (4, "tianjin", "2588.5", "2.588,5"),
        (4, "tianjin", "4", "4"),
    ]


def test_questions_of_a_long_file_are_asked_after_its_preview(curator, monkeypatch):
    monkeypatch.setattr(mapping_form, "ASKED_AT_ONCE", 1)
    _upload, page = mapped(
        curator,
        table("开发区|2022年地区生产总值（亿元）", "苏州工业园|3515", "天津经济技术开发区|(3)"),
    )
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "Choose one on the page before." in text
    text = text_of(curator.get(page))
    assert 'name="answer-zone:苏州工业园"' in text
    answers = {
        "answer-zone:苏州工业园": "suzhou",
        "answer-cell:2022年地区生产总值（亿元）:(3)": "leave-out",
    }
    said(curator, page, "preview", **answers)
    [run] = ImportRun.objects.all()
    assert run.error_count == 0
    assert figures(run) == [(2, "suzhou", "3515", "3515")]


def test_a_new_name_that_shares_its_place_with_a_zone_is_asked_about_once_all_else_is_said(curator):
    of = {"province": Zone.objects.first().province, "aliases": ""}
    printed.make.ZoneFactory(slug="petro", name="宁波石化经济技术开发区", **of)
    _upload, page = mapped(
        curator, table("园区名称|所在地", "宁波石化园区T|宁波市", "慈溪T园区|宁波市")
    )
    constants = {"constant-province": "jiangsu", "constant-kind": "other", **SOURCE}
    text = text_of(said(curator, page, "preview", **constants))
    assert "Say who is meant by “宁波石化园区T”." in text
    assert "慈溪T园区”." not in text
    said(curator, page, "preview", **{"answer-zone:jiangsu:宁波石化园区T": "new"})
    assert ImportRun.objects.get().created_count == 2


def test_columns_that_go_on_side_by_side_are_read_one_below_the_other(curator):
    heading = "开发区|2022年地区生产总值（亿元）"
    content = table(
        f"{heading}||{heading}",
        "苏州工业园区|3515||天津经济技术开发区|2500",
        "广州经济技术开发区|4200||",
    )
    _upload, page = mapped(curator, content)
    said(curator, page, "preview", **SOURCE)
    assert figures(ImportRun.objects.get()) == [
        (2, "suzhou", "3515", "3515"),
        (2, "tianjin", "2500", "2500"),
        (3, "guangzhou", "4200", "4200"),
    ]


def test_each_of_two_tables_on_a_sheet_is_chosen_and_the_other_one_told(curator):
    content = table(
        "表1 2022年地区生产总值||",
        "开发区|地区生产总值（亿元）|增速（%）",
        "苏州工业园区|3515|2",
        "||",
        "表2 2023年实际使用外资||",
        "开发区|实际使用外资（亿美元）|增速（%）",
        "苏州工业园区|19.5|-3",
    )
    _upload, page = mapped(curator, content)
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "Not read: (2) (one sheet is read at a time: choose it on the page before)." in text
    assert [one[2] for one in figures(ImportRun.objects.get())] == ["3515", "2"]
    said(curator, page, "change", sheet="1")
    said(curator, page, "preview", **SOURCE)
    run = ImportRun.objects.get()
    assert [one[2] for one in figures(run)] == ["19.5", "-3"]
    of_figures = run.rows.filter(kind="zones.observation")
    assert {row.after["period"] for row in of_figures} == {"2023"}


def test_a_title_within_a_table_is_no_new_zone(curator):
    content = table(
        "开发区|2022年地区生产总值（亿元）|备注",
        "苏州工业园区|3515|",
        "苏北各区|||",
        "天津经济技术开发区|2500|",
    )
    _upload, page = mapped(curator, content)
    constants = {"constant-province": "jiangsu", "constant-kind": "etdz", **SOURCE}
    text = text_of(said(curator, page, "preview", **constants))
    assert "1 row is left out: a name alone, which no zone has." in text
    assert not ImportRun.objects.get().rows.filter(kind="zones.zone", action="create").exists()


def test_years_are_the_rows_of_the_one_zone_that_the_title_names(curator):
    content = table("{}历年主要指标|", "年份|地区生产总值（亿元）", "2021|3515", "2022年|3700")
    _upload, page = mapped(curator, content.decode().format("苏州工业园区").encode())
    text_of(said(curator, page, "preview", **SOURCE))
    run = ImportRun.objects.get()
    assert [one[:3] for one in figures(run)] == [(3, "suzhou", "3515"), (4, "suzhou", "3700")]
    periods = [row.after["period"] for row in run.rows.filter(kind="zones.observation")]
    assert sorted(periods) == ["2021", "2022"]
    _upload, page = mapped(curator, content.decode().format("某某").encode())
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "or which zone all rows are of." in text
    text = text_of(said(curator, page, "change", **{"constant-zone": "没有的区"}))
    assert "There is no zone “没有的区”." in text_of(said(curator, page, "preview"))
    said(curator, page, "preview", **{"constant-zone": "天津经济技术开发区"})
    assert {one[1] for one in figures(ImportRun.objects.latest("pk"))} == {"tianjin"}


def test_all_cells_in_brackets_are_said_to_be_negative_at_once(curator):
    rows = [f"{name}|({n}.5)" for n, name in enumerate(("苏州工业园区", "广州经济技术开发区"), 1)]
    more = [f"T{n}园区|({n}.5)" for n in range(3, 9)]
    _upload, page = mapped(curator, table("开发区|2022年地区生产总值增速（%）", *rows, *more))
    constants = {"constant-province": "jiangsu", "constant-kind": "other", **SOURCE}
    assert 'name="answer-cell"' in text_of(said(curator, page, "preview", **constants))
    said(curator, page, "preview", **{"answer-cell": "negative"})
    values = [one[2] for one in figures(ImportRun.objects.get())]
    assert values == [f"-{n}.5" for n in range(1, 9)]
    text = text_of(said(curator, page, "preview", **{"answer-cell": "leave-out"}))
    assert "8 cells are left out, as was chosen" in text


def test_all_open_columns_are_ignored_at_once(curator):
    content = table("开发区|2022年地区生产总值（亿元）|甲|乙", "苏州工业园区|3515|1|2")
    _upload, page = mapped(curator, content)
    assert "Ignore all open columns" in text_of(curator.get(page))
    text = text_of(said(curator, page, "ignore"))
    assert "4 columns: 2 mapped, 2 ignored, 0 open" in text_of(curator.get(page)), text
    said(curator, page, "preview", **SOURCE)
    assert figures(ImportRun.objects.get()) == [(2, "suzhou", "3515", "3515")]


def test_a_new_zone_beside_a_near_one_is_offered_before_all_is_said_of_it(curator):
    _upload, page = mapped(
        curator, table("园区名称|所在地", "苏州T工业园|苏州市", "苏州工业园|苏州市")
    )
    said(curator, page, "change", **SOURCE)
    text = text_of(said(curator, page, "preview", **{"answer-zone:苏州工业园": "new"}))
    assert "Province, Kind" in text
    constants = {"constant-province": "jiangsu", "constant-kind": "industrial-park"}
    said(curator, page, "change", **constants)
    names = [n for n in chosen(curator.get(page)) if n.startswith("answer-zone")]
    said(curator, page, "preview", **dict.fromkeys(names, "new"))
    assert ImportRun.objects.get().created_count == 2


def test_a_code_beside_a_name_in_a_long_table_is_no_question(curator):
    Zone.objects.filter(slug="suzhou").update(catalogue_code="G321001")
    heading = "开发区代码|开发区名称|年份|指标|数值|单位"
    row = "{}|苏州工业园区|2022|地区生产总值|3515|亿元"
    for code in ("G321001", "A0017"):  # of the catalogue, and of another system
        _upload, page = mapped(curator, table(heading, row.format(code)))
        said(curator, page, "preview", **SOURCE)
        assert [one[1] for one in figures(ImportRun.objects.latest("pk"))] == ["suzhou"]
    codes = table("zone_code|年份|指标|数值|单位", "G321001|2022|地区生产总值|3515|亿元")
    _upload, page = mapped(curator, codes)
    said(curator, page, "preview", **SOURCE)
    assert [one[1] for one in figures(ImportRun.objects.latest("pk"))] == ["suzhou"]
    _upload, page = mapped(curator, table(heading, row.format("G999999")))
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "Say who is meant by “苏州工业园区”." in text, "the code is another one"


def test_a_word_that_is_no_type_of_zones_is_asked_with_the_types_there_are(curator):
    _upload, page = mapped(
        curator, table("园区名称|类型", "慈溪T园区|工业园区", "余姚T园区|综合类")
    )
    constants = {"constant-province": "zhejiang", **SOURCE}
    text = text_of(said(curator, page, "preview", **constants))
    assert "Correct or leave out “类型: 综合类”." in text
    said(curator, page, "preview", **{"answer-cell:类型:综合类": "other"})
    kinds = {row.after["kind"] for row in ImportRun.objects.get().rows.filter(kind="zones.zone")}
    assert kinds == {"industrial-park", "other"}


def test_days_counted_by_a_spreadsheet_are_asked_and_the_day_is_offered(curator):
    _upload, page = mapped(curator, table("开发区|批准时间", "苏州工业园区|40493"))
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert "Correct or leave out “批准时间: 40493”." in text
    assert '<option value="2010-11-11">2010-11-11</option>' in text


def test_an_index_of_the_document_is_not_taken_for_its_table(curator):
    index = "<table><tr><td>索引号<td>0001/2022-1<tr><td>发布日期<td>2022年3月9日</table>"
    rows = "<table><tr><th>开发区<th>简介<th>面积<tr><td>甲<td>好<td>5</table>"
    upload, _page = mapped(curator, f"{index}{rows}".encode(), name="page.html")
    assert upload.sheet == 1


def test_growth_beside_a_column_that_a_person_chose_is_its_growth(curator):
    content = table("开发区|产值（亿元）|同比（%）|甲", "苏州工业园区|3515|2.5|1")
    _upload, page = mapped(curator, content)
    assert chosen(curator.get(page))["to-2"] == ""
    found = chosen(
        said(curator, page, "change", **{"to-1": "figure:gdp", "constant-period": "2022"})
    )
    assert (found["to-2"], found["unit-2"], found["to-3"]) == ("growth:1", "percent", "")


def test_a_row_in_the_middle_called_a_note_leaves_those_below_it_records(curator):
    content = table(
        "开发区|2022年地区生产总值（亿元）",
        "苏州工业园区|3515",
        "第一批|0",
        "天津经济技术开发区|2500",
        "广州经济技术开发区|4200",
        "注：快报数。|",
    )
    _upload, page = mapped(curator, content)
    said(curator, page, "change", **{"row-3": "note"})
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert [one[1] for one in figures(ImportRun.objects.get())] == [
        "suzhou",
        "tianjin",
        "guangzhou",
    ]
    assert "1 row is left out: a note, no record." in text


def test_a_row_that_heads_others_in_a_column_that_is_ignored_is_told(curator):
    content = table(
        "序号|开发区|2022年地区生产总值（亿元）",
        "第一批||",
        "1|1.苏州工业园区|3515",
        "第二批||",
        "2|天津经济技术开发区|2500",
    )
    _upload, page = mapped(curator, content)
    text = text_of(said(curator, page, "preview", **SOURCE))
    assert [one[1] for one in figures(ImportRun.objects.get())] == ["suzhou", "tianjin"]
    assert "2 rows are left out: nothing in the columns that are read." in text


def test_growth_in_the_row_below_a_metric_is_of_that_metric(curator):
    content = table(
        "2022年指标|单位|苏州工业园区|天津经济技术开发区",
        "地区生产总值|亿元|3515|2500",
        "　增速|%|6.1|-4.4",
        "实际使用外资|亿美元|19.5|8",
        "　增速|%|1|2",
    )
    _upload, page = mapped(curator, content)
    said(curator, page, "preview", **SOURCE, **{"constant-period": "2022"})
    rows = ImportRun.objects.get().rows.order_by("pk")
    found = [(r.after["zone"], r.after["metric"], r.after["value"]) for r in rows]
    assert ("tianjin", "gdp-growth", "-4.4") in found
    assert ("suzhou", "foreign-capital-growth", "1") in found
    assert len(found) == 8


def test_a_column_of_units_is_that_of_the_figures_before_it(curator):
    content = table(
        "2022年主要指标",
        "开发区|地区生产总值|单位|同比（%）|实际使用外资|单位",
        "苏州工业园区|3515|亿元|2.5|10250|万美元",
        "天津经济技术开发区|25880000|万元|-1|4.1|亿美元",
        "广州经济技术开发区|4200|公顷|3|—|—",
    )
    _upload, page = mapped(curator, content)
    said(curator, page, "preview", **SOURCE)
    run = ImportRun.objects.get()
    found = [
        (row.after["zone"], row.after["metric"], row.after["value"], row.after["unit"])
        for row in run.rows.filter(kind="zones.observation", action="create").order_by("pk")
    ]
    assert found == [
        ("suzhou", "gdp", "3515", "cny-100m"),
        ("suzhou", "gdp-growth", "2.5", "percent"),
        ("suzhou", "foreign-capital", "10250", "usd-10k"),
        ("tianjin", "gdp", "25880000", "cny-10k"),
        ("tianjin", "gdp-growth", "-1", "percent"),
        ("tianjin", "foreign-capital", "4.1", "usd-100m"),
        ("guangzhou", "gdp-growth", "3", "percent"),
    ]
    assert run.error_count == 1, "公顷 is no unit of money"


def test_a_table_of_measures_by_zone_is_one_of_reforms(curator):
    content = table(
        "序号|开发区|改革举措|改革类型|主要做法|启动时间",
        "1|苏州工业园区|企业开办一窗通|一窗受理T|综合窗口统一收件。|2020年6月",
    )
    make.ReformTypeFactory(name="一窗受理T", slug="one-window")
    _upload, page = mapped(curator, content)
    said(curator, page, "preview", **SOURCE)
    row = ImportRun.objects.get().rows.get(kind="reforms.reform")
    found = {n: row.after[n] for n in ("zone", "title", "types", "started")}
    assert found == {
        "zone": "suzhou",
        "title": "企业开办一窗通",
        "types": ["one-window"],
        "started": "2020-06",
    }
