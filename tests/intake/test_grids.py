"""Files and pasted tables as grids of cells as printed."""

import datetime
import io

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from intake.tables.cells import Across, Formula, Merged, Numeric, Unusable
from intake.tables.grids import grids, pasted
from intake.tables.reading import tables
from intake.tables.table import UnreadableError
from tests.core.tables import english_throughout  # noqa: F401 - a fixture
from tests.intake.tables import open_document, saved, spreadsheet, xlsx_file

LIST = "2023年，江西省, 化工园区\n开发区\t面积\n南昌经开区\t1,500.5\n九江经开区\t—\n"


def rows(grid) -> dict[int, list]:
    return dict(grid.rows())


def only(content: bytes | io.BytesIO):
    [grid] = grids(io.BytesIO(content) if isinstance(content, bytes) else content)
    return grid


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_title_with_commas_hides_neither_the_delimiter_nor_the_encoding(encoding):
    assert rows(only(LIST.encode(encoding))) == {
        1: ["2023年，江西省, 化工园区"],
        2: ["开发区", "面积"],
        3: ["南昌经开区", "1,500.5"],
        4: ["九江经开区", "—"],
    }


def test_csv_for_spreadsheet_programs_names_its_delimiter_and_keeps_zeros():
    text = 'sep=;\r\n代码;面积\r\n="0012";1,5\r\n"乙\n园";2,5\r\n'
    expected = {2: ["代码", "面积"], 3: ["0012", "1,5"], 4: ["乙\n园", "2,5"]}
    grid = only(text.encode())
    assert rows(grid) == rows(grid) == expected


def book_of_traps() -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    sheet.append(["主要指标", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append([1234.56, 0.123, datetime.date(1994, 8, 1)])
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
    sheet.append(["江西省", CellRichText("1604.9", raised), 1994.1])
    sheet.merge_cells("A3:A4")
    sheet.append([None, "#DIV/0!", True])
    for address, form in {"A2": "#,##0.0", "B2": "0.0%", "C2": 'yyyy"年"m"月"'}.items():
        sheet[address].number_format = form
    sheet["B4"].data_type = "e"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("Hidden").append(["a"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet("Empty")
    return saved(book)


def test_a_spreadsheet_prints_numbers_dates_and_raised_digits_as_its_program_does():
    sheet, hidden, empty = grids(book_of_traps())
    found = rows(sheet)
    assert found[2] == ["1,234.6", "12.3%", "1994-08"]
    assert [type(cell) for cell in found[2]] == [Numeric, Numeric, str]
    assert [cell.stored for cell in found[2][:2]] == ["1234.56", "0.123"]
    assert found[3] == ["江西省", "1604.9¹", "1994.1"]
    assert isinstance(found[3][2], Numeric)
    assert found[1] == ["主要指标"] * 3
    assert [type(cell) for cell in found[1]] == [str, Across, Across]
    assert isinstance(found[4][0], Merged)
    assert isinstance(found[4][1], Unusable)
    assert found[4][1].printed == "#DIV/0!"
    rows(sheet)
    assert (sheet.hidden.rows, sheet.hidden.columns) == (1, {2}), "each walk counts anew"
    assert (hidden.hidden.sheet, empty.unread) == (True, "it is empty")


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("0.00", 2.675, "2.68"),
        ("0.0#", 2.5, "2.5"),
        ("#,##0", 999999.5, "1,000,000"),
        ("#,##0,", 1234567, "1,235"),
        ('0.0"亿元"', 3, "3.0亿元"),
        ("000", 7, "007"),
        ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ", -1234.5, "-1,234.50"),
        ("[Red]0;-0", -0.2, "0"),
        ("General", 0.1 + 0.2, "0.3"),
    ],
)
def test_a_number_is_rounded_and_grouped_as_its_format_says(form, number, printed):
    book = Workbook()
    book.active.append([number])
    book.active["A1"].number_format = form
    assert rows(only(saved(book))) == {1: [printed]}


def test_a_formula_gives_its_stored_result_but_not_in_a_file_of_ours():
    sheet = (
        b'<worksheet><sheetData><row><c t="inlineStr"><is><t>slug</t></is></c></row>'
        b'<row><c><f>1+1</f><v>2</v></c></row><row><c t="str"><f>A1</f><v>x</v></c></row>'
        b"<row><c><f>1+1</f></c></row></sheetData></worksheet>"
    )
    found = rows(only(spreadsheet(sheet)))
    assert (found[2], found[3]) == (["2"], ["x"])
    assert isinstance(found[2][0], Formula)
    assert isinstance(found[2][0], Numeric)
    assert isinstance(found[4][0], Unusable)
    [table] = tables(spreadsheet(sheet))
    assert all(isinstance(cell, Unusable) for _number, [cell] in table.rows)


SHEETS = """<table:table table:name="一">
<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="ce1"/>
<table:table-column table:visibility="collapse"/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2">
<office:annotation><text:p>a comment</text:p></office:annotation><text:p>地<text:s/>区</text:p>
</table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="2">
<table:table-cell office:value-type="date" office:date-value="1994-08-01"><text:p>94.8</text:p>
</table:table-cell>
<table:table-cell table:number-columns-repeated="2" office:value-type="float"
 office:value="1234.56"><text:p>1,234.6</text:p></table:table-cell>
<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">
<text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell table:formula="of:=1" office:value-type="percentage" office:value="0.125">
<text:p>12.5%</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>24<text:span text:style-name="T1">1
</text:span></text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
</table:table><table:table table:name="二" table:style-name="ta2"><table:table-row>
<table:table-cell office:value-type="float" office:value="5"/></table:table-row></table:table>"""


def test_an_open_document_prints_what_is_displayed():
    first, second = grids(open_document(SHEETS))
    found = rows(first)
    assert [*found] == [1, 5, 6]
    assert found[1] == ["地 区", "地 区"]
    day, *numbers, error, share, raised = found[5]
    assert (day, raised.strip()) == ("1994-08", "24¹")
    assert numbers == ["1,234.6"] * 2
    assert numbers[0].stored == "1234.56"
    assert error.printed == "#DIV/0!"
    assert (share, isinstance(share, Formula), share.stored) == ("12.5%", True, "0.125")
    assert first.hidden.columns == {3}
    assert (second.title, second.hidden.sheet, rows(second)) == ("二", True, {1: ["5"]})


def test_an_old_spreadsheet_prints_the_same():
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    sheet.write_merge(0, 1, 0, 1, "地区")
    sheet.write(0, 2, "面积")
    styles = [xlwt.easyxf(num_format_str=form) for form in ("#,##0.0", "0.0%", "yyyy.mm")]
    for column, (number, style) in enumerate(zip((1234.56, 0.123, 34547), styles, strict=True)):
        sheet.write(2, column, number, style)
    raised = xlwt.Font()
    raised.escapement = 1
    sheet.write_rich_text(2, 3, ["24.8", ("1", raised)])
    sheet.row(2).hidden = True
    book.add_sheet("二").visibility = 1
    file = io.BytesIO()
    book.save(file)
    first, second = grids(io.BytesIO(file.getvalue()))
    found = rows(first)
    assert (found[1], found[2]) == (["地区", "地区", "面积"], ["地区", "地区"])
    assert found[3] == ["1,234.6", "12.3%", "1994-08", "24.8¹"]
    assert isinstance(found[3][0], Numeric)
    assert (first.hidden.rows, second.hidden.sheet, second.unread) == (1, True, "it is empty")


PAGE = """<html><head><style>td {x}</style></head><body><h2>2023年主要指标</h2><p>导航文字</p>
<p>（单位：亿元）</p><table><caption>表1</caption><tr><th rowspan=2>地区<th colspan="2">生产
总值</tr><tr><td>绝对数<td>同比&plusmn;%</tr>
<tr style="display: none"><td>甲&nbsp;区<td>24.8<sup>1</sup></td><td>5<br>约</td></tr></table>
<p>页脚</p><table><tr><td>another</td></tr></table></body></html>"""


def test_a_page_saved_as_a_spreadsheet_or_pasted_gives_its_tables():
    for found in (grids(io.BytesIO(PAGE.encode("gb18030"))), pasted(PAGE)):
        first, second = found
        assert rows(first) == {
            -2: ["2023年主要指标"],
            -1: ["（单位：亿元）"],
            0: ["表1"],
            1: ["地区", "生产 总值", "生产 总值"],
            2: ["地区", "绝对数", "同比±%"],
            3: ["甲 区", "24.8¹", "5\n约"],
        }
        assert first.hidden.rows == 1
        assert rows(second) == {1: ["another"]}


def test_a_table_that_only_places_others_is_none():
    text = "<table><tr><td>menu<td><table><tr><td>a<td>b</table></table>"
    assert [rows(one) for one in pasted(text)] == [{1: ["a", "b"]}]


def test_cells_pasted_from_a_sheet_are_parted_by_tabs():
    assert rows(pasted('开发区\t面积\n"乙\n园"\t1,5\n')[0]) == {
        1: ["开发区", "面积"],
        2: ["乙\n园", "1,5"],
    }


def test_more_rows_than_are_taken_are_refused_wherever_they_are_walked(settings):
    settings.IMPORT_MAX_ROWS = 3
    grid = only(xlsx_file({"x": [["a"]] * 4}))
    with pytest.raises(UnreadableError, match="more than 3 rows"):
        rows(grid)
