"""A comparison as a file: which format is asked for, and the answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from comparisons.exports import evidence_header, evidence_rows
from comparisons.facts import Citation
from core.facets import printable
from core.files import FORMATS, csv_response, json_response, xlsx_response


@dataclass(frozen=True)
class TakeAway:
    """What a file of a comparison holds. `data` is called for JSON, `rows` for sheets."""

    name: str
    data: Callable[[], dict]
    header: list[str]
    rows: Callable[[], Iterable[list]]
    evidence: Iterable[tuple[int, Citation]]


def wanted_format(request: HttpRequest, problems: list[str], known: tuple = FORMATS) -> str:
    """The format in the address; blank for a page. An unknown one is added to the problems."""
    wanted = request.GET.get("format", "")
    if wanted and wanted not in known:
        problems.append(
            gettext("“%(value)s” is not a format that we have: choose one of %(known)s.")
            % {"value": printable(wanted), "known": ", ".join(known)}
        )
        return ""
    return wanted


def links(request: HttpRequest) -> list[tuple[str, str]]:
    """(format, address) of this page's files."""
    return [(name, file_address(request, name)) for name in FORMATS]


def file_address(request: HttpRequest, name: str) -> str:
    """The address of this page as a file of that format."""
    query = request.GET.copy()
    for passing in ("show", "add"):
        query.pop(passing, None)
    query["format"] = name
    return f"{request.path}?{query.urlencode()}"


def answer(wanted: str, content: TakeAway) -> HttpResponseBase:
    """The file. XLSX has one sheet of rows and one of evidence."""
    if wanted == "json":
        return json_response(content.name, content.data())
    if wanted == "csv":
        return csv_response(content.name, content.header, content.rows())
    sheets = {
        gettext("Rows"): (content.header, content.rows()),
        gettext("Evidence"): (evidence_header(), evidence_rows(content.evidence)),
    }
    return xlsx_response(content.name, sheets)
