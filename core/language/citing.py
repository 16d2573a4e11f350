"""Citations of a page as plain text: GB/T 7714, APA and BibTeX."""

import datetime
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.utils.text import slugify

KEY_LENGTH = 80


@dataclass(frozen=True)
class CitedPage:
    """What a citation names. `changed`: day of `version`; `source`: blank if there are several."""

    site: str
    title: str
    address: str
    version: str
    changed: datetime.date
    accessed: datetime.date
    source: str = ""

    @property
    def key(self) -> str:
        """The BibTeX key: the URL without host and language."""
        address = urlsplit(self.address)
        place = address.path.strip("/").partition("/")[2]
        values = [value for _name, value in parse_qsl(address.query)]
        words = slugify(" ".join([place.replace("/", " "), *values]))[:KEY_LENGTH]
        return f"zone-reforms-{words}".strip("-")


def gb_t_7714(page: CitedPage) -> str:
    entry = (
        f"{page.site}. {page.title}[DB/OL]. ({page.version})"
        f"[{page.accessed.isoformat()}]. {page.address}."
    )
    return f"{entry} {page.source}".strip()


def apa(page: CitedPage) -> str:
    """Data set with a group author, APA 7."""
    day = f"{page.accessed:%B} {page.accessed.day}, {page.accessed.year}"
    entry = (
        f"{page.site}. ({page.changed.year}). {page.title} (Version {page.version}) "
        f"[Data set]. Retrieved {day}, from {page.address}"
    )
    return f"{entry} ({page.source})" if page.source else entry


def bibtex(page: CitedPage) -> str:
    fields = {
        "author": f"{{{_tex(page.site)}}}",
        "title": _tex(page.title),
        "year": str(page.changed.year),
        "version": page.version,
        "url": _without_braces(page.address),
        "urldate": page.accessed.isoformat(),
    }
    if page.source:
        fields["note"] = _tex(page.source)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{page.key},\n{lines}}}"


def _tex(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "&%$#_" else sign for sign in _without_braces(text))


def _without_braces(text: str) -> str:
    return text.translate(str.maketrans("", "", "{}\\"))
