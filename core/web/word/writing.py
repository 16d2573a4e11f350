"""The HTML of a template as a Word document.

What belongs to the screen is left out: forms, menus, marks that only decorate. Symbols are hidden
from screen readers in our pages, so that verdicts and blanks are words here too.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from django.utils.translation import pgettext

from core.web.word.charts import BarChart, add_chart
from core.web.word.styles import TABLE_HEAD, TABLE_TEXT, set_footer, set_up, turn

HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
PARAGRAPHS = {"p", "figcaption", "caption", "summary", "dt", "dd"}
BLOCKS = {*HEADINGS, *PARAGRAPHS, "ul", "ol", "li", "table", "figure", "section", "div", "details"}
BLOCKS |= {"article", "header", "dl", "blockquote", "main", "body"}
OF_THE_SCREEN = {"form", "nav", "button", "input", "select", "label", "meter", "svg", "template"}
OF_THE_SCREEN |= {"script", "style", "link"}
HIDDEN = {"visually-hidden", "value__printed"}  # of a value one reading is enough on paper
ON_A_NEW_LINE = {"note", "verdict"}
IN_BRACKETS = {"value__converted", "count", "flag"}
APART = {"stage", "muted", "small", "scope"}  # by a dot from what stands before them
QUOTED = "「」"  # as in our citations: what is quoted has quotation marks of its own
ACROSS_FROM = 5  # columns: the paper is turned
COLUMNS = 7  # of one table, at most; a wider one is continued below, under the same first column
LEAST, MOST = 11, 30  # letters that decide the share of a column
UNBROKEN = 800  # characters of a row that stays on one page
MILLIMETRES = {False: 170, True: 257}  # between the margins, upright and across


def document(
    html: str, *, title: str, footer: str, about: str, charts: Mapping[str, BarChart]
) -> bytes:
    """The document. `charts` are drawn where a figure of the HTML has `data-chart` with their key.

    `about` stands in the file's properties.
    """
    from docx import Document  # noqa: PLC0415, 16 MB
    from lxml import html as reading  # noqa: PLC0415, as above

    page = reading.document_fromstring(f"<body>{html}</body>").body
    made = Document()
    set_up(made)
    is_across = any(_width(table) >= ACROSS_FROM for table in page.iter("table"))
    if is_across:
        turn(made)
    set_footer(made, footer)
    made.core_properties.title, made.core_properties.subject = title, about
    made.core_properties.author = made.core_properties.comments = ""
    Writer(made, charts, MILLIMETRES[is_across]).blocks(page, made)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _width(table) -> int:
    return max(
        (sum(map(_span, row.iterchildren("td", "th"))) for row in table.iter("tr")), default=0
    )


def _span(cell) -> int:
    return int(cell.get("colspan") or 1)


def _is_left_out(element) -> bool:
    return (
        not isinstance(element.tag, str)  # a comment
        or element.tag in OF_THE_SCREEN
        or element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or not HIDDEN.isdisjoint(_classes(element))
    )


def _heads_group(cell) -> bool:
    """Whether the cell is the heading of the rows below it."""
    return cell.get("scope") == "rowgroup" or "section-row" in _classes(cell.getparent())


def _classes(element) -> list[str]:
    return (element.get("class") or "").split()


class Writer:
    """Writes blocks into a document or into a cell."""

    def __init__(self, made, charts: Mapping[str, BarChart], width: int):
        self.made, self.charts, self.width = made, charts, width
        self.bookmarks = self.drawn = 0
        # Of styles by name: python-docx searches all of them for each paragraph.
        self.styles = {style.name: style.style_id for style in made.styles}

    def blocks(self, element, into, style: str = "") -> None:
        """The children; text between blocks is a paragraph of its own. `style`: of paragraphs."""
        runs: list = []
        if element.text:
            runs.append(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag in BLOCKS:
                self.flush(runs, into, style)
                if not _is_left_out(child):
                    self.block(child, into, style)
            elif not _is_left_out(child):
                runs.append(child)
            if child.tail:
                runs.append(child.tail)
        self.flush(runs, into, style)

    def flush(self, runs: list, into, style: str) -> None:
        pieces = _tidied(piece for run in runs for piece in _pieces(run))
        runs.clear()
        if pieces:
            self.paragraph(pieces, into, style)

    def block(self, element, into, style: str) -> None:
        tag = element.tag
        if tag == "table":
            self.table(element)
        elif tag == "figure" and element.get("data-chart") in self.charts:
            self.blocks(element, into, style)
            self.drawn += 1
            place = into.add_paragraph()
            add_chart(place, self.charts[element.get("data-chart")], self.drawn, self.width)
        elif tag == "li":
            self.item(element, into, style)
        elif tag == "dl" and into is self.made and element.find("div") is not None:
            self.table(_as_table(element))
        elif tag == "summary" and next(element.iter(*HEADINGS), None) is None:
            self.blocks(element, into, style or "Heading 2")
        elif tag in HEADINGS:
            self.blocks(element, into, style or HEADINGS[tag])
        elif tag in ("figcaption", "caption"):
            self.blocks(element, into, style or "Caption")
        else:
            self.blocks(element, into, style)

    def item(self, element, into, style: str) -> None:
        """Of a numbered list with its number typed, so that notes and their marks always agree."""
        number = element.get("value")
        if not number:
            self.blocks(element, into, style or "List Bullet")
            return
        pieces = [(f"{number}.\t", {}), *_tidied(p for run in _runs(element) for p in _pieces(run))]
        self.paragraph(pieces, into, style or "List", bookmark=element.get("id") or "")

    def paragraph(self, pieces: Iterable[tuple[str, dict]], into, style: str, bookmark: str = ""):
        paragraph = into.add_paragraph()
        paragraph._p.style = self.styles.get(style)
        if bookmark:
            self._mark(paragraph, bookmark, is_start=True)
        for text, look in pieces:
            self._run(paragraph, text, look)
        if bookmark:
            self._mark(paragraph, bookmark, is_start=False)
        return paragraph

    def _run(self, paragraph, text: str, look: dict) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415

        run = paragraph.add_run(text)
        run.bold, run.italic = look.get("bold") or None, look.get("italic") or None
        run.font.superscript = look.get("superscript") or None
        if there := look.get("to"):
            link = OxmlElement("w:hyperlink")
            if there.startswith("#"):
                link.set(qn("w:anchor"), _bookmark(there[1:]))
            else:
                kind = (
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
                )
                link.set(qn("r:id"), paragraph.part.relate_to(there, kind, is_external=True))
            link.append(run._r)
            paragraph._p.append(link)

    def _mark(self, paragraph, name: str, *, is_start: bool) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415

        self.bookmarks += is_start
        mark = OxmlElement("w:bookmarkStart" if is_start else "w:bookmarkEnd")
        mark.set(qn("w:id"), str(self.bookmarks))
        if is_start:
            mark.set(qn("w:name"), _bookmark(name))
        paragraph._p.append(mark)

    def table(self, element) -> None:
        """The table; if it has too many columns in several, each with the first column."""
        width, rows = _width(element), list(element.iter("tr"))
        others = list(range(1, width))
        share = COLUMNS - 1
        parts = [others[n : n + share] for n in range(0, len(others), share)] or [[]]
        for part in parts:
            self._table(rows, [0, *part])
            self.made.add_paragraph()  # tables that touch would be one

    def _table(self, rows: Sequence, columns: Sequence[int]) -> None:
        from docx.shared import Mm  # noqa: PLC0415

        table = self.made.add_table(rows=0, cols=0)
        table.style, table.autofit = "Table Grid", False
        shares = _shares(rows, columns)
        widths = [Mm(self.width * one / sum(shares)) for one in shares]
        for width in widths:
            table._tbl.tblGrid.add_gridCol().w = width
        for row in rows:
            if not _is_left_out(row):
                self._row(table, row, columns, widths)

    def _row(self, table, row, columns: Sequence[int], widths: Sequence) -> None:
        """A row of a part of the table: cells that begin elsewhere are left out."""
        from docx.table import _Cell  # noqa: PLC0415

        made, place = table._tbl.add_tr(), 0
        is_head = row.getparent().tag == "thead"
        if is_head or len(row.text_content()) < UNBROKEN:
            _set(made, "cantSplit")
        if is_head:
            _set(made, "tblHeader")  # on each page again
        for source in row.iterchildren("td", "th"):
            span = [n for n, one in enumerate(columns) if place <= one < place + _span(source)]
            place += _span(source)
            if not span:
                continue
            cell = made.add_tc()
            cell.width = sum(widths[n] for n in span)
            if len(span) > 1:
                cell.grid_span = len(span)
            is_group = _heads_group(source)
            style = TABLE_HEAD if is_head or is_group or source.tag == "th" else TABLE_TEXT
            if is_head or is_group:
                _shade(cell)
            self._fill(_Cell(cell, table), source, style)

    def _fill(self, cell, source, style: str) -> None:
        [empty] = cell.paragraphs
        self.blocks(source, cell, style)
        if len(cell.paragraphs) > 1:
            empty._p.getparent().remove(empty._p)
        else:
            empty._p.style = self.styles[style]
        if _heads_group(source):  # a heading does not end a page
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _as_table(terms):
    """A list of terms, each with what is said of it in a `div`, as a table of two columns."""
    table = terms.makeelement("table")
    for pair in terms.iterchildren("div"):
        row = terms.makeelement("tr")
        table.append(row)
        for part in list(pair.iterchildren("dt", "dd")):
            part.tag = "th" if part.tag == "dt" else "td"
            row.append(part)
    return table


def _shares(rows: Sequence, columns: Sequence[int]) -> list[float]:
    """How wide the columns are: as long as their texts, within bounds."""
    longest = [LEAST] * (max(columns) + 1)
    for row in rows:
        cells = list(row.iterchildren("td", "th"))
        if all(_span(cell) == 1 for cell in cells):
            for place, cell in enumerate(cells[: len(longest)]):
                longest[place] = max(longest[place], _length(cell.text_content()))
    return [min(longest[place], MOST) for place in columns]


def _length(text: str) -> int:
    """In Latin letters, of which a Chinese character takes two."""
    return sum(2 if one > "\u2e80" else 1 for one in " ".join(text.split()))


def _bookmark(name: str) -> str:
    """Word's names of places have no hyphens."""
    return name.replace("-", "_")


def _set(row, *names: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    properties = row.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(f"w:{name}"))


def _shade(cell) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F5")):
        shade.set(qn(f"w:{name}"), value)
    cell.get_or_add_tcPr().append(shade)


def _runs(element) -> list:
    runs = [element.text or ""]
    for child in element:
        runs += [child, child.tail or ""]
    return runs


def _pieces(run, look: Mapping | None = None) -> Iterable[tuple[str, dict]]:
    """Texts with their look out of a text or an inline element."""
    look = dict(look or {})
    if isinstance(run, str):
        yield run, look
        return
    if _is_left_out(run):
        return
    tag = run.tag
    classes = _classes(run)
    if tag == "br" or not ON_A_NEW_LINE.isdisjoint(classes):
        yield "\n", {**look, "is_break": True}
    elif not APART.isdisjoint(classes):
        yield " · ", {"is_between": True}
    look |= {"bold": True} if tag in ("b", "strong") else {}
    look |= {"italic": True} if tag in ("i", "em") else {}
    look |= {"superscript": True} if tag == "sup" else {}
    there = run.get("href", "") if tag == "a" else ""
    if there.startswith(("#note-", "http://", "https://")):
        look["to"] = there
    before, after = "", ""
    if tag == "q":
        before, after = QUOTED
    elif not IN_BRACKETS.isdisjoint(classes):
        before, after = pgettext("around a conversion", "("), pgettext("around a conversion", ")")
    yield before, look
    for one in _runs(run):
        yield from _pieces(one, look)
    yield after, look


def _tidied(pieces: Iterable[tuple[str, dict]]) -> list[tuple[str, dict]]:
    """White space as a browser shows it, control characters left out."""
    found: list[tuple[str, dict]] = []
    for text, look in pieces:
        if look.get("is_break"):
            found.append((text, look))
            continue
        if look.get("is_between"):
            while found and found[-1][0] == " ":
                found.pop()
            if found and not found[-1][1].get("is_break"):
                found[-1] = (found[-1][0].rstrip(), found[-1][1])
                found.append((text, {}))
            continue
        clean = "".join(one for one in text if one.isprintable() or one.isspace())
        words = " ".join(clean.split())
        begins, ends = clean[:1].isspace(), clean[-1:].isspace()
        if look.get("superscript") and found:
            found[-1] = (found[-1][0].rstrip(), found[-1][1])
        before = found[-1][0][-1:] if found else " "
        if begins and not before.isspace():
            words = f" {words}"
        if ends and words.strip():
            words += " "
        if words:
            found.append((words, look))
    if found:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return [(text, look) for text, look in found if text]
