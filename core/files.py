"""Tables as files: CSV that spreadsheets open as they should, XLSX, JSON."""

import csv
import io
import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMATS = ("csv", "xlsx", "json")
# A spreadsheet would run a text that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it, for streaming."""

    def write(self, text: str) -> str:
        return text


def harmless(cell):
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_response(name: str, header: list[str], rows: Iterable[list]) -> StreamingHttpResponse:
    """A CSV file in UTF-8 with a byte-order mark, sent line by line."""
    writer = csv.writer(_Echo())

    def lines():
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    return _named(response, f"{name}.csv")


def xlsx_response(name: str, sheets: dict[str, tuple[list[str], Iterable[list]]]) -> HttpResponse:
    """A workbook with one sheet for each (header, rows), the header frozen."""
    book = Workbook(write_only=True)
    for title, (header, rows) in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        sheet.append(header)
        for row in rows:
            sheet.append([_cell_value(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _named(HttpResponse(file.getvalue(), content_type=kind), f"{name}.xlsx")


def _cell_value(cell):
    cell = harmless(str(cell) if isinstance(cell, Promise) else cell)
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def json_response(name: str, data: dict) -> HttpResponse:
    """JSON in UTF-8, readable as it lies."""
    text = json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    return _named(response, f"{name}.json", inline=True)


def _named(response, name: str, *, inline: bool = False):
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response
