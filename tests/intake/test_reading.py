"""Files as tables, whatever is in them."""

import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from openpyxl import Workbook

from intake.tables import archives, spreadsheets
from intake.tables.cells import Unusable
from intake.tables.grids import grids
from intake.tables.layouts import headings, layout_of
from intake.tables.reading import tables
from intake.tables.table import UnreadableError
from tests.core.tables import english_throughout  # noqa: F401 - a fixture
from tests.intake.tables import csv_file, json_file, open_document, saved, spreadsheet, xlsx_file

HEADER, ROW = ["slug", "name"], ["xiangtan", "湘潭经开区"]


def read(file) -> list[tuple[str, list, list]]:
    return [(one.title, one.header, list(one.rows)) for one in tables(file)]


def refusal(file) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(file)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    file = csv_file(HEADER, ROW, encoding=encoding, delimiter=delimiter)
    assert read(file) == [("", HEADER, [(2, ROW)])]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    file = csv_file(HEADER, ["a", "first\nline"], [], ["b", "B"])
    assert [number for number, _cells in read(file)[0][2]] == [2, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv_file(HEADER, ROW).getvalue() + b"b,\xff\xfe\n", "damaged"),
        (b"<?xml version='1.0'?><Workbook/>", "This page has no table"),
        (b"%PDF-1.4\0\0\0\xff\xfe", "neither a spreadsheet nor text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "has a password"),
        *((blank, "The file is empty.") for blank in (b"", b"\n\n  \n", b"\xef\xbb\xbf", b"[ ]")),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    assert words in refusal(io.BytesIO(content))


def test_a_protecting_apostrophe_goes_and_a_sign_stays():
    rows = [["'=1+1", "-5"], ["'-Lab", "+86"], ["''=x", "'quoted'"], ["@home", "=SUM(A1)"]]
    assert [cells for _number, cells in read(csv_file(HEADER, *rows))[0][2]] == [
        ["=1+1", "-5"],
        ["-Lab", "+86"],
        ["'=x", "'quoted'"],
        ["@home", "=SUM(A1)"],
    ]


@pytest.mark.parametrize(
    "file",
    [
        csv_file(HEADER, *[ROW] * 6),
        json_file(*[dict(zip(HEADER, ROW, strict=True))] * 6),
        xlsx_file({"Zones": [HEADER, *[ROW] * 3], "Sources": [HEADER, *[ROW] * 3]}),
    ],
)
def test_more_rows_or_bytes_than_are_taken_are_refused(settings, file):
    settings.IMPORT_MAX_ROWS = 6
    file.seek(0)
    read(file)
    settings.IMPORT_MAX_ROWS = 5
    assert "more than 5 rows" in refusal(file)
    settings.IMPORT_MAX_BYTES = 10
    assert "too large" in refusal(file)


def test_more_columns_than_any_table_has_are_refused():
    assert "more than 200 columns" in refusal(csv_file(["slug"] * 201))
    assert "more than 200 columns" in refusal(xlsx_file({"Zones": [["slug"] * 201]}))
    assert "more than 200 columns" in refusal(xlsx_file({"Zones": [HEADER, ["a"] * 201]}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked_even_if_it_lies_about_its_size(settings):
    settings.IMPORT_MAX_EXPANSION = 10 * 2**20
    data = spreadsheet(b"<worksheet>" + b" " * 11 * 2**20 + b"</worksheet>").getvalue()
    assert len(data) < 20_000
    assert "would expand to 11" in refusal(io.BytesIO(data))
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # in the archive's directory
    lying = data[: entry + 24] + struct.pack("<L", 500) + data[entry + 28 :]
    assert "broken" in refusal(io.BytesIO(lying))


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
        f"<worksheet><row>{'<c/>' * 20_000}</row></worksheet>",  # more cells than columns
        *(
            f'<worksheet><row r="{number}"><c><v>1</v></c></row></worksheet>'
            for number in ("0", "-1", "99999999999", "x")
        ),
    ],
)
def test_a_broken_sheet_is_refused(sheet):
    assert "The spreadsheet is broken" in refusal(spreadsheet(sheet.encode()))


def test_shared_texts_and_cells_have_a_limit_and_blank_cells_count(monkeypatch):
    monkeypatch.setattr(spreadsheets, "SHARED_TEXTS", 100)
    texts = b"<sst>" + b"<si><t>x</t></si>" * 20 + b"</sst>"
    assert "too long" in refusal(spreadsheet(b"<worksheet/>", sharedStrings=texts))
    monkeypatch.setattr(archives, "LONGEST", 100)
    cell = b'<worksheet><row><c t="inlineStr"><is><t>' + b"x" * 101 + b"</t></is></c></row>"
    assert "too long" in refusal(spreadsheet(cell + b"</worksheet>"))
    monkeypatch.setattr(archives, "CELLS", 1000)
    rows = b"<worksheet>" + (b"<row>" + b"<c/>" * 600 + b"</row>") * 2 + b"</worksheet>"
    assert "more than 1,000 cells, blank ones counted" in refusal(spreadsheet(rows))


def test_what_openpyxl_writes_is_read_and_no_formula_or_error_is_a_value():
    rows = [HEADER, ROW, [None, None], ["b", 12.5], ["=1+1", "#N/A"]]
    [(title, header, [*read_rows, (_number, [formula, error])]), empty] = read(
        xlsx_file({"Zones": rows, "Empty": []})
    )
    assert empty == ("Empty", [], [])
    assert (title, header, read_rows) == ("Zones", HEADER, [(2, ROW), (4, ["b", "12.5"])])
    assert isinstance(formula, Unusable)
    assert "formula" in formula.reason
    assert "#N/A" in error.reason


DAY = 43525  # 2019-03-01
# A number, its format, and what is read of both; of what cannot be used, words of the reason.
SHOWN = [
    (DAY, "mmm-yy", "2019-03"),
    (DAY, 'yyyy"年"m"月"', "2019-03"),
    (DAY, "yyyy", "2019"),
    (DAY, "yyyy-mm-dd", "2019-03-01"),
    (DAY, "[$-804]yyyy/m/d;@", "2019-03-01"),
    (DAY, 'm"月"d"日"', "XXXX-03-01"),
    (0.5, "h:mm", "took this for a time"),
    (0.05, "0.00%", "percentage"),
    (1604.9, "General", "1604.9"),
    (0.1, "0.00", "0.1"),
    (1234567, "#,##0", "1234567"),
    (2019, '0"亩"', "2019"),
    (-3, "0", "-3"),
]


def test_dates_are_read_as_far_as_they_were_shown_and_numbers_keep_their_digits():
    book = Workbook()
    book.active.append([f"c{place}" for place in range(len(SHOWN))])
    for place, (number, form, _text) in enumerate(SHOWN, 1):
        book.active.cell(2, place, number).number_format = form
    [(_title, _header, [(_number, cells)])] = read(saved(book))
    for cell, (_number, form, text) in zip(cells, SHOWN, strict=True):
        assert text in (cell.reason if isinstance(cell, Unusable) else [cell]), form


def test_shared_texts_leave_out_how_they_are_read_aloud():
    texts = (
        b"<sst><si><r><t>slug</t></r></si><si><t>na</t><rPh><t>NA</t></rPh></si>"
        b'<si><r><t xml:space="preserve">a </t></r><r><t>b</t></r></si></sst>'
    )
    sheet = (
        b'<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        b'<row r="3"><c r="B3" t="s"><v>2</v></c><c r="C3"/></row></sheetData></worksheet>'
    )
    assert read(spreadsheet(sheet, sharedStrings=texts)) == [
        ("Zones", ["slug", "na"], [(3, [None, "a b"])])
    ]


def test_json_numbers_stay_as_they_are_written():
    file = io.BytesIO(b'[{"slug": "a", "value": 0.10, "many": ["x"], "on": true}]')
    assert read(file)[0][2] == [(1, ["a", "0.10", ["x"], True])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"slug": "a"}', "list of objects"),
        ('[{"slug": "a"}', "not closed"),
        ('[{"slug": "a"} {"slug": "b"}]', "broken in or after object 1"),
        ('[{"slug": "a"}, {"slug"]', "broken in or after object 2"),
        ('["a"]', "no object"),
        ('[{"slug": {"a": 1}}]', "“slug”"),
        ('[{"slug": "a"}, {"slug": "b", "x": "y"}]', "Object 2 has other keys"),
        ('[{"slug": "a", "x": "y"}, {"slug": "b"}]', "Object 2 has other keys"),
        ('[{"slug": NaN}]', "broken"),
        ('[{"slug": "a", "city": "甲", "city": "乙"}]', "Object 1 has the key “city” twice"),
        ("[" * 100_000, "broken"),
    ],
)
def test_json_that_is_no_table_is_refused_in_words(text, words):
    assert words in refusal(io.BytesIO(text.encode()))


GOOD = xlsx_file({"Zones": [HEADER, ROW, ["b", 2.5]]}).getvalue()
ATTRIBUTE = st.sampled_from(["", "A1", "ZZZZ9", "-1", "1e9", "s", "n", "b", "d", "e", "中"])
VALUE = st.sampled_from(["", "1", "1e999", "nan", "-1", "x", "9" * 400])
CELL = st.builds('<c r="{}" t="{}" s="{}"><v>{}</v></c>'.format, *[ATTRIBUTE] * 3, VALUE)
ROWS = st.lists(st.lists(CELL, max_size=3).map(lambda cells: f"<row>{''.join(cells)}</row>"))


ODS_CELL = st.builds(
    '<table:table-cell office:value-type="{}" office:value="{}" office:date-value="{}" '
    'table:number-columns-repeated="{}" table:number-rows-spanned="{}"><text:p>{}</text:p>'
    "</table:table-cell>".format,
    st.sampled_from(["", "float", "date", "percentage", "boolean", "time"]),
    *[VALUE] * 5,
)
ODS_ROWS = st.lists(ODS_CELL, max_size=3).map(
    lambda cells: f"<table:table><table:table-row>{''.join(cells)}</table:table-row></table:table>"
)
TAGS = ["<table>", "</table>", "<tr>", "<td>", '<td rowspan="3">', '<td colspan="9999">', "<sup>"]
PAGE = st.lists(st.sampled_from([*TAGS, "1", "</td>", "<caption>", "<p>", "<script>", "&#0;"]))


def damaged(damages: list[tuple[int, int]]) -> bytes:
    data = bytearray(GOOD)
    for place, byte in damages:
        data[place % len(data)] = byte
    return bytes(data)


@examples(max_examples=400)
@given(
    st.binary(max_size=300)
    | st.builds(
        lambda text, encoding: text.encode(encoding, errors="ignore"),
        st.text(max_size=200),
        st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    )
    | st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8).map(damaged)
    | st.binary(max_size=200).map(lambda sheet: spreadsheet(sheet).getvalue())
    | ODS_ROWS.map(lambda sheets: open_document(sheets).getvalue())
    | PAGE.map(lambda parts: ("<p><table>" + "".join(parts)).encode())
    | ROWS.map(lambda rows: spreadsheet(f"<x>{''.join(rows)}</x>".encode()).getvalue())
)
def test_any_bytes_text_damage_sheet_and_cells_are_read_or_refused(data):
    with contextlib.suppress(UnreadableError):
        for grid in grids(io.BytesIO(data)):
            headings(grid, layout_of(grid))
        read(io.BytesIO(data))
