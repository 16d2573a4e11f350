"""Downloads: the requested format; tables of a list or a record as streamed CSV, XLSX or JSON."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from io import StringIO
from itertools import chain
from operator import itemgetter
from types import NoneType

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.language.formatting import plain, sheet_number
from core.records import versions
from core.records.batches import batched
from core.web.addresses import absolute
from core.web.facets import printable
from core.web.tables import Column, Kind, Row, Table, Text, Value, converted, values
from core.web.xlsx import CONTENT_TYPE, Sheet, workbook

FORMATS = ("csv", "xlsx", "json")
DOCUMENT = "docx"  # the page itself, to hand on
CODES = "codes"  # header=codes: field names in the header, codes in the cells
PARAMETERS = ("format", "header")
IGNORED_NAMED = 5
# Spreadsheets run such texts as formulas; some normalise full-width signs first.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
SUSPECT = frozenset(("'", *FORMULA_STARTS))
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
GUARD = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")  # the apostrophe before such a text
FIRST = itemgetter(slice(1))  # of a text its first character, or nothing
LINES = 100  # per piece of a CSV file: some milliseconds in which no other thread runs
PIECE = 32 * 1024  # characters per chunk
JSON_TYPE = "application/json; charset=utf-8"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BYTE_ORDER_MARK = "\ufeff"  # marks a CSV file as UTF-8 for spreadsheets
NUMBERS = (Kind.NUMBER, Kind.INTEGER)
TABLE = "table"  # column of a CSV of several tables: the line's table


@dataclass(frozen=True)
class Asked:
    """The requested file (no format: the page itself), and the parameters that are `ignored`."""

    format: str = ""
    in_codes: bool = False
    problems: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether it has all data; a document has what the page shows."""
        return bool(self.format) and self.format != DOCUMENT and not self.problems

    @property
    def is_document(self) -> bool:
        return self.format == DOCUMENT and not self.problems


def asked_file(
    request: HttpRequest, parameters: Collection[str], formats: tuple[str, ...] = FORMATS
) -> Asked:
    """The file of `format` and `header`, or errors. `parameters`: other ones of the page."""
    wanted, header = (request.GET.get(name, "") for name in PARAMETERS)
    ignored = ignored_parameters(request, {*parameters, *PARAMETERS})
    problems = []
    if wanted and wanted not in formats:
        problems.append(
            _("“%(value)s” is not a format that we have: choose one of %(known)s.")
            % {"value": printable(wanted), "known": ", ".join(formats)}
        )
    if header and header != CODES:
        problems.append(
            _(
                "“%(value)s” is not a kind of header: “codes” gives machine names, and without "
                "it the header is in the language of the page."
            )
            % {"value": printable(header)}
        )
    if wanted:
        problem = _("“%(name)s” is not a parameter of this page, so no file was made.")
        problems += [problem % {"name": name} for name in ignored]
    return Asked(wanted, header == CODES, tuple(problems), () if wanted else ignored)


def ignored_parameters(request: HttpRequest, known: Collection[str]) -> tuple[str, ...]:
    """Unknown parameters of the URL, the first few."""
    names = [printable(name) for name in request.GET if name not in known]
    return tuple(names[:IGNORED_NAMED])


def query_with(query: QueryDict, **values: str) -> str:
    """The query string of a page with other values, without a file's format; "" removes one."""
    data = query.copy()
    for name in PARAMETERS:
        data.pop(name, None)
    for name, value in values.items():
        if value:
            data[name] = value
        else:
            data.pop(name, None)
    return data.urlencode()


def file_links(request: HttpRequest) -> list[dict[str, str]]:
    """The formats of the page's file, with its URLs for labels and for codes."""
    return [
        {
            "format": name,
            "address": file_address(request, name),
            "in_codes": file_address(request, name, header=CODES),
        }
        for name in FORMATS
    ]


def document_address(request: HttpRequest) -> str:
    """The URL of this page, as it is shown, as a document."""
    return f"{request.path}?{query_with(request.GET, page='', add='', format=DOCUMENT)}"


def file_address(request: HttpRequest, name: str, header: str = "") -> str:
    """The URL of this page as a file of that format."""
    query = query_with(request.GET, page="", show="", add="", format=name, header=header)
    return f"{request.path}?{query}"


def harmless(cell):
    """The cell, with one more apostrophe before text that a spreadsheet would run as a formula."""
    if not isinstance(cell, str) or cell[:1] not in SUSPECT:
        return cell
    if not cell.lstrip("'").startswith(FORMULA_STARTS) or NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def unprotected(text: str) -> str:
    """The inverse of `harmless`: drops one apostrophe."""
    return GUARD.sub("", text)


def csv_lines(header: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """A CSV file with harmless texts, some lines at a time; the header before a row is read."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    for lines in chain([[header]], batched(rows, LINES)):
        # Columns are looked at as wholes: a test for each of millions of cells takes twice as long.
        columns = map(_harmless_column, zip(*lines, strict=True))
        writer.writerows(zip(*columns, strict=True))
        yield file.getvalue()
        file.seek(0)
        file.truncate()


def _harmless_column(cells: Sequence) -> Sequence:
    kinds = set(map(type, cells))
    if str not in kinds:
        return cells
    if kinds <= {str, NoneType} and SUSPECT.isdisjoint(map(FIRST, filter(None, cells))):
        return cells
    return [harmless(cell) for cell in cells]


def pieces(lines: Iterable[str]) -> Iterator[str]:
    """The text in fewer chunks; the first line is sent at once."""
    waiting, size, limit = [], 0, 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= limit:
            yield "".join(waiting)
            waiting, size, limit = [], 0, PIECE
    if waiting:
        yield "".join(waiting)


def csv_response(name: str, header: list[str], rows: Iterable[Row]) -> StreamingHttpResponse:
    """CSV in UTF-8 with a byte-order mark; the header is sent before a row is read."""
    lines = chain([BYTE_ORDER_MARK], csv_lines(header, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _named(response, f"{name}.csv")


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> StreamingHttpResponse:
    """A streamed workbook. Its texts are never formulas."""
    response = StreamingHttpResponse(workbook(sheets), content_type=CONTENT_TYPE)
    return _named(response, f"{name}.xlsx")


def json_response(name: str, data: dict) -> HttpResponse:
    """Indented JSON in UTF-8."""
    text = json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return _named(HttpResponse(text, content_type=JSON_TYPE), f"{name}.json", inline=True)


def document_response(name: str, content: bytes) -> HttpResponse:
    """A Word document."""
    return _named(HttpResponse(content, content_type=DOCUMENT_TYPE), f"{name}.{DOCUMENT}")


def _named(response: HttpResponse | StreamingHttpResponse, name: str, *, inline: bool = False):
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    return response


@dataclass(frozen=True)
class Part:
    """A table of a file; `rows` is read while writing."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]]


def part(table: Table, queryset: models.QuerySet) -> Part:
    return Part(table.name, table.title, table.columns, partial(values, table.columns, queryset))


# By model: further tables of a record's file, with their positions.
_added: dict[type[models.Model], list[tuple[int, Callable[[models.Model], Part]]]] = {}


def add_part(model: type[models.Model], place: int, make: Callable) -> None:
    """Add the table `make(record)` to the file of each record of the model, sorted by `place`."""
    _added.setdefault(model, []).append((place, make))


def parts_of(record: models.Model) -> list[Part]:
    added = sorted(_added.get(type(record), []), key=itemgetter(0))
    return [make(record) for _place, make in added]


def parts_response(request: HttpRequest, asked: Asked, name: str, title: str, parts: list[Part]):
    """The requested file, streamed: CSV has one table of all parts, XLSX a sheet for each."""
    version, query = versions.label(), query_with(request.GET, page="")
    address = absolute(request, f"{request.path}?{query}" if query else request.path)
    file = f"{name}-{version}"
    if asked.format == "json":
        labels = {c.name: str(c.label) for one in parts for c in one.columns}
        head = {"title": title, "address": address, "data_version": version, "columns": labels}
        lines = pieces(_json_lines(head, parts))
        response = StreamingHttpResponse(lines, content_type=JSON_TYPE)
        _named(response, f"{file}.json", inline=True)
    elif asked.format == "csv":
        response = csv_response(file, *_one_table(parts, in_codes=asked.in_codes))
    else:
        about = _about(title, address, version, parts)
        response = xlsx_response(file, [*(sheet(p, in_codes=asked.in_codes) for p in parts), about])
    response["Data-Version"] = version
    response["Link"] = f'<{address}>; rel="describedby"; type="text/html"'
    return response


def _cell_writers(columns: Iterable[Column], *, in_codes: bool) -> dict[int, Callable]:
    """By place what converts a column. Labels are read here: streaming has no language."""
    writers = {}
    for place, column in enumerate(columns):
        if column.is_list:
            writers[place] = "; ".join
        elif column.kind == Kind.NUMBER:
            writers[place] = sheet_number
        elif column.kind == Kind.YES_NO:
            said = {True: "true", False: "false"} if in_codes else {True: _("yes"), False: _("no")}
            writers[place] = said.get
        elif column.choices and not in_codes:
            writers[place] = column.in_words()
    return writers


def _columns(parts: list[Part]) -> dict[str, Column]:
    """The columns of all parts by name."""
    columns: dict[str, Column] = {}
    for one in parts:
        for column in one.columns:
            columns.setdefault(column.name, column)
    return columns


def _header(columns: Iterable[Column], *, in_codes: bool) -> list[str]:
    return [column.name if in_codes else str(column.label) for column in columns]


def _one_table(parts: list[Part], *, in_codes: bool) -> tuple[list[str], Iterator[Row]]:
    sheets = [sheet(one, in_codes=in_codes) for one in parts]
    if len(parts) == 1:
        return sheets[0].header, sheets[0].rows
    columns = _columns(parts)
    blank = dict.fromkeys(columns)

    def lines():
        for one, written in zip(parts, sheets, strict=True):
            what = one.name if in_codes else written.title
            names = [column.name for column in one.columns]
            for row in written.rows:
                yield [what, *(blank | dict(zip(names, row, strict=True))).values()]

    names = _header(columns.values(), in_codes=in_codes)
    return [TABLE if in_codes else _("Table"), *names], lines()


def sheet(part: Part, *, in_codes: bool) -> Sheet:
    """Rows as cells: labels or codes, numbers as numbers, lists in one cell."""
    writers = _cell_writers(part.columns, in_codes=in_codes)
    return Sheet(
        title=str(part.title),
        header=_header(part.columns, in_codes=in_codes),
        rows=converted(part.rows(), writers),
        numbers={n for n, column in enumerate(part.columns) if column.kind in NUMBERS},
    )


def _about(title: str, address: str, version: str, parts: list[Part]) -> Sheet:
    rows = [
        [_("Title"), title, "", ""],
        [_("Page"), address, "", ""],
        [_("Data version"), version, "", ""],
        [_("Site"), str(settings.SITE_TITLE), "", ""],
        ["", "", "", ""],
        [_("Column"), _("What it holds"), _("What a blank cell means"), _("Machine name")],
    ]
    rows += [[str(c.label), str(c.about), str(c.blank), c.name] for c in _columns(parts).values()]
    header = [_("About this file"), "", "", ""]
    return Sheet(_("About this file"), header, rows, widths=[36, 60, 40, 24], is_prose=True)


def _json_lines(head: dict, parts: list[Part]) -> Iterator[str]:
    """JSON: `head`, then the parts, a row per line; numbers as texts of digits, blanks as null."""

    def written(value) -> str:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    before = "{\n"
    for key, value in head.items():
        yield f"{before}{written(key)}: {written(value)}"
        before = ",\n"
    for one in parts:
        key = "rows" if len(parts) == 1 else one.name
        names = [column.name for column in one.columns]
        yield f"{before}{written(key)}: ["
        between = "\n"
        for row in one.rows():
            yield between + written(dict(zip(names, map(_json_value, row), strict=True)))
            between = ",\n"
        yield "\n]"
        before = ",\n"
    yield "\n}\n"


def _json_value(value: Value):
    return plain(value) if isinstance(value, Decimal) else None if value == "" else value
