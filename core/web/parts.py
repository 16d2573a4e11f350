"""Tables of a list or a record as one file, in any format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from operator import itemgetter

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.language.formatting import plain, sheet_number
from core.records import versions
from core.web.addresses import absolute
from core.web.files import Asked, csv_response, json_stream, query_with, xlsx_response
from core.web.tables import Column, Kind, Table, Text, Value, values
from core.web.xlsx import Sheet

NUMBERS = (Kind.NUMBER, Kind.INTEGER)
TABLE = "table"  # column of a CSV of several tables: the line's table


@dataclass(frozen=True)
class Part:
    """A table of a file; `rows` is read while writing."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[list[Value]]]


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
    """The requested file, streamed.

    CSV has the columns of all parts, and one naming the part; XLSX a sheet per part and one about
    it.
    """
    version, query = versions.label(), query_with(request.GET, page="")
    address = absolute(request, f"{request.path}?{query}" if query else request.path)
    file = f"{name}-{version}"
    if asked.format == "json":
        head = {"title": title, "address": address, "data_version": version}
        key = "rows" if len(parts) == 1 else ""
        response = json_stream(
            file,
            head | {"columns": {c.name: str(c.label) for one in parts for c in one.columns}},
            ((key or one.name, _records(one)) for one in parts),
        )
    elif asked.format == "csv":
        response = csv_response(file, *_one_table(parts, in_codes=asked.in_codes))
    else:
        about = _about(title, address, version, parts)
        response = xlsx_response(file, [*(sheet(p, asked.in_codes) for p in parts), about])
    response["Data-Version"] = version
    response["Link"] = f'<{address}>; rel="describedby"; type="text/html"'
    return response


def _cell_writers(columns: Iterable[Column], *, in_codes: bool) -> list[tuple[int, Callable]]:
    """(place, function) of converted columns. Labels are read here: streaming has no language."""
    writers = []
    for place, column in enumerate(columns):
        if column.is_list:
            writers.append((place, "; ".join))
        elif column.kind == Kind.NUMBER:
            writers.append((place, sheet_number))
        elif column.kind == Kind.YES_NO:
            said = {True: "true", False: "false"} if in_codes else {True: _("yes"), False: _("no")}
            writers.append((place, said.get))
        elif column.choices and not in_codes:
            writers.append((place, column.words().get))
    return writers


def written_rows(part: Part, *, in_codes: bool) -> Iterator[list]:
    """Rows as cells: labels or codes, numbers as numbers, lists in one cell."""
    writers = _cell_writers(part.columns, in_codes=in_codes)
    return (_written(row, writers) for row in part.rows())


def _written(row: list, writers: list[tuple[int, Callable]]) -> list:
    for place, write in writers:
        if row[place] is not None:
            row[place] = write(row[place])
    return row


def header(columns: Iterable[Column], *, in_codes: bool) -> list[str]:
    return [column.name if in_codes else str(column.label) for column in columns]


def _columns(parts: list[Part]) -> dict[str, Column]:
    """The columns of all parts by name."""
    columns: dict[str, Column] = {}
    for one in parts:
        for column in one.columns:
            columns.setdefault(column.name, column)
    return columns


def _one_table(parts: list[Part], *, in_codes: bool) -> tuple[list[str], Iterator[list]]:
    columns = _columns(parts)
    names = header(columns.values(), in_codes=in_codes)
    if len(parts) == 1:
        return names, written_rows(parts[0], in_codes=in_codes)
    written = [
        (
            one.name if in_codes else str(one.title),
            [column.name for column in one.columns],
            written_rows(one, in_codes=in_codes),
        )
        for one in parts
    ]
    blank = dict.fromkeys(columns)

    def lines():
        for what, there, rows in written:
            for row in rows:
                yield [what, *(blank | dict(zip(there, row, strict=True))).values()]

    return [TABLE if in_codes else _("Table"), *names], lines()


def sheet(part: Part, in_codes: bool) -> Sheet:
    return Sheet(
        title=str(part.title),
        header=header(part.columns, in_codes=in_codes),
        rows=written_rows(part, in_codes=in_codes),
        numbers={n for n, column in enumerate(part.columns) if column.kind in NUMBERS},
    )


def _about(title: str, address: str, version: str, parts: list[Part]) -> Sheet:
    rows = [
        [_("Title"), title],
        [_("Page"), address],
        [_("Data version"), version],
        [_("Site"), str(settings.SITE_TITLE)],
        ["", ""],
        [_("Column"), _("What it holds"), _("What a blank cell means"), _("Machine name")],
    ]
    rows += [[str(c.label), str(c.about), str(c.blank), c.name] for c in _columns(parts).values()]
    wide = [[*row, "", ""][:4] for row in rows]
    header = [_("About this file"), "", "", ""]
    return Sheet(_("About this file"), header, wide, widths=[36, 60, 40, 24], is_prose=True)


def _records(part: Part) -> Iterator[dict]:
    """Rows as dictionaries: numbers as texts of digits, blanks as null."""
    names = [column.name for column in part.columns]
    for row in part.rows():
        yield dict(zip(names, map(_json_value, row), strict=True))


def _json_value(value: Value):
    return plain(value) if isinstance(value, Decimal) else None if value == "" else value
