"""Attaching an article's text to its source: accepted texts and encodings."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sources.models import ArticleText, Source
from sources.models.articles import MAX_CHARACTERS, digest

MAX_BYTES = 4 * MAX_CHARACTERS  # bytes of a longest text in UTF-8 or GB18030
# UTF-8 first: text in GB18030 is hardly ever valid UTF-8 by chance.
ENCODINGS = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
LAYOUT = "\n\t"


def decode(data: bytes) -> tuple[str, str]:
    """A file's text and encoding. Raises ValidationError."""
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: %(size)s bytes, and at most %(limit)s are accepted.")
            % {"size": f"{len(data):,}", "limit": f"{MAX_BYTES:,}"}
        )
    if data.startswith(b"%PDF"):
        raise ValidationError(_("This is a PDF. Save its text as a plain text file first."))
    if b"\0" in data:
        raise ValidationError(_("This is no plain text file: it holds zero bytes."))
    for codec, name in ENCODINGS:
        try:
            return clean_text(data.decode(codec)), name
        except UnicodeDecodeError:
            continue
    raise ValidationError(
        _("The file is neither UTF-8 nor GB18030. Save it in one of these encodings.")
    )


def clean_text(text: str) -> str:
    """Normal line breaks, no control characters. Raises ValidationError if blank or too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = "".join(
        one for one in text if one in LAYOUT or unicodedata.category(one) not in ("Cc", "Cs")
    )
    if not text.strip():
        raise ValidationError(_("The text is empty."))
    if len(text) > MAX_CHARACTERS:
        raise ValidationError(
            _("The text is too long: %(size)s characters, and at most %(limit)s are accepted.")
            % {"size": f"{len(text):,}", "limit": f"{MAX_CHARACTERS:,}"}
        )
    return text


def attach(source: Source, text: str, user=None) -> bool:
    """Store or replace a source's text; False if it is the same. Two queries."""
    row = ArticleText.objects.filter(source=source).first()
    if row and row.sha256 == digest(text):
        return False
    row = row or ArticleText(source=source)
    row.text, row.attached_by = text, user
    row.save()
    return True
