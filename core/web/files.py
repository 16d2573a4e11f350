"""Downloads: the requested format; streaming CSV, XLSX and JSON."""

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from types import SimpleNamespace

from django.core.serializers.json import DjangoJSONEncoder
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.utils.translation import gettext

from core.web.facets import printable
from core.web.xlsx import CONTENT_TYPE, Sheet, workbook

FORMATS = ("csv", "xlsx", "json")
CODES = "codes"  # header=codes: field names in the header, codes in the cells
PARAMETERS = ("format", "header")
IGNORED_NAMED = 5
# Spreadsheets run such texts as formulas; some normalise full-width signs first.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
SUSPECT = frozenset(("'", *FORMULA_STARTS))
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
GUARD = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")  # the apostrophe before such a text
PIECE = 32 * 1024  # characters per chunk
JSON_TYPE = "application/json; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # marks a CSV file as UTF-8 for spreadsheets


@dataclass(frozen=True)
class Asked:
    """The requested file (no format: the page itself), and the parameters that are `ignored`."""

    format: str = ""
    in_codes: bool = False
    problems: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        return bool(self.format) and not self.problems


def asked_file(
    request: HttpRequest, parameters: Collection[str], formats: tuple[str, ...] = FORMATS
) -> Asked:
    """The file of `format` and `header`, or errors. `parameters`: other ones of the page."""
    wanted, header = (request.GET.get(name, "") for name in PARAMETERS)
    ignored = ignored_parameters(request, {*parameters, *PARAMETERS})
    problems = []
    if wanted and wanted not in formats:
        problems.append(
            gettext("“%(value)s” is not a format that we have: choose one of %(known)s.")
            % {"value": printable(wanted), "known": ", ".join(formats)}
        )
    if header and header != CODES:
        problems.append(
            gettext(
                "“%(value)s” is not a kind of header: “codes” gives machine names, and without "
                "it the header is in the language of the page."
            )
            % {"value": printable(header)}
        )
    if wanted:
        problem = gettext("“%(name)s” is not a parameter of this page, so no file was made.")
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


def csv_lines(header: list[str], rows: Iterable[list]) -> Iterator[str]:
    """Lines of a CSV file with harmless texts. The header comes before the first row is read."""
    writer = csv.writer(SimpleNamespace(write=str))  # `writerow` returns the line
    for row in chain([header], rows):
        # Inlined for speed: a call for each of millions of cells takes twice as long.
        yield writer.writerow(
            [harmless(c) if isinstance(c, str) and c[:1] in SUSPECT else c for c in row]
        )


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


def csv_response(name: str, header: list[str], rows: Iterable[list]) -> StreamingHttpResponse:
    """CSV in UTF-8 with a byte-order mark; the header is sent before a row is read."""

    def lines():
        written = csv_lines(header, rows)
        yield BYTE_ORDER_MARK + next(written)
        yield from written

    response = StreamingHttpResponse(pieces(lines()), content_type="text/csv; charset=utf-8")
    return _named(response, f"{name}.csv")


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> StreamingHttpResponse:
    """A streamed workbook. Its texts are never formulas."""
    return _named(
        StreamingHttpResponse(workbook(sheets), content_type=CONTENT_TYPE), f"{name}.xlsx"
    )


def json_response(name: str, data: dict) -> HttpResponse:
    """Indented JSON in UTF-8."""
    text = json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return _named(HttpResponse(text, content_type=JSON_TYPE), f"{name}.json", inline=True)


def json_stream(
    name: str, head: dict, lists: Iterable[tuple[str, Iterable[dict]]]
) -> StreamingHttpResponse:
    """Streamed JSON in UTF-8: `head`, then each list with a record per line."""
    response = StreamingHttpResponse(pieces(_json_lines(head, lists)), content_type=JSON_TYPE)
    return _named(response, f"{name}.json", inline=True)


def _json_lines(head: dict, lists: Iterable[tuple[str, Iterable[dict]]]) -> Iterator[str]:
    def written(value) -> str:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    before = "{\n"
    for key, value in head.items():
        yield f"{before}{written(key)}: {written(value)}"
        before = ",\n"
    for key, records in lists:
        yield f"{before}{written(key)}: ["
        between = "\n"
        for record in records:
            yield between + written(record)
            between = ",\n"
        yield "\n]"
        before = ",\n"
    yield "\n}\n"


def _named(response: HttpResponseBase, name: str, *, inline: bool = False):
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response
