"""Sources as entries of a list of references: GB/T 7714 in Chinese, APA in English."""

import re

from core.language import edtf
from core.language.text import reads_chinese
from sources.choices import SourceKind
from sources.models import Source

# GB/T 7714-2015, appendix B: newspaper, standard; Z is any other printed document.
MARKS = {SourceKind.NEWSPAPER: "N", SourceKind.STANDARD: "S"}
CALENDAR = re.compile(r"\d{4}(-\d\d){0,2}")


def reference(source: Source) -> str:
    """The source in the style of the reader's language. What it does not print is left out."""
    return _gb_t_7714(source) if reads_chinese() else _apa(source)


def _gb_t_7714(source: Source) -> str:
    mark = MARKS.get(source.kind, "Z")
    if source.url:
        mark = f"{mark if source.kind in MARKS else 'EB'}/OL"
    who = source.author.replace("、", ", ") or source.publisher
    publisher = source.publisher if source.author else ""
    place = ", ".join(filter(None, [publisher, _date(source)]))
    parts = [who, f"{source.title}[{mark}]", place, source.url]
    return " ".join(f"{part}." for part in parts if part)


def _apa(source: Source) -> str:
    publisher = source.publisher_en or source.publisher
    who = source.author.replace("、", ", ") or publisher
    title = f"{source.title_en} [{source.title}]" if source.title_en else source.title
    parts = [who, f"({_date(source) or 'n.d.'})", title, publisher if source.author else ""]
    return " ".join([*(f"{part}." for part in parts if part), source.url]).strip()


def _date(source: Source) -> str:
    if not source.issued or (reads_chinese() and CALENDAR.fullmatch(source.issued)):
        return source.issued
    return edtf.parse(source.issued).describe()
