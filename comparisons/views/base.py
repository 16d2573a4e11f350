"""The base of the comparison pages."""

from collections.abc import Callable, Iterable, Sequence

from django.http import HttpResponseBase
from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons.addresses import address
from comparisons.briefings import briefing
from comparisons.shapes import Answer
from comparisons.sheets import EVIDENCE, Line, evidence_lines
from core.records import versions
from core.web.feeds import FEED, Followed, Records, feed_address, feed_response, known
from core.web.files import (
    DOCUMENT,
    FORMATS,
    Part,
    asked_file,
    csv_response,
    document_address,
    file_links,
    json_response,
    sheet,
    xlsx_response,
)
from core.web.tables import Column


class ComparisonPage(TemplateView):
    """Records side by side, named by the address, as a page, a file or a feed.

    The first of `parameters` names the records. The context's `compared` is for files: `shape`
    makes its JSON, `lines` its rows.
    """

    parameters: tuple[str, ...]
    formats: tuple[str, ...] = (*FORMATS, DOCUMENT, FEED)
    briefing_name: str  # template
    embed_page: str  # URL name of the embedded form
    file_name: str
    shape: type[Answer]
    columns: tuple[Column, ...]
    lines: Callable[..., Iterable[Line]]

    def address(self, slugs: Sequence[str]) -> str:
        """The page of other records."""
        return address(self.request.path, **{self.parameters[0]: slugs})

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters, self.formats)
        if self.asked.format == FEED and (answer := known(request)):
            return answer
        context = self.get_context_data(**kwargs)
        if self.asked.is_document and context["status"] == 200:
            return self.document(context)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def followed(self, context) -> tuple[Records, ...]:
        """The records whose changes the feed tells."""
        raise NotImplementedError

    def document(self, context) -> HttpResponseBase:
        """What the page shows as a Word document."""
        shown = context["comparison"]
        if heads := context.get("heads"):
            context["heads"] = [(column, None) for column, _moves in heads]
        return briefing(
            self.request,
            self.briefing_name,
            "-".join([self.file_name, *context["compared"].slugs]),
            {**context, "findings": context["compared"].findings},
            evidence=shown.evidence,
            charts=getattr(shown, "drawn", ()),
        )

    def file(self, context) -> HttpResponseBase:
        """The comparison as CSV, XLSX or JSON, in the reader's language. One query. Or the feed."""
        compared, version = context["compared"], versions.label()
        if self.asked.format == FEED:
            followed = Followed(
                context["cited_title"], context["cited_path"], self.followed(context)
            )
            return feed_response(self.request, followed)
        name = "-".join([self.file_name, *compared.slugs])[:120] + f"-{version}"
        if self.asked.format == "json":
            page = self.request.build_absolute_uri(self.address(compared.slugs))
            response = json_response(name, self.shape.answer(compared, page, version))
        else:
            response = self._sheets(name, compared)
        response["Data-Version"] = version
        return response

    def _sheets(self, name: str, compared) -> HttpResponseBase:
        in_codes = self.asked.in_codes
        rows = _part(gettext("Rows"), self.columns, self.lines(compared, in_codes=in_codes))
        written = sheet(rows, in_codes=in_codes)
        if self.asked.format == "csv":
            return csv_response(name, written.header, written.rows)
        evidence = _part(gettext("Evidence"), EVIDENCE, evidence_lines(compared.places))
        return xlsx_response(name, [written, sheet(evidence, in_codes=in_codes)])

    def get_context_data(self, *, compared, problems: list[str], status: int, **kwargs):
        """A file that would be incomplete is refused."""
        asked = self.asked
        is_taken = asked.is_file or asked.is_document
        if status == 200 and (asked.problems or (is_taken and (problems or not compared))):
            status = 400
        return super().get_context_data(
            compared=compared,
            problems=[*problems, *asked.problems],
            ignored=asked.ignored,
            status=status,
            files=file_links(self.request),
            document=document_address(self.request) if compared else "",
            feed=feed_address(kwargs["cited_path"]) if compared else "",
            **kwargs,
        )


def _part(title: str, columns: tuple[Column, ...], lines: Iterable[Line]) -> Part:
    """The rows are made now, while the reader's language is active."""
    rows = [[line.get(column.name) for column in columns] for line in lines]
    return Part(title, title, columns, lambda: rows)
