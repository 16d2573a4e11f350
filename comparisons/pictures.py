"""A chart as a file: a drawing that says what it shows, from which sources, and where it stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from comparisons.charts import Chart
from comparisons.drawing import wrapped
from comparisons.engine.facts import Citation
from core.records import versions
from core.records.models import in_readers_language
from core.web.facets import printable
from core.web.files import csv_response

FORMATS = ("svg", "csv")
WIDTH, EDGE = 760, 24  # pixels
TITLE, TEXT = (64, 24), (100, 17)  # columns of a line, pixels down
ROOM = 90  # columns beside a mark
SOURCES_LISTED = 12
CHARTS_NAMED = 8

Lines = list[tuple[int, str]]  # each with its place down


def chart_file(request: HttpRequest, chart: Chart, kind: str, page: str) -> HttpResponseBase:
    """A chart as SVG, or its table as CSV; `page` is the absolute address where it stands."""
    if kind == "csv":
        response = csv_response(f"{chart.key}-{versions.label()}", *chart.table)
        response["Data-Version"] = versions.label()
        return response
    drawing = replace(chart.drawing, room=ROOM)
    title, y = lines([chart.title], *TITLE, above=EDGE)
    limits, top = lines([chart.limits, chart.remark], *TEXT, above=y)
    foot, height = lines(said_below(chart.sources, page), *TEXT, above=top + drawing.height + EDGE)
    context = {"title": title, "limits": limits, "top": top + EDGE, "foot": foot}
    context |= {"drawing": drawing, "alt": chart.alt, "width": WIDTH, "height": height + EDGE}
    return picture(request, "comparisons/picture.svg", chart.key, context)


def picture(request: HttpRequest, template: str, name: str, context: dict) -> HttpResponseBase:
    """An SVG file, named with the version of the data."""
    response = render(request, template, context, content_type="image/svg+xml")
    version = versions.label()
    named = content_disposition_header(as_attachment=True, filename=f"{name}-{version}.svg")
    response["Content-Disposition"], response["Data-Version"] = named, version
    return response


def said_below(sources: Sequence[Citation], page: str) -> list[str]:
    """What every picture says of itself: sources, site, version of the data, address."""
    titles = [in_readers_language(source, "title") for source in sources[:SOURCES_LISTED]]
    if more := len(sources) - len(titles):
        titles.append(_("and %(n)s more, named on the page") % {"n": more})
    version = _("Data version %(version)s") % {"version": versions.label()}
    sources = _("Sources: %(sources)s") % {"sources": _("; ").join(titles)}
    return [sources, f"{settings.SITE_TITLE} · {version}", page]


def lines(texts: Iterable[str], width: int, height: int, above: int = 0) -> tuple[Lines, int]:
    """The texts in lines below `above`, and where they end."""
    found = [line for text in texts if text for line in wrapped(text, width)]
    below = above + len(found) * height
    return [(above + n * height, line) for n, line in enumerate(found, 1)], below


def no_such_chart(wanted: str, known: Collection[str]) -> str:
    """What is wrong with an address that names another chart than those of the page."""
    if not known:
        return _("This page has no chart: no two of its figures may be ranked together.")
    return _("“%(value)s” is not a chart of this page. Its charts are: %(known)s.") % {
        "value": printable(wanted),
        "known": ", ".join(list(known)[:CHARTS_NAMED]),
    }
