"""Files as tables, whatever is in them."""

import contextlib
import io
import struct
import zipfile

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import NamedStyle

from intake.tables.cells import Unusable
from intake.tables.reading import tables
from intake.tables.table import UnreadableError
from tests.intake.tables import csv_file, json_file, saved, xlsx_file

HEADER, ROW = ["slug", "name"], ["xiangtan", "湘潭经开区"]


@pytest.fixture(scope="module", autouse=True)
def in_english():
    """For the whole module: properties try many examples in one test."""
    with translation.override("en"):
        yield


def read(file) -> list[tuple[str, list, list]]:
    return [(one.title, one.header, list(one.rows)) for one in tables(file)]


def refusal(file) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(file)
    return str(caught.value)


# -- Text -----------------------------------------------------------------------------------


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
        (b"%PDF-1.4\0\0\0\xff\xfe", "neither a spreadsheet nor text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old format"),
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


# -- Limits ---------------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_refused(settings):
    settings.IMPORT_MAX_BYTES = 100
    assert "too large" in refusal(csv_file(HEADER, *[ROW] * 20))


@pytest.mark.parametrize(
    "file",
    [
        csv_file(HEADER, *[ROW] * 6),
        json_file(*[dict(zip(HEADER, ROW, strict=True))] * 6),
        xlsx_file({"Zones": [HEADER, *[ROW] * 3], "Sources": [HEADER, *[ROW] * 3]}),
    ],
)
def test_more_rows_than_are_taken_are_refused(settings, file):
    settings.IMPORT_MAX_ROWS = 6
    file.seek(0)
    read(file)
    settings.IMPORT_MAX_ROWS = 5
    assert "more than 5 rows" in refusal(file)


def test_more_columns_than_any_table_has_are_refused():
    assert "more than 200 columns" in refusal(csv_file(["slug"] * 201))
    assert "more than 200 columns" in refusal(xlsx_file({"Zones": [["slug"] * 201]}))
    assert "more than 200 columns" in refusal(xlsx_file({"Zones": [HEADER, ["a"] * 201]}))


def spreadsheet(sheet: bytes, **parts: bytes) -> io.BytesIO:
    """An archive with one sheet, written by hand."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="a" Type="{relations}/officeDocument" '
            'Target="/xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<x:workbook xmlns:x="main" xmlns:r="{relations}"><x:sheets>'
            '<x:sheet name="Zones" r:id="r1"/></x:sheets></x:workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="r1" Type="{relations}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relations}/'
            'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    file.seek(0)
    return file


def test_a_zip_bomb_is_refused_before_it_is_unpacked(settings):
    settings.IMPORT_MAX_EXPANSION = 10 * 2**20
    bomb = spreadsheet(b"<worksheet>" + b" " * 11 * 2**20 + b"</worksheet>")
    assert len(bomb.getvalue()) < 20_000
    assert "would expand to 11" in refusal(bomb)


def test_an_archive_that_lies_about_its_size_is_refused(settings):
    settings.IMPORT_MAX_EXPANSION = 10 * 2**20
    data = spreadsheet(b"<worksheet>" + b" " * 11 * 2**20 + b"</worksheet>").getvalue()
    entry = data.index(b"PK\x01\x02", data.index(b"xl/worksheets/sheet1.xml"))
    while data[entry + 46 : entry + 70] != b"xl/worksheets/sheet1.xml":
        entry = data.index(b"PK\x01\x02", entry + 4)
    lying = data[: entry + 24] + struct.pack("<L", 500) + data[entry + 28 :]
    assert "broken" in refusal(io.BytesIO(lying))


def test_entities_that_expand_are_refused():
    sheet = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "broken" in refusal(spreadsheet(sheet))


def test_shared_texts_and_cells_have_a_limit(monkeypatch):
    from intake.tables import spreadsheets  # noqa: PLC0415

    monkeypatch.setattr(spreadsheets, "SHARED_TEXTS", 100)
    texts = b"<sst>" + b"<si><t>x</t></si>" * 20 + b"</sst>"
    assert "too long" in refusal(spreadsheet(b"<worksheet/>", sharedStrings=texts))
    monkeypatch.setattr(spreadsheets, "LONGEST", 100)
    cell = b'<worksheet><row><c t="inlineStr"><is><t>' + b"x" * 101 + b"</t></is></c></row>"
    assert "too long" in refusal(spreadsheet(cell + b"</worksheet>"))


@pytest.mark.parametrize("number", [b"0", b"-1", b"99999999999", b"x"])
def test_rows_with_impossible_numbers_are_refused(number):
    sheet = b'<worksheet><row r="' + number + b'"><c><v>1</v></c></row></worksheet>'
    assert "broken" in refusal(spreadsheet(sheet))


# -- Spreadsheets ---------------------------------------------------------------------------


def test_what_openpyxl_writes_is_read():
    file = xlsx_file({"Zones": [HEADER, ROW, [None, None], ["b", 12.5]], "Empty": []})
    assert read(file) == [("Zones", HEADER, [(2, ROW), (4, ["b", "12.5"])])]


def test_a_formula_is_refused_and_never_evaluated():
    cells = read(xlsx_file({"Zones": [HEADER, ["a", "=1+1"]]}))[0][2][0][1]
    assert isinstance(cells[1], Unusable)
    assert "formula" in cells[1].reason


def test_an_error_of_the_spreadsheet_program_is_refused():
    cells = read(xlsx_file({"Zones": [HEADER, ["a", "#N/A"]]}))[0][2][0][1]
    assert "#N/A" in cells[1].reason


def numbers_with(formats: dict[str, float]) -> dict[str, object]:
    """What is read of a number with each format."""
    book = Workbook()
    sheet = book.active
    sheet.append(["slug", *(f"c{n}" for n in range(len(formats)))])
    sheet.append(["a", *formats.values()])
    for place, (code, _number) in enumerate(formats.items(), 2):
        style = NamedStyle(f"s{place}")
        style.number_format = code
        sheet.cell(2, place).style = style
    cells = read(saved(book))[0][2][0][1][1:]
    return {
        code: cell.reason if isinstance(cell, Unusable) else cell
        for code, cell in zip(formats, cells, strict=True)
    }


def test_dates_that_a_spreadsheet_made_are_read_as_far_as_they_were_shown():
    day = 43525  # 2019-03-01
    shown = numbers_with(
        {
            "mmm-yy": day,
            'yyyy"年"m"月"': day,
            "yyyy": day,
            "yyyy-mm-dd": day,
            "[$-804]yyyy/m/d;@": day,
            'm"月"d"日"': day,
            "h:mm": 0.5,
            "0.00%": 0.05,
        }
    )
    assert shown["mmm-yy"] == shown['yyyy"年"m"月"'] == "2019-03"
    assert shown["yyyy"] == "2019"
    assert shown["yyyy-mm-dd"] == shown["[$-804]yyyy/m/d;@"] == "2019-03-01"
    assert shown['m"月"d"日"'] == "XXXX-03-01"
    assert "took this for a time" in shown["h:mm"]
    assert "percentage" in shown["0.00%"]


def test_numbers_keep_their_digits():
    values = {"General": 1604.9, "0.00": 0.1, "#,##0": 1234567, '0"亩"': 2019, "0": -3}
    assert list(numbers_with(values).values()) == ["1604.9", "0.1", "1234567", "2019", "-3"]


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


# -- JSON -----------------------------------------------------------------------------------


def test_json_numbers_stay_as_they_are_written():
    file = io.BytesIO(b'[{"slug": "a", "value": 0.10, "many": ["x"], "on": true}]')
    assert read(file)[0][2] == [(1, ["a", "0.10", ["x"], True])]


def test_many_objects_are_read_piece_by_piece():
    file = json_file(*({"slug": f"zone-{n}", "note": "很长" * 200} for n in range(2000)))
    assert len(read(file)[0][2]) == 2000


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
        ("[" * 100_000, "broken"),
    ],
)
def test_json_that_is_no_table_is_refused_in_words(text, words):
    assert words in refusal(io.BytesIO(text.encode()))


# -- Anything -------------------------------------------------------------------------------


GOOD = xlsx_file({"Zones": [HEADER, ROW, ["b", 2.5]]}).getvalue()
ATTRIBUTE = st.sampled_from(["", "A1", "ZZZZ9", "-1", "1e9", "s", "n", "b", "d", "e", "中"])
VALUE = st.sampled_from(["", "1", "1e999", "nan", "-1", "x", "9" * 400])
CELL = st.builds('<c r="{}" t="{}" s="{}"><v>{}</v></c>'.format, *[ATTRIBUTE] * 3, VALUE)
ROWS = st.lists(st.lists(CELL, max_size=3).map(lambda cells: f"<row>{''.join(cells)}</row>"))


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
    | ROWS.map(lambda rows: spreadsheet(f"<x>{''.join(rows)}</x>".encode()).getvalue())
)
def test_any_bytes_text_damage_sheet_and_cells_are_read_or_refused(data):
    with contextlib.suppress(UnreadableError):
        read(io.BytesIO(data))
