"""Files for readers: which one an address asks for, and CSV, XLSX and JSON sent piece by piece."""

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext

from core.web.addresses import absolute
from core.web.facets import printable
from core.web.xlsx import CONTENT_TYPE, Sheet, workbook

FORMATS = ("csv", "xlsx", "json")
CODES = "codes"  # header=codes: machine names in the header, codes in the cells
PARAMETERS = ("format", "header")
IGNORED_NAMED = 5
# A spreadsheet would run a text that begins so as a formula; some fold full-width signs first.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
SUSPECT = frozenset(("'", *FORMULA_STARTS))
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
GUARD = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")  # the apostrophe before such a text
PIECE = 32 * 1024  # characters collected before they are sent
JSON_TYPE = "application/json; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that a CSV file is in UTF-8


@dataclass(frozen=True)
class Asked:
    """Which file an address asks for; no format for the page itself.

    A page tells which parameters it `ignored`; a file that would ignore one is not given.
    """

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
    """The file that `format` and `header` ask for, and in words what is wrong with the address.

    `parameters` are the others that the page knows.
    """
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
    """The parameters of the address that nothing comes of, the first few of them."""
    names = [printable(name) for name in request.GET if name not in known]
    return tuple(names[:IGNORED_NAMED])


@dataclass(frozen=True)
class FileLink:
    """A file of the page: its format, and its addresses with words and with codes."""

    format: str
    address: str
    in_codes: str


def file_links(request: HttpRequest) -> list[FileLink]:
    """The files of this page."""
    return [
        FileLink(name, file_address(request, name), file_address(request, name, in_codes=True))
        for name in FORMATS
    ]


def file_address(request: HttpRequest, name: str, *, in_codes: bool = False) -> str:
    """The address of this page as a file of that format."""
    query = request.GET.copy()
    for passing in (*PARAMETERS, "page", "show", "add"):
        query.pop(passing, None)
    query["format"] = name
    if in_codes:
        query["header"] = CODES
    return f"{request.path}?{query.urlencode()}"


def page_address(request: HttpRequest) -> str:
    """The full address of the page that a file was asked for."""
    query = request.GET.copy()
    for passing in (*PARAMETERS, "page"):
        query.pop(passing, None)
    path = f"{request.path}?{query.urlencode()}" if query else request.path
    return absolute(request, path)


def harmless(cell):
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula.

    Text that has such an apostrophe of its own gets another, so that `unprotected` gives
    back exactly what was written.
    """
    if not isinstance(cell, str) or cell[:1] not in SUSPECT:
        return cell
    if not cell.lstrip("'").startswith(FORMULA_STARTS) or NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def unprotected(text: str) -> str:
    """The text of a cell without the apostrophe that `harmless` has put before it."""
    return GUARD.sub("", text)


class _Echo:
    """A file that gives back what is written to it, for streaming."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: list[str], rows: Iterable[list]) -> Iterator[str]:
    """The lines of a CSV file, its texts harmless; the header before a row is read.

    Every CSV file that goes out is written here.
    """
    writer = csv.writer(_Echo())
    for row in chain([header], rows):
        # Asked here of each cell, of which there are millions: a call would take twice as long.
        yield writer.writerow(
            [harmless(c) if isinstance(c, str) and c[:1] in SUSPECT else c for c in row]
        )


def pieces(lines: Iterable[str]) -> Iterator[str]:
    """The same text in fewer pieces; the first line goes out at once."""
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
    """A CSV file in UTF-8 with a byte-order mark; the header is sent before a row is read."""

    def lines():
        written = csv_lines(header, rows)
        yield BYTE_ORDER_MARK + next(written)
        yield from written

    response = StreamingHttpResponse(pieces(lines()), content_type="text/csv; charset=utf-8")
    return _named(response, f"{name}.csv")


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> StreamingHttpResponse:
    """A workbook, row by row. Its texts are never formulas, whatever they begin with."""
    return _named(
        StreamingHttpResponse(workbook(sheets), content_type=CONTENT_TYPE), f"{name}.xlsx"
    )


def json_response(name: str, data: dict) -> HttpResponse:
    """JSON in UTF-8, readable as it lies."""
    text = json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return _named(HttpResponse(text, content_type=JSON_TYPE), f"{name}.json", inline=True)


def json_stream(
    name: str, head: dict, lists: Iterable[tuple[str, Iterable[dict]]]
) -> StreamingHttpResponse:
    """JSON in UTF-8: what `head` holds, then each list of records, a line a record."""
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
