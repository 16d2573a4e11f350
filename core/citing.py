"""How a page is cited: GB/T 7714, APA and BibTeX, as plain text."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class CitedPage:
    """What a citation names. `site` and `title` are in the language of the page."""

    site: str
    title: str
    address: str
    version: str
    accessed: datetime.date


def gb_t_7714(page: CitedPage) -> str:
    """Author-less database entry of GB/T 7714—2015."""
    return (
        f"{page.site}. {page.title}[DB/OL]. ({page.version})"
        f"[{page.accessed.isoformat()}]. {page.address}."
    )


def apa(page: CitedPage) -> str:
    """Data set with a group author, APA 7."""
    day = f"{page.accessed:%B} {page.accessed.day}, {page.accessed.year}"
    return (
        f"{page.site}. ({page.accessed.year}). {page.title} (Version {page.version}) "
        f"[Data set]. Retrieved {day}, from {page.address}"
    )


def bibtex(page: CitedPage) -> str:
    """A @misc entry; braces in texts are taken out, so that they cannot end a field."""
    fields = {
        "author": f"{{{_tex(page.site)}}}",
        "title": _tex(page.title),
        "year": str(page.accessed.year),
        "version": page.version,
        "url": _tex(page.address),
        "urldate": page.accessed.isoformat(),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{zone-reforms-{page.accessed:%Y%m%d},\n{lines}}}"


def _tex(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\", "")
