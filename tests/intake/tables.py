"""Files to import, made as other programs make them, and what an import says of them."""

import csv
import io
import json
import warnings
import zipfile

from openpyxl import Workbook, load_workbook

from history.models import ImportRun
from intake.imports.runs import applied, prepared
from tests import factories as make

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'.format
PARTS = {
    "_rels/.rels": "<Relationships>"
    + RELATION("a", "officeDocument", "/xl/workbook.xml")
    + "</Relationships>",
    "xl/workbook.xml": f'<x:workbook xmlns:x="main" xmlns:r="{RELATIONS}"><x:sheets>'
    '<x:sheet name="Zones" r:id="r1"/></x:sheets></x:workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    + RELATION("r1", "worksheet", "worksheets/sheet1.xml")
    + RELATION("r2", "sharedStrings", "sharedStrings.xml")
    + "</Relationships>",
}


def spreadsheet(sheet: bytes, **parts: bytes) -> io.BytesIO:
    """An archive with one sheet, written by hand."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "worksheets/sheet1": sheet, **parts}.items():
            archive.writestr(name if name in PARTS else f"xl/{name}.xml", content)
    file.seek(0)
    return file


ODS_STYLES = """<office:automatic-styles>
<number:date-style style:name="N1"><number:year/><number:text>.</number:text><number:month/>
</number:date-style><style:style style:name="ce1" style:data-style-name="N1"/>
<style:style style:name="T1"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>"""


def open_document(sheets: str) -> io.BytesIO:
    """An ODS file with these tables, written by hand."""
    uri = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    kinds = ("office", "table", "text", "style", "number")
    names = "".join(f' xmlns:{kind}="{uri.format(kind)}"' for kind in kinds)
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        content = f"<office:document-content{names}>{ODS_STYLES}{body}</office:document-content>"
        archive.writestr("content.xml", content)
    file.seek(0)
    return file


def csv_file(*rows: list, encoding: str = "utf-8", delimiter: str = ",") -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def xlsx_file(sheets: dict[str, list[list]]) -> io.BytesIO:
    """A spreadsheet as openpyxl writes it, formulas included."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def opened(data: bytes) -> Workbook:
    """A spreadsheet of ours as openpyxl reads it; whatever it warns of is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(io.BytesIO(data))


def json_file(*records: dict) -> io.BytesIO:
    return io.BytesIO(json.dumps(records, ensure_ascii=False).encode())


def joined(pieces) -> bytes:
    return b"".join(one.encode() if isinstance(one, str) else one for one in pieces)


def preview(file, kind=None, *, user=None, name="zones.csv") -> ImportRun:
    """What the file would do: nothing is written."""
    *_lines, run = prepared(file, name=name, kind=kind, user=user)
    return run


def apply(run: ImportRun, *, user=None, reason="checked against the article") -> ImportRun:
    for _done in applied(run, user=user, reason=reason):
        pass
    run.refresh_from_db()
    return run


def imported(file, kind=None, *, user=None) -> ImportRun:
    return apply(preview(file, kind, user=user), user=user)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Added, changed, unchanged, errors."""
    return (run.created_count, run.updated_count, run.unchanged_count, run.error_count)


def problems(run: ImportRun) -> list[str]:
    """Every error as the editor reads it."""
    return [row.located(*error) for row in run.rows.order_by("pk") for error in row.errors]


def new_figures(*rows: list) -> io.BytesIO:
    """A file of figures of one zone, metric and source: (slug, value, unit)."""
    zone, metric, source = make.ZoneFactory(), make.MetricFactory(), make.SourceFactory()
    header = ["slug", "zone", "metric", "source", "value", "unit", "detail"]
    lines = [[r[0], zone.slug, metric.slug, source.slug, *r[1:], r[0]] for r in rows]
    return csv_file(header, *lines)


def a_book() -> io.BytesIO:
    """A changed zone and figure; a new source, zone, total and part that refer to each other."""
    make.ProvinceFactory(slug="hunan")
    figure, metric = make.ObservationFactory(slug="old-figure"), make.MetricFactory().slug
    zone = make.ZoneFactory(slug="old-zone", sources_read=[make.SourceFactory(slug="read")])
    header = ["slug", "zone", "metric", "part_of", "detail", "value", "unit", "source"]
    book = {
        "Observations": [
            header,
            ["part", "new-zone", metric, "total", "其中", 40, "公顷", "paper"],
            ["total", "new-zone", metric, None, None, 1000, "亩", "paper"],
            ["old-figure", figure.zone.slug, figure.metric.slug, None, None, 9, "亩", "paper"],
        ],
        "开发区": [
            ["slug", "name", "province", "kind", "sources_read", "source"],
            ["new-zone", "新区", "hunan", "其他类型", "paper", "paper"],
            ["old-zone", zone.name, zone.province.slug, "htdz", "paper; read", zone.source.slug],
        ],
        "Sources": [["slug", "title", "kind", "issued"], ["paper", "报", "newspaper", "2019年3月"]],
    }
    return xlsx_file(book)
