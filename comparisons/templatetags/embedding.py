"""A chart's files and address; the code with which another site embeds a comparison or a chart."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html

from comparisons.pictures import FORMATS
from core.templatetags.texts import canonical_path, plain
from core.web.addresses import absolute

register = template.Library()

HEIGHT = 640  # pixels


@register.inclusion_tag("comparisons/_embed_code.html", takes_context=True)
def embed_code(context, page: str, title, chart: str = ""):
    """The iframe to paste into another page; `page` is the URL name of the embedded form."""
    path = context.get("cited_path") or canonical_path(context)
    query = QueryDict(urlsplit(path).query, mutable=True)
    if chart:
        query["chart"] = chart
    address = absolute(context["request"], f"{reverse(page)}?{query.urlencode()}")
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        address,
        f"{plain(title)} · {settings.SITE_TITLE}",
        HEIGHT,
    )
    # An apostrophe is safe between double quotes, and easier to read.
    return {"code": code.replace("&#x27;", "'"), "address": address, "chart": chart}


@register.inclusion_tag("comparisons/_chart_files.html", takes_context=True)
def chart_files(context, chart):
    """PNG, SVG, CSV of a chart, its address, and how to cite it.

    The files are made by the page itself at `chart_path`, or by the chart's embedded form.
    """
    whole = context.get("cited_path") or canonical_path(context)
    here = context.get("chart_path") or f"{reverse('embed-chart')}?{urlsplit(whole).query}"
    path, _mark, query = here.partition("?")
    files = {}
    for kind in (*FORMATS, "json") if chart.has_plot else FORMATS:
        named = QueryDict(query, mutable=True)
        named.update({"chart": chart.key, "format": kind})
        files[kind] = f"{path}?{named.urlencode()}"
    page = context.get("whole") or context.get("chart_path") or whole
    is_cited_here = "whole" not in context
    return {
        "chart": chart,
        "files": files,
        "address": f"{page}#{chart.key}",
        "is_cited": is_cited_here,
    }
