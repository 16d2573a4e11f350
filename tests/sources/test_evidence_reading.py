"""Quotes are found whatever the layout, the width and the kind of the characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.evidence.reading import as_read, paragraphs_of, reading_of
from tests.sources.article import ARTICLE


def found(quote: str, text: str = ARTICLE) -> list[str]:
    """What the original prints where a quotation was found."""
    reading = reading_of(text)
    places = [reading.span(*span) for span in reading.find(quote)]
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("总收入103.5亿元", "总收入103.5亿元"),
        ("一枚印章管审批", "一枚印\n\n章管审批"),
        ("工业产值", "工\n业产值"),
        ("达到1234.6万元", "达到12\n34.6万元"),
        ("标准地7宗", "标准地 7 宗"),
        ("增长8.5%", "增长８．５％"),
        ("总收入１０３．５亿元", "总收入103.5亿元"),
        ('"一枚印章管审批"', "“一枚印\n\n章管审批”"),
        ("「一枚印章管审批」", "“一枚印\n\n章管审批”"),
        ("园区审批时限压缩至20个工作日", "園區審批時限壓縮至２０個工作日"),
        ("園區又全面推行", "园区又全面推行"),
        ("台账公开", "臺賬公開"),
    ],
)
def test_a_quotation_is_found_however_it_is_printed(quote, printed):
    assert found(quote) == [printed]


@pytest.mark.parametrize("quote", ["总收入104.5亿元", "两枚印章", "", " "])
def test_what_the_article_does_not_say_is_not_found(quote):
    assert found(quote) == []


@pytest.mark.parametrize("quote", ["3.5亿元", "5亿元", "总收入10", "总收入103", "34.6万元"])
def test_a_quotation_does_not_begin_or_end_inside_a_number(quote):
    assert found(quote) == []


FOUND = "总收入1604²亿元、1604.9①亿元，面积3km²、4㎡"


@pytest.mark.parametrize(
    ("quote", "text", "printed"),
    [
        ("标准地", ARTICLE, ["标准地", "标准地"]),  # every place
        ("604", "湘潭 1 604\n淮安 2 75", ["604"]),  # two columns of a table
        ("34", "12\n34\n56", ["34"]),
        ("标准地", "标\u200b准\u00ad地", ["标\u200b准\u00ad地"]),  # marks that nobody sees
        ("100m2", "面积100㎡。", ["100㎡"]),  # letters made of one character
        ("16042亿元", FOUND, []),  # a footnote's mark is no digit
        ("1604.91亿元", FOUND, []),
        ("1604²亿元", FOUND, ["1604²亿元"]),
        ("3km2", FOUND, ["3km²"]),
        ("4m²", FOUND, ["4㎡"]),
    ],
)
def test_signs_are_read_as_people_read_them(quote, text, printed):
    assert found(quote, text) == printed


@given(st.text(max_size=60))
def test_any_text_is_found_in_itself_as_often_as_it_is_read(text):
    reading = reading_of(text)
    assert len(reading.text) == len(reading.places)
    assert reading.text == as_read(text)
    assert list(reading.places) == sorted(reading.places)
    if reading.text:
        assert (0, len(reading.text)) in reading.find(text)


def test_columns_become_paragraphs_and_headings_stay_on_their_own():
    texts = [paragraph.text for paragraph in paragraphs_of(ARTICLE)]
    assert [text[:8] for text in texts] == [
        "测试员",
        "青禾虚构开发区：",
        "青禾虚构开发区是",
        "園區審批時限壓縮",
        "乙方供稿",
    ]
    assert "达到1234.6万元" in texts[2]
    assert "“一枚印章管审批”改革" in texts[2]
    assert texts[2].endswith("拿地即开工。")


def test_a_line_that_does_not_fill_its_column_ends_its_paragraph():
    text = "园区把全部审批事项集中到一个窗口\n办理。\n企业只需提交一次材料，窗口代为转\n交。"
    texts = [paragraph.text for paragraph in paragraphs_of(text)]
    assert texts == [
        "园区把全部审批事项集中到一个窗口办理。",
        "企业只需提交一次材料，窗口代为转交。",
    ]
    long = "园区把审批事项集中到一个窗口办理，企业只需跑一次。" * 4
    assert len(paragraphs_of(f"{long}\n\n{long}")) == 2
    [paragraph] = paragraphs_of("The zone opened\nin the year of\nits founding, with\n12 firms.")
    assert paragraph.text == "The zone opened in the year of its founding, with 12 firms."


@given(st.text(alphabet="一二，。 \n12ab", max_size=80))
def test_every_character_of_a_paragraph_leads_back_to_the_original(text):
    paragraphs = paragraphs_of(text)
    for paragraph in paragraphs:
        for character, place in zip(paragraph.text, paragraph.places, strict=True):
            assert text[place] == character or (character == " " and text[place].isspace())
    shown = "".join(paragraph.text for paragraph in paragraphs)
    assert "".join(shown.split()) == "".join(text.split())
