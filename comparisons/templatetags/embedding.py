"""The code with which another site embeds a comparison or a chart."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html

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
