"""Attaching an article's text in the admin, and looking at the numbers that were set aside."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from intake.articles.texts import attach
from sources.models import MAX_CHARACTERS, ArticleText, SetAsideNumber
from tests import factories as make
from tests.admin.pages import address, fields_of, form_of, refusals
from tests.sources.article import ARTICLE

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ADD = address(ArticleText, "add")


@pytest.fixture
def source():
    return make.SourceFactory(slug="qinghe")


@pytest.fixture
def text(source):
    attach(source, "第一版的文字。")
    return ArticleText.objects.get()


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("article.txt", data)


def test_a_pasted_text_is_attached_and_saving_leads_to_its_report(editor, administrator, source):
    response = editor.post(ADD, {"source": source.pk, "text": ARTICLE.replace("\n", "\r\n")})
    assert response.headers["Location"] == "/en/sources/qinghe/text/"
    stored = ArticleText.objects.get()
    # A form's field leaves out the white space around what is pasted.
    assert (stored.text, stored.attached_by) == (ARTICLE.strip(), administrator)


def test_a_file_is_attached_in_place_of_what_was_pasted(editor, source):
    file = uploaded(ARTICLE.encode("gb18030"))
    editor.post(ADD, {"source": source.pk, "text": "别的文字", "file": file})
    assert ArticleText.objects.get().text == ARTICLE


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Paste the text of the article, or choose its file."),
        ({"text": "  \r\n "}, "Paste the text of the article, or choose its file."),
        ({"text": "长" * (MAX_CHARACTERS + 1)}, "The text is too long"),
        ({"text": "abc", "file": b"%PDF-1.7"}, "This is a PDF."),
        ({"text": "abc", "source": "abc"}, "Select a valid choice."),
        ({"text": "abc", "source": ""}, "This field is required."),
    ],
)
def test_what_is_no_text_is_refused_in_words(editor, source, posted, sentence):
    if "file" in posted:
        posted = posted | {"file": uploaded(posted["file"])}
    response = editor.post(ADD, {"source": source.pk} | posted)
    assert response.status_code == 200
    assert sentence in refusals(response)
    assert form_of(response)["text"].value() == posted.get("text")
    assert not ArticleText.objects.exists()


def test_a_second_text_of_a_source_is_refused(editor, source, text):
    told = refusals(editor.post(ADD, {"source": source.pk, "text": ARTICLE}))
    assert "This source has a text already: change that one." in told
    assert ArticleText.objects.get() == text


def test_a_text_is_replaced_but_not_one_that_somebody_attached_meanwhile(editor, source, text):
    page = address(text, "change")
    posted = fields_of(form_of(editor.get(page))) | {"text": ARTICLE}
    attach(source, "第二版的文字。", User.objects.create(username="mei"))
    response = editor.post(page, posted)
    assert "Somebody else has attached another text" in refusals(response)
    assert ArticleText.objects.get().text == "第二版的文字。"
    again = fields_of(form_of(response))
    assert again["text"] == ARTICLE
    assert editor.post(page, again).status_code == 302
    assert ArticleText.objects.get().text == ARTICLE.strip()


def test_lists_name_who_attached_and_show_no_text(editor, source):
    attach(source, ARTICLE, User.objects.create(username="mei"))
    SetAsideNumber.objects.create(source=source, wording="四批", reason="口号")
    listed = editor.get(address(ArticleText, "changelist"), {"q": "qinghe"})
    assert "mei" in listed.text
    assert "青禾虚构开发区" not in listed.text
    assert "口号" in editor.get(address(SetAsideNumber, "changelist"), {"q": "四批"}).text


def test_a_source_leads_to_its_text_and_is_deleted_after_it(editor, source, text):
    assert "/sources/qinghe/text/" in editor.get(address(source, "change")).text
    SetAsideNumber.objects.create(source=source, wording="四批", reason="口号")
    posted = {"post": "yes", "change_reason": "twice"}
    refused = editor.post(address(source, "delete"), posted).text
    for words in ("Let these refer", "Article texts: 1", "Numbers set aside: 1"):
        assert words in refused
    assert ArticleText.objects.exists()
    for model in (ArticleText, SetAsideNumber):
        model.objects.all().delete()
    assert editor.post(address(source, "delete"), posted).status_code == 302
