"""An article out of a file: what is read, and a sentence for what cannot be."""

import io

import pytest
from django.core.exceptions import ValidationError

from intake.articles import files
from intake.articles.files import Extract, extract
from intake.articles.heads import head_of
from tests.intake.article_files import PARAGRAPHS, bomb, pdf, web_page, word

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("english")]
TITLE = PARAGRAPHS[0]


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        extract(data)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_in_either_encoding(codec):
    assert extract("\r\n".join(PARAGRAPHS).encode(codec)).text == "\n".join(PARAGRAPHS)


def test_a_word_document_keeps_its_paragraphs_its_tables_and_what_it_says_of_itself():
    found = extract(word(table=[("年", "亩"), ("2022", "323.17")], title=TITLE, author="张三"))
    assert found.text == "\n\n".join([*PARAGRAPHS, "年\t亩", "2022\t323.17"])
    assert (found.title, found.author) == (TITLE, "张三")


def test_a_pdf_is_read_by_its_text_layer():
    assert "11 plots" in extract(pdf("In 2022, 11 plots were granted")).text


def test_a_web_page_is_read_without_what_stands_around_the_article():
    more = [f"{text}这是文章的第{n}段，介绍具体做法。" * 2 for n, text in enumerate(PARAGRAPHS)]
    found = extract(web_page([*PARAGRAPHS, *more]))
    assert found.text.split("\n\n") == [*PARAGRAPHS, *more]
    assert "首页" not in found.text
    assert "版权" not in found.text
    assert (found.title, found.publisher, found.issued) == (TITLE, "山西日报", "2022-05-03")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pdf(), "This PDF has no text layer"),
        (pdf("a", pages=301), "301 pages, and at most 300"),
        (b"%PDF-1.4 broken", "This PDF is broken"),
        (word()[:900], "This Word document is broken"),
        (b"PK\x03\x04nothing", "This Word document is broken"),
        (bomb(), "The document would expand to 100.0"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old form"),
        (b"<html><body></body></html>", "No article is found on this page"),
        (b"\x00\x01\x02", "no plain text file"),
        (b" \n ", "The text is empty"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data, sentence):
    assert sentence in refusal(data)


def test_what_would_take_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_TAGS", 40)
    monkeypatch.setattr(files, "LARGEST_CONTENT", 60)
    assert extract(web_page()).text
    assert "This page takes too long to read" in refusal(web_page(PARAGRAPHS * 20))
    assert extract(pdf("Reform")).text
    assert "This PDF takes too long to read" in refusal(pdf("Reform " * 10))
    assert "This PDF takes too long to read" in refusal(pdf("Reform " * 10, times=1))


def test_a_form_that_a_page_draws_again_and_again_is_refused(monkeypatch):
    assert extract(pdf("Reform", times=3)).text.count("Reform") == 3
    monkeypatch.setattr(files, "MOST_STEPS", 20)
    assert extract(pdf("Reform", times=3)).text
    assert "This PDF takes too long to read" in refusal(pdf("Reform", times=9))


def test_a_cell_that_claims_to_span_a_milliard_columns_is_one():
    from docx import Document  # noqa: PLC0415, as the code does
    from docx.oxml import OxmlElement  # noqa: PLC0415, as above
    from docx.oxml.ns import qn  # noqa: PLC0415, as above

    document, file = Document(), io.BytesIO()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "一"
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), "1000000000")
    cell._tc.get_or_add_tcPr().append(span)
    document.save(file)
    assert extract(file.getvalue()).text == "一"


HALL = "某区新建大厅启用"
ON_2021 = "2021-02-09"


@pytest.mark.parametrize(
    ("lines", "title", "publisher", "author", "issued"),
    [
        (["改革，17个章“瘦身”", f"{ON_2021} 10:01 来源：大众日报"], 0, "大众日报", "", ON_2021),
        (["范捷", "优化服务 改革倍增效应显现", "近年来，不断优化。"], 1, "", "范捷", ""),
        ([HALL, "本报记者 庞勇 通讯员 李一瑶", "近日启用。"], 0, "", "庞勇", ""),
        ([HALL, "日期：2014年10月 湖北省科技厅", "近日启用。"], 0, "", "", "2014-10"),
        (["2021年2月9日，某区召开大会，昨日记者从该区获悉。"], None, "", "", ""),
        (["新华社太原2021年2月9日电（记者 王飞）某区开会。"], None, "", "王飞", ON_2021),
        ([HALL, "2014年13月", "近日启用。"], 0, "", "", ""),
    ],
)
def test_the_head_of_a_text_says_what_its_source_is(lines, title, publisher, author, issued):
    head = head_of(Extract("\n\n".join(lines)))
    assert head.title == ("" if title is None else lines[title])
    assert (head.publisher, head.author, head.issued) == (publisher, author, issued)


def test_what_a_text_prints_goes_before_what_its_file_says():
    said = {"title": "Microsoft Word - 1", "author": "admin", "issued": "2020-01-01"}
    head = head_of(Extract("某区新建大厅启用\n\n记者 庞勇\n\n近日启用。", **said))
    assert (head.title, head.author, head.issued) == ("某区新建大厅启用", "庞勇", "2020-01-01")
