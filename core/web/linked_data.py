"""Facts about a page for programs: JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
# As Django's json_script does: no text can end the element that it stands in.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data: dict) -> SafeString:
    """The data as an element of a page. Browsers do not run it, so the strict policy lets it be."""
    document = {"@context": CONTEXT, **data}
    text = json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict:
    """The way to a page: names and whole addresses, from the outermost to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }
