"""A comparison as a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext

from comparisons.evidence import Note
from comparisons.sheets import EVIDENCE, Line, evidence_lines
from core.records import versions
from core.web.files import Asked, csv_response, json_response, xlsx_response
from core.web.parts import Part, header, sheet, written_rows
from core.web.tables import Column


@dataclass(frozen=True)
class TakeAway:
    """A file's content: `data` makes JSON from the data version; `lines` in codes or words."""

    name: str
    data: Callable[[str], dict]
    columns: tuple[Column, ...]
    lines: Callable[..., Iterable[Line]]
    evidence: Iterable[Note]


def answer(asked: Asked, content: TakeAway) -> HttpResponseBase:
    """The file; rows are made at once, while the reader's language is active. One query."""
    version = versions.label()
    response = _file(asked, content, version, f"{content.name}-{version}")
    response["Data-Version"] = version
    return response


def _file(asked: Asked, content: TakeAway, version: str, name: str) -> HttpResponseBase:
    if asked.format == "json":
        return json_response(name, content.data(version))
    in_codes = asked.in_codes
    rows = _part(gettext("Rows"), content.columns, content.lines(in_codes=in_codes))
    if asked.format == "csv":
        return csv_response(
            name, header(rows.columns, in_codes=in_codes), written_rows(rows, in_codes=in_codes)
        )
    evidence = _part(gettext("Evidence"), EVIDENCE, evidence_lines(content.evidence))
    return xlsx_response(name, [sheet(rows, in_codes), sheet(evidence, in_codes)])


def _part(title: str, columns: tuple[Column, ...], lines: Iterable[Line]) -> Part:
    rows = [[line.get(column.name) for column in columns] for line in lines]
    return Part(title, title, columns, lambda: rows)
