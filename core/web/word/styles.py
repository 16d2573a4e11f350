"""The paper and the styles of a document. Word's own styles, so that a template can replace them.

python-docx is imported where it is used: it takes 16 MB.
"""

from core.language.text import reads_chinese

FONTS = {True: ("Times New Roman", "SimSun", "SimHei"), False: ("Calibri", "SimSun", "SimHei")}
HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3")
TABLE_TEXT, TABLE_HEAD = "Table Text", "Table Head"  # ours: Word has no style of text in cells
INK = "1F2933"
# Points: size, space before, space after.
SIZES = {
    "Normal": (10.5, 0, 6),
    "Title": (20, 0, 6),
    "Heading 1": (14, 16, 4),
    "Heading 2": (12, 12, 4),
    "Heading 3": (10.5, 8, 2),
    "Caption": (9, 6, 4),
    "List": (9, 0, 3),
    "List Bullet": (10.5, 0, 3),
    TABLE_TEXT: (8.5, 1, 1),
    TABLE_HEAD: (8.5, 1, 1),
    "Footer": (8, 0, 0),
}


def set_up(document) -> None:
    """A4, fonts for both scripts, sizes."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in (TABLE_TEXT, TABLE_HEAD):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[
            "Normal"
        ]
    document.styles[TABLE_HEAD].font.bold = True
    latin, serif, sans = FONTS[reads_chinese()]
    defaults = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    _set_fonts(defaults, latin, serif)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    for name, (size, before, after) in SIZES.items():
        style = document.styles[name]
        is_head = name in (*HEADINGS, TABLE_HEAD)
        _set_fonts(style.element.get_or_add_rPr(), latin, sans if is_head else serif)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(INK)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.15
    document.styles["Caption"].paragraph_format.keep_with_next = True
    notes = document.styles["List"].paragraph_format
    notes.left_indent, notes.first_line_indent = Cm(0.9), Cm(-0.9)


def _set_fonts(properties, latin: str, chinese: str) -> None:
    """On the run properties of a style; fonts of a theme would win over names."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{script}"), name)


def turn(document) -> None:
    """The paper across, for wide tables."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def set_footer(document, words: str) -> None:
    """These words, then the number of the page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words} · ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"  # until Word counts
    run.append(text)
    number.append(run)
    paragraph._p.append(number)
