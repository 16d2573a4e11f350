"""Where titles, headers, data and notes are in a grid, told by the grid alone."""

import io

import pytest
from openpyxl import Workbook

from intake.tables.cells import Numeric
from intake.tables.grids import grids, pasted
from intake.tables.layouts import Layout, context, data_rows, headings, layout_of
from tests.core.tables import english_throughout  # noqa: F401 - a fixture
from tests.intake.tables import saved


def grid_of(text: str):
    """Lines are rows, and cells are parted by "|"."""
    [grid] = pasted("\n".join(line.strip().replace("|", "\t") for line in text.strip().split("\n")))
    return grid


def words(grid) -> list[str]:
    return ["/".join(one.words) for one in headings(grid, layout_of(grid))]


def left_out(grid) -> dict[int, str]:
    return {row.number: row.left_out for row in data_rows(grid, layout_of(grid)) if row.left_out}


TOTAL, HEADS = "a total, no record", "it heads the rows below it"
REPEATED, NOTE = "the header or the title, repeated", "a note, no record"
# A table, its layout, the words of its columns, and rows that are no records.
TABLES = [
    (
        """序号|开发区|面积
        1|甲|5
        2|乙|""",
        Layout((), (1,), 2),
        ["序号", "开发区", "面积"],
        {},
    ),
    (  # names alone are records; a text-only table has a header too
        """名称|省份|类型
        甲开发区|江西省|经开区
        乙开发区||""",
        Layout((), (1,), 2),
        ["名称", "省份", "类型"],
        {},
    ),
    (
        """|省级以上开发区名录||
        |（2023年）||
        ||||单位：公顷
        |序号|开发区名称|类型|面积
        |1|甲|a|1,000
        |2|乙|b|2
        ||合计||1002

        |注：面积为核准面积。
        |   2.资料由各地提供，未经审计""",
        Layout((1, 2, 3), (4,), 5, 7, (9, 10)),
        ["序号", "开发区名称", "类型", "面积"],
        {7: TOTAL},
    ),
    (  # two rows without merging
        """地区|生产总值||税收||备注
        |绝对数|同比±%|绝对数|同比±%|
        甲区|1|2|3|4|""",
        Layout((), (1, 2), 3),
        ["地区", "生产总值/绝对数", "生产总值/同比±%", "税收/绝对数", "税收/同比±%", "备注"],
        {},
    ),
    (  # years below one heading that is narrower than the table
        """地区|生产总值（亿元）||
        |2021|2022|2023
        甲区|1|2|3""",
        Layout((), (1, 2), 3),
        ["地区", *(f"生产总值（亿元）/{year}" for year in (2021, 2022, 2023))],
        {},
    ),
    (  # a row of units, and one that numbers the columns
        """指标|产值|从业人员
        |亿元|万人
        甲区|1|2
        一|3|4""",
        Layout((), (1, 2), 3),
        ["指标", "产值/亿元", "从业人员/万人"],
        {},
    ),
    (
        """指标|单位|代码|本年
        甲|乙|丙|1
        产值|亿元|01|5""",
        Layout((), (1,), 3),
        ["指标", "单位", "代码", "本年"],
        {},
    ),
    (  # two languages; a title of several cells
        """Main indicators|2023||
        地区|面积|产值|类型
        Zone|Area|Output|Kind
        甲|5|6|x
        乙|7|8|y
        Source: Ministry""",
        Layout((1,), (2, 3), 4, 5, (6,)),
        ["地区/Zone", "面积/Area", "产值/Output", "类型/Kind"],
        {},
    ),
    (  # groups without merging
        """序号|开发区|面积
        江西省||
        1|甲|5
        小计||5
        浙江省||
        2|乙|6
        全国|2|11""",
        Layout((), (1,), 2, groups=3),
        ["序号", "开发区", "面积", "分组"],
        {2: HEADS, 4: TOTAL, 5: HEADS, 7: TOTAL},
    ),
    (  # a table that goes on over pages
        """附表1
        开发区|面积|类型
        甲|5|a
        注：上页未完，见下页说明
        续表
        开发区|面积|类型
        乙|6|b""",
        Layout((1,), (2,), 3),
        ["开发区", "面积", "类型"],
        {4: NOTE, 5: REPEATED, 6: REPEATED},
    ),
    (  # what is called like a total and is none
        """地区|指标|数值
        江西省|税收合计|5
        全国|出口|7""",
        Layout((), (1,), 2),
        ["地区", "指标", "数值"],
        {},
    ),
    (  # a table without a header
        """1|甲区|5
        2|乙区|6
        3|丙区|7
        ①丙区含丁区和戊区""",
        Layout((), (), 1, 3, (4,)),
        ["", "", ""],
        {},
    ),
    (  # short footnotes
        """开发区|产值|外资
        甲|5①|6
        乙|7|8*
        ①含税。
        *为估计数。""",
        Layout((), (1,), 2, 3, (4, 5)),
        ["开发区", "产值", "外资"],
        {},
    ),
    ("开发区名称\n甲\n注：一。", Layout((), (1,), 2, 2, (3,)), ["开发区名称"], {}),
    ("甲开发区", Layout((), (1,), 2), ["甲开发区"], {}),
]


@pytest.mark.parametrize(("text", "layout", "columns", "no_records"), TABLES)
def test_the_parts_of_a_table_are_found_by_its_own_signs(text, layout, columns, no_records):
    grid = grid_of(text)
    assert layout_of(grid) == layout
    assert (words(grid), left_out(grid)) == (columns, no_records)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("开发区 Zone|出口（亿元） Exports (100 million yuan)", ["开发区", "出口（亿元）"]),
        ("开发区 Zone|出口 USA|出口 EU|进口", ["开发区 Zone", "出口 USA", "出口 EU", "进口"]),
        ("面积 ha|建成区面积 km2", ["面积 ha", "建成区面积 km2"]),
    ],
)
def test_english_behind_all_headings_is_their_translation(header, columns):
    numbers = "|".join("56789"[: len(columns) - 1])
    assert words(grid_of(f"{header}\n甲|{numbers}\n乙|{numbers}")) == columns


def test_a_row_of_english_below_the_header_is_its_translation():
    header = "开发区|Zone|产值（亿元）|税收|从业人员"
    english = "||Output (100 million yuan)|Tax revenue|Employed persons"
    grid = grid_of(f"{header}\n{english}\n甲|Jia|5|6|7\n乙|Yi|7|8|9")
    assert layout_of(grid).headers == (1, 2)
    assert words(grid) == ["开发区", "Zone", "产值（亿元）", "税收", "从业人员"]
    grid = grid_of("开发区|出口|进口\n|EU|US\n甲|5|6\n乙|7|8")
    assert words(grid) == ["开发区", "出口/EU", "进口/US"]


def test_a_table_below_with_other_columns_is_one_of_its_own():
    text = "开发区|产值\n甲|5\n乙|6\n开发区名称|外资|出口\n甲|7|8"
    first, second = pasted(text.replace("|", "\t"))
    assert (words(first), words(second)) == (["开发区", "产值"], ["开发区名称", "外资", "出口"])


def merged_table():
    book = Workbook()
    sheet = book.active
    for row in [
        ["2023年主要指标"],
        [None] * 5 + ["单位：亿元"],
        ["序号", "省份", "开发区", "生产总值", None, "批准时间"],
        [None, None, None, "绝对数", "同比%", None],
        ["东部地区（2家）"],
        [1, "江苏省", "甲", 5, 6.5, 1994],
        [2, None, "乙", 7, None, 1995],
        ["合计", None, None, 12],
        ["西部地区"],
        [3, "四川省", "丙", 8, 9, 2001],
        ["注：快报数。"],
    ]:
        sheet.append(row)
    for one in ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "B6:B7", "A8:C8", "A11:F11"]:
        sheet.merge_cells(one)
    for one in ["A5:F5", "A9:F9"]:
        sheet.merge_cells(one)
    [grid] = grids(io.BytesIO(saved(book).getvalue()))
    return grid


def test_merged_cells_make_two_rows_a_header_and_head_groups():
    grid = merged_table()
    layout = layout_of(grid)
    assert layout == Layout((1, 2), (3, 4), 5, 10, (11,), groups=6)
    assert words(grid) == [
        "序号", "省份", "开发区", "生产总值/绝对数", "生产总值/同比%", "批准时间", "分组",
    ]  # fmt: skip
    assert context(grid, layout) == ("2023年主要指标", "单位：亿元", "注：快报数。")
    assert left_out(grid) == {5: HEADS, 8: TOTAL, 9: HEADS}
    records = {row.number: row.cells for row in data_rows(grid, layout) if not row.left_out}
    assert records[7] == ["2", "江苏省", "乙", "7", None, "1995", "东部地区"]
    assert records[10][6] == "西部地区"
    samples = {one.words[0]: one.samples for one in headings(grid, layout)}
    assert samples["省份"] == ("江苏省", "四川省"), "a merged cell is shown once"
    assert samples["分组"] == ("东部地区", "东部地区", "西部地区")


def test_below_merged_names_a_period_under_a_metric_is_in_the_header_too():
    book = Workbook()
    for row in [
        ["开发区", "产值", None, "新增企业"],
        [None, "目标", "完成", "1-10月"],
        ["甲", 1, 2, 3],
    ]:
        book.active.append(row)
    for one in ["A1:A2", "B1:C1"]:
        book.active.merge_cells(one)
    [grid] = grids(saved(book))
    assert words(grid) == ["开发区", "产值/目标", "产值/完成", "新增企业/1-10月"]


def test_a_layout_corrected_by_a_person_is_followed():
    grid = grid_of("甲|乙\n丙|丁\n1|2\n3|4\n5|6")
    layout = Layout((1,), (2,), 3, 4, (5,))
    assert [one.words for one in headings(grid, layout)] == [("丙",), ("丁",)]
    assert [row.number for row in data_rows(grid, layout)] == [3, 4]
    assert context(grid, layout) == ("甲", "乙", "5", "6")


def test_notes_are_found_below_more_rows_than_are_looked_at_closely():
    data = "\n".join(f"园区{n}|{n}|x" for n in range(300))
    grid = grid_of(f"开发区|面积|类型\n{data}\n注：一。")
    layout = layout_of(grid)
    assert (layout.last, layout.notes) == (301, (302,))
    assert context(grid, layout) == ("注：一。",)
    assert sum(1 for _row in data_rows(grid, layout)) == 300


def test_years_of_spreadsheets_are_words_of_a_header():
    book = Workbook()
    for row in [["地区", "产值", None], [None, 2021, 2022], ["甲", 1, 2]]:
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    [grid] = grids(saved(book))
    assert layout_of(grid).headers == (1, 2)
    assert words(grid) == ["地区", "产值/2021", "产值/2022"]
    assert isinstance(dict(grid.rows())[2][1], Numeric)
