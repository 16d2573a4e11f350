"""Streaming XLSX writer with constant memory. Why not openpyxl: docs/decisions/0012."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from xml.sax.saxutils import escape, quoteattr

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_LENGTH = 31
LAST_ROW = 1_048_576
PIECE = 64 * 1024  # bytes per chunk
EXACT_DIGITS = 15  # digits that a spreadsheet keeps of a number

# Characters that are illegal in XML.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CARRIAGE_RETURN = {"\r": "&#13;"}  # unescaped, XML would turn it into a line feed

GENERAL, HEADER, TEXT, PROSE = range(4)  # indexes in the style sheet below

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF2"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFont="1" applyFill="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass
class Sheet:
    """A sheet with frozen header and first column.

    Text cells have the text format ("2019-03" stays text). `numbers`: places of number columns.
    `lists`: choices ("'Lists'!$A$2:$A$9"), and whether others are refused. `is_prose` wraps long
    texts.
    """

    title: str
    header: list[str]
    rows: Iterable[list]
    widths: list[float] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    lists: dict[int, tuple[str, bool]] = field(default_factory=dict)
    is_prose: bool = False


def workbook(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """An XLSX file in chunks. Sheets and rows are read one by one."""
    waiting, titles = BytesIO(), []
    unseekable = SimpleNamespace(write=waiting.write, flush=waiting.flush)
    with zipfile.ZipFile(unseekable, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sheet in enumerate(sheets, 1):
            titles.append(sheet.title[:TITLE_LENGTH])
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                yield _taken(waiting)  # the file begins before the first row is read
                for text in _sheet(sheet):
                    part.write(text.encode())
                    if waiting.tell() >= PIECE:
                        yield _taken(waiting)
        for name, text in _parts(titles):
            archive.writestr(name, text)
    yield _taken(waiting)


def _taken(waiting: BytesIO) -> bytes:
    """What has been written so far; the buffer is empty afterwards."""
    data = waiting.getvalue()
    waiting.seek(0)
    waiting.truncate()
    return data


def column_letters(column: int) -> str:
    """A column number, from 1, in letters: "A", "Z", "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def list_range(title: str, column: int, last_row: int) -> str:
    """The cells below a column's header, as a list of choices."""
    quoted = title[:TITLE_LENGTH].replace("'", "''")
    letters = column_letters(column)
    return f"'{quoted}'!${letters}$2:${letters}${max(last_row, 2)}"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
    )
    yield _columns(sheet)
    yield "<sheetData>"
    letters = [column_letters(place) for place in range(1, len(sheet.header) + 1)]
    yield _row(1, letters, sheet.header, HEADER)
    style = PROSE if sheet.is_prose else TEXT
    number = 1
    for number, row in enumerate(sheet.rows, 2):
        yield _row(number, letters, row, style)
    yield "</sheetData>"
    yield f'<autoFilter ref="A1:{letters[-1]}{number}"/>'
    yield _validations(sheet)
    yield "</worksheet>"


def _columns(sheet: Sheet) -> str:
    columns = []
    for place in range(len(sheet.header)):
        width = sheet.widths[place] if place < len(sheet.widths) else 16
        style = GENERAL if place in sheet.numbers else TEXT
        columns.append(
            f'<col min="{place + 1}" max="{place + 1}" width="{width}" style="{style}"'
            ' customWidth="1"/>'
        )
    return f"<cols>{''.join(columns)}</cols>"


def _row(number: int, letters: list[str], row: list, style: int) -> str:
    cells = [
        _cell(f"{column}{number}", value, style)
        for column, value in zip(letters, row, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(address: str, value, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal) and _is_exact(value):
        return f'<c r="{address}"><v>{value}</v></c>'
    text = escape(ILLEGAL.sub("", str(value)), CARRIAGE_RETURN)
    start = f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    return f"{start}{text}</t></is></c>"


def _is_exact(number) -> bool:
    """Whether a spreadsheet keeps all digits; longer numbers are written as text."""
    return len(Decimal(number).as_tuple().digits) <= EXACT_DIGITS


def _validations(sheet: Sheet) -> str:
    if not sheet.lists:
        return ""
    lines = [
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="{int(closed)}"'
        f' sqref="{column_letters(place + 1)}2:{column_letters(place + 1)}{LAST_ROW}">'
        f"<formula1>{escape(cells)}</formula1></dataValidation>"
        for place, (cells, closed) in sheet.lists.items()
    ]
    return f'<dataValidations count="{len(lines)}">{"".join(lines)}</dataValidations>'


def _parts(titles: list[str]) -> Iterator[tuple[str, str]]:
    """The small files of a workbook."""
    sheets = [f"worksheets/sheet{number}.xml" for number in range(1, len(titles) + 1)]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    kinds += [(sheet, "worksheet") for sheet in sheets]
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{kind}.{which}+xml"/>'
        for part, which in kinds
    )
    yield (
        "[Content_Types].xml",
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
    )
    yield "_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")])
    names = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    yield (
        "xl/workbook.xml",
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets>'
        "</workbook>",
    )
    links = [*(("worksheet", sheet) for sheet in sheets), ("styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _relationships(links)
    yield "xl/styles.xml", STYLES


def _relationships(links: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'
