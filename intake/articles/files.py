"""An article out of a file: plain text, a Word document, a PDF with a text layer, a web page.

The libraries are loaded when a file needs them: together they take 60 MB.
"""

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from intake.articles.texts import clean_text, decode
from sources.models import MAX_CHARACTERS

ACCEPTED = ".txt,.docx,.pdf,.html,.htm"
MOST_PAGES = 300
MOST_EXPANDED = 64 << 20  # bytes of a Word document
MEMBERS = 2000  # parts of a Word document
PATIENCE = 20.0  # seconds for the pages of a PDF
LARGEST_PAGE = 8 << 20  # bytes of a web page
# What is read at once, in some ten seconds at most: time can be looked at only in between.
MOST_TAGS = 60_000  # of a web page
LARGEST_CONTENT = 4 << 20  # bytes of instructions of a page of a PDF, with its forms
MOST_STEPS = 2_000_000  # of a PDF
NEW_PARAGRAPH = "\n\n"  # so that long lines are not joined as those of a column are
HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml")


@dataclass(frozen=True)
class Extract:
    """A text, and what its file says of it: texts, "" where it says nothing; `issued` in EDTF."""

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    issued: str = ""


def extract(data: bytes) -> Extract:
    """The article in a file. Raises ValidationError with a sentence for the person."""
    if data.startswith(b"%PDF"):
        return _checked(_of_pdf, data, _("This PDF is broken or locked: it cannot be read."))
    if data.startswith(b"PK"):
        return _checked(_of_word, data, _("This Word document is broken: it cannot be read."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("This is a document of an old form (.doc). Save it as .docx or as plain text.")
        )
    if data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML_STARTS):
        return _checked(_of_page, data, _("This web page cannot be read. Paste its text instead."))
    return Extract(decode(data)[0])


def _checked(read, data: bytes, problem: str) -> Extract:
    try:
        return read(data)
    except ValidationError:
        raise
    except Exception as error:  # broken files raise whatever these libraries meet first
        raise ValidationError(problem) from error


def _of_pdf(data: bytes) -> Extract:
    from pypdf import PdfReader  # noqa: PLC0415, 17 MB

    reader = PdfReader(io.BytesIO(data))
    if len(reader.pages) > MOST_PAGES:
        words = {"n": len(reader.pages), "limit": MOST_PAGES}
        sentence = _("The PDF has %(n)s pages, and at most %(limit)s are read: paste the article.")
        raise ValidationError(sentence % words)
    texts, size, until = [], 0, time.monotonic() + PATIENCE
    steps = count()

    def be_brief(*_step, is_large: bool = False) -> None:
        """Also among the steps of a form, which pages and forms may draw again and again."""
        if is_large or time.monotonic() > until or next(steps) > MOST_STEPS:
            raise ValidationError(_("This PDF takes too long to read: paste the article."))

    for page in reader.pages:
        be_brief(is_large=_size_of(page) + sum(_sizes_of_forms(page, set())) > LARGEST_CONTENT)
        texts.append(page.extract_text(visitor_operand_before=be_brief))
        size += len(texts[-1])
        if size > MAX_CHARACTERS:
            break  # clean_text says that it is too long
    if not any(text.strip() for text in texts):
        raise ValidationError(
            _("This PDF has no text layer: it is pictures. Have its text recognised first.")
        )
    found = reader.metadata
    title, author = (found.title, found.author) if found else ("", "")
    return Extract(clean_text("\n".join(texts)), title=_line(title), author=_line(author))


def _size_of(page) -> int:
    contents = page.get_contents()
    return 0 if contents is None else len(contents.get_data())


def _sizes_of_forms(holder, seen: set[int]) -> Iterator[int]:
    """Of the forms that a page or a form has, each once."""
    forms = holder
    for name in ("/Resources", "/XObject"):
        forms = forms[name] if name in forms else {}  # noqa: SIM401, resolves
    for one in (forms[name] for name in forms):
        if one.get("/Subtype") == "/Form" and id(one) not in seen:
            seen.add(id(one))
            yield len(one.get_data())
            yield from _sizes_of_forms(one, seen)


def _of_word(data: bytes) -> Extract:
    from docx import Document  # noqa: PLC0415, 16 MB

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        expanded = sum(one.file_size for one in members)
        if len(members) > MEMBERS or expanded > MOST_EXPANDED:
            words = {"size": filesizeformat(expanded), "limit": filesizeformat(MOST_EXPANDED)}
            sentence = _("The document would expand to %(size)s; at most %(limit)s are taken.")
            raise ValidationError(sentence % words)
        if "word/document.xml" not in archive.namelist():
            raise ValidationError(_("This is no Word document. Give .docx, or paste the text."))
    document = Document(io.BytesIO(data))
    text = NEW_PARAGRAPH.join(line for line in _lines(document) if line.strip())
    said = document.core_properties
    return Extract(clean_text(text), title=_line(said.title), author=_line(said.author))


def _lines(document) -> Iterator[str]:
    """Paragraphs and rows of tables, in order; cells that are merged once.

    Not `row.cells`: it repeats a cell as often as its gridSpan says, and one may say a milliard.
    """
    from docx.table import _Cell  # noqa: PLC0415, as above

    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = (_Cell(one, block) for one in row._tr.tc_lst if one.vMerge != "continue")
                yield "\t".join(" ".join(cell.text.split()) for cell in cells)
        else:
            yield block.text


def _of_page(data: bytes) -> Extract:
    from trafilatura import bare_extraction  # noqa: PLC0415, 27 MB

    if len(data) > LARGEST_PAGE:
        words = {"size": filesizeformat(len(data)), "limit": filesizeformat(LARGEST_PAGE)}
        sentence = _("The page is too large: %(size)s, and at most %(limit)s are taken.")
        raise ValidationError(sentence % words)
    if data.count(b"<") > MOST_TAGS:
        raise ValidationError(_("This page takes too long to read: paste the article."))
    found = bare_extraction(data, include_comments=False, with_metadata=True)
    if found is None or not found.text:
        raise ValidationError(_("No article is found on this page. Paste its text instead."))
    lines = (line for line in found.text.split("\n") if line.strip())
    return Extract(
        clean_text(NEW_PARAGRAPH.join(lines)),
        title=_line(found.title),
        publisher=_line(found.sitename),
        author=_line(found.author).replace("; ", "、"),
        issued=_line(found.date),
    )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def too_large() -> str:
    limit = filesizeformat(settings.IMPORT_MAX_BYTES)
    return _("The file is too large: at most %(limit)s are taken.") % {"limit": limit}
