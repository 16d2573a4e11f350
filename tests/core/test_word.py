"""HTML of a template as a Word document, read back with python-docx."""

import io
from zipfile import ZipFile

import pytest
from django.utils import translation
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from core.web.word.charts import Bar, BarChart
from core.web.word.writing import document


def written(html: str, language: str = "en", **charts) -> bytes:
    with translation.override(language):
        return document(html, title="T", footer="Site", about="http://x/", charts=charts)


def read(html: str, language: str = "en") -> Document:
    return Document(io.BytesIO(written(html, language)))


def lines(made) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in made.paragraphs if one.text]


def test_headings_lists_and_captions_have_words_own_styles():
    made = read(
        "<h1>A</h1><p>B\n <b>c</b> </p><h2>D</h2><ul><li>E</li></ul>"
        '<ol><li id="note-1" value="1">F <q>g</q></li></ol>'
        "<figure><figcaption>H</figcaption></figure>"
    )
    assert lines(made) == [
        *[("Title", "A"), ("Normal", "B c"), ("Heading 1", "D"), ("List Bullet", "E")],
        *[("List", "1.\tF 「g」"), ("Caption", "H")],
    ]


def test_what_is_for_the_screen_only_is_left_out_and_symbols_stay_behind():
    made = read(
        '<p><span aria-hidden="true">≠</span> not comparable<span class="visually-hidden">x</span>'
        "</p><form><p>Choose</p></form><nav><ul><li>Menu</li></ul></nav><p hidden>y</p><!-- z -->"
        '<p>5 ha <span class="stage">in force</span></p><p>1\x022</p>'
    )
    assert lines(made) == [
        *[("Normal", "not comparable"), ("Normal", "5 ha · in force"), ("Normal", "12")]
    ]


def test_a_note_is_a_superscript_that_leads_to_its_bookmark_and_an_address_is_a_link():
    made = read(
        '<p>5 <sup><a href="#note-2">2</a></sup> <a href="/en/">page</a> '
        '<a href="http://x/">x</a></p><ol><li id="note-2" value="2">Source</li></ol>'
    )
    [note, address] = made.element.body.iter(qn("w:hyperlink"))
    assert note.get(qn("w:anchor")) == "note_2"
    assert note.find(f".//{qn('w:vertAlign')}").get(qn("w:val")) == "superscript"
    [mark] = made.element.body.iter(qn("w:bookmarkStart"))
    assert mark.get(qn("w:name")) == "note_2"
    there = made.part.rels[address.get(qn("r:id"))]
    assert (there.target_ref, there.is_external) == ("http://x/", True)


def _table(columns: int) -> str:
    head = "".join(f"<th>c{n}</th>" for n in range(columns))
    cells = "".join(f"<td>{n}</td>" for n in range(1, columns))
    section = f'<tr><th scope="rowgroup" colspan="{columns}">All</th></tr>'
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{section}"
        f"<tr><th>row</th>{cells}</tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("columns", "is_across", "widths"), [(4, False, [4]), (5, True, [5]), (14, True, [7, 7, 2])]
)
def test_wide_tables_turn_the_paper_and_go_on_below_under_the_same_first_column(
    columns, is_across, widths
):
    made = read(_table(columns))
    assert (made.sections[0].orientation == WD_ORIENT.LANDSCAPE) == is_across
    assert [len(table.columns) for table in made.tables] == widths
    shown = []
    for table in made.tables:
        head, section, row = table.rows
        assert head._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert {cell.text for cell in section.cells} == {"All"}
        assert (head.cells[0].text, row.cells[0].text) == ("c0", "row")
        assert table.style.name == "Table Grid"
        shown += [cell.text for cell in row.cells[1:]]
    assert shown == [str(n) for n in range(1, columns)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_both_scripts_have_fonts_by_name_which_a_theme_does_not_overrule(language):
    made = read("<h1>开发区</h1>", language)
    for name, chinese in (("Normal", "SimSun"), ("Heading 1", "SimHei"), ("Table Text", "SimSun")):
        fonts = made.styles[name].element.find(f".//{qn('w:rFonts')}")
        assert fonts.get(qn("w:eastAsia")) == chinese
        assert not [key for key in fonts.attrib if key.endswith("Theme")]


def test_a_chart_is_drawn_by_word_itself_with_its_values_and_in_words():
    bars = [Bar("临汾 & <co>", 1413.03, "1,413.03 mu"), Bar("B", -2.0, "-2", is_hollow=True)]
    html = '<figure data-chart="one"><figcaption>Land</figcaption></figure>'
    content = written(html, one=BarChart(bars, 'Bars of "land"'))
    parts = ZipFile(io.BytesIO(content))
    drawn = etree.fromstring(parts.read("word/charts/chart1.xml"))
    texts = [one.text for one in drawn.iter("{*}v")]
    assert texts == ["临汾 & <co>", "B", "1413.03", "-2.0"]
    assert [one.text for one in drawn.iter("{*}t")] == ["1,413.03 mu", "-2"]
    assert len(list(drawn.iter("{*}dPt"))) == 1
    made = Document(io.BytesIO(content))
    [place] = made.element.body.iter(qn("wp:docPr"))
    assert place.get("descr") == 'Bars of "land"'
