"""Comparisons as Word documents to hand on, made of what their pages show (decision 33)."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from comparisons.charts import HOLLOW, Chart
from comparisons.engine.facts import Evidence
from core.language.citing import apa, gb_t_7714
from core.language.text import reads_chinese
from core.records import versions
from core.templatetags.texts import plain
from core.web import crowds
from core.web.files import document_response
from core.web.word.charts import Bar, BarChart
from core.web.word.writing import document
from sources.models import Source
from sources.references import reference
from sources.templatetags.citing import cited_page

NAME_LENGTH = 120


def briefing(
    request: HttpRequest,
    template: str,
    name: str,
    context: dict,
    *,
    evidence: Evidence,
    charts: Sequence[Chart],
) -> HttpResponse:
    """The document of a page: `context` is the page's, with `cited_title` and `cited_path`.

    One query for the sources. It takes the place of a large file. Raises CrowdedError.
    """
    with crowds.files.one():
        version = versions.current()
        page = cited_page(request, context["cited_title"], context["cited_path"], version)
        drawn = [
            chart
            for chart in charts
            if isinstance(chart, Chart) and chart.entries[0].figure.canonical_unit != "rank"
        ]
        html = render_to_string(
            template,
            {
                **context,
                "title": page.title,
                "page": page,
                "citation": gb_t_7714(page) if reads_chinese() else apa(page),
                "evidence": evidence,
                "references": references(evidence),
                "drawn": drawn,
            },
            request,
        )
        footer = f"{settings.SITE_TITLE} · {gettext('Data version')} {page.version}"
        content = document(
            html,
            title=page.title,
            footer=footer,
            about=page.address,
            charts={chart.key: _bars(chart) for chart in drawn},
        )
    response = document_response(f"{name[:NAME_LENGTH]}-{page.version}", content)
    response["Data-Version"] = page.version
    return response


def references(evidence: Evidence) -> list[str]:
    """The sources of the evidence as a list of references, in the order of first use. One query."""
    slugs = [citation.source for citation in evidence.sources]
    found = {source.slug: source for source in Source.objects.filter(slug__in=slugs)}
    return [reference(found[slug]) for slug in slugs if slug in found]


def _bars(chart: Chart) -> BarChart:
    """As Word draws it: what is a dot on its stem on the page is a bar."""
    bars = [
        Bar(plain(one.label), float(one.value), one.text, one.figure.status in HOLLOW)
        for one in chart.entries
    ]
    return BarChart(bars, plain(chart.alt))
