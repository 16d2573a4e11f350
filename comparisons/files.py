"""A comparison as a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext

from comparisons.engine.facts import Citation
from comparisons.exports import EVIDENCE_HEADER, Header, evidence_rows
from core.records import versions
from core.web.files import Asked, csv_response, json_response, xlsx_response
from core.web.xlsx import Sheet


@dataclass(frozen=True)
class TakeAway:
    """What a file of a comparison holds.

    `data` is called for JSON; `rows` for sheets, with codes (`in_codes`) or words.
    """

    name: str
    data: Callable[[], dict]
    header: Header
    rows: Callable[..., Iterable[list]]
    evidence: Iterable[tuple[int, Citation]]


def status_of(asked: Asked, content, problems: list[str], status: int) -> int:
    """The status of the page. A file that cannot be given whole is refused: the page tells why."""
    is_refused = asked.problems or (asked.is_file and (problems or not content))
    return 400 if is_refused and status == 200 else status


def answer(asked: Asked, content: TakeAway) -> HttpResponseBase:
    """The file. XLSX has one sheet of rows and one of evidence. One query.

    A comparison fits a page, so its rows are made at once, while the reader's language holds.
    """
    version = versions.label()
    response = _file(asked, content, f"{content.name}-{version}")
    response["Data-Version"] = version
    return response


def _file(asked: Asked, content: TakeAway, name: str) -> HttpResponseBase:
    if asked.format == "json":
        return json_response(name, content.data())
    in_codes = asked.in_codes
    header, rows = _header(content.header, in_codes=in_codes), content.rows(in_codes=in_codes)
    if asked.format == "csv":
        return csv_response(name, header, list(rows))
    evidence = _header(EVIDENCE_HEADER, in_codes=in_codes)
    sheets = [
        Sheet(gettext("Rows"), header, list(rows)),
        Sheet(
            gettext("Evidence"),
            evidence,
            list(evidence_rows(content.evidence, in_codes=in_codes)),
        ),
    ]
    return xlsx_response(name, sheets)


def _header(header: Header, *, in_codes: bool) -> list[str]:
    return [code if in_codes else str(label) for code, label in header]
