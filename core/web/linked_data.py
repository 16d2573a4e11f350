"""JSON-LD with schema.org terms."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
# As in Django's json_script: no text can close the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data: dict) -> SafeString:
    """A script element with the data. Not executed, so the CSP allows it."""
    document = {"@context": CONTEXT, **data}
    text = json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
