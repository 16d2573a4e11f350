"""The page that takes an article in: paste or upload, confirm, review."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from history.models import Change
from intake.articles.models import ArticleReview
from sources.models import ArticleText, Source
from tests import factories as make
from tests.intake.article_files import PARAGRAPHS, word
from tests.intake.people import client_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/add/"
TEXT = "\n\n".join(PARAGRAPHS)
DETAILS = {"title": PARAGRAPHS[0], "kind": "newspaper", "text": TEXT, "save": "1"}


@pytest.fixture
def editor():
    return client_of("editor")


def test_a_pasted_article_is_confirmed_and_then_reviewed(editor):
    page = editor.post(PAGE, {"text": f"{PARAGRAPHS[0]}\n\n来源：山西日报 2022-05-03\n\n{TEXT}"})
    initial = page.context["form"].initial
    assert (initial["title"], initial["publisher"]) == (PARAGRAPHS[0], "山西日报")
    assert initial["issued"] == "2022-05-03"
    assert not Source.objects.exists()
    saved = editor.post(PAGE, DETAILS | {"issued": "2022年5月", "publisher": "山西日报"})
    source = Source.objects.get()
    assert saved["Location"] == f"/admin/articles/{source.slug}/review/"
    assert (source.is_draft, source.issued, source.title) == (True, "2022-05", PARAGRAPHS[0])
    assert ArticleText.objects.get().text == TEXT
    assert ArticleReview.objects.get().source == source
    change = Change.objects.get(model="sources.source")
    assert (change.actor_name, change.is_public) == ("editor", False)
    assert editor.get(saved["Location"]).status_code in (200, 302)


def test_an_uploaded_article_takes_the_place_of_a_pasted_one(editor):
    file = SimpleUploadedFile("article.docx", word())
    page = editor.post(PAGE, {"text": "other words", "file": file})
    assert page.context["form"].initial["text"] == TEXT


def test_a_file_that_cannot_be_read_loses_nothing_that_was_typed(editor):
    file = SimpleUploadedFile("article.pdf", b"%PDF-1.4 broken")
    page = editor.post(PAGE, {"text": "pasted words", "file": file})
    assert page.status_code == 400
    assert "This PDF is broken" in page.text
    assert "pasted words" in page.text


def test_nothing_and_a_wrong_date_are_refused_in_a_sentence(editor):
    assert "Paste the text of the article" in editor.post(PAGE, {}).text
    page = editor.post(PAGE, DETAILS | {"issued": "someday"})
    assert (page.status_code, Source.objects.count()) == (400, 0)
    page = editor.post(PAGE, DETAILS | {"title": " "})
    assert (page.status_code, Source.objects.count()) == (400, 0)
    assert "Give the title of the source in Chinese" in page.text


def test_an_article_that_is_there_leads_to_its_review(editor):
    editor.post(PAGE, DETAILS)
    for posted in ({"text": TEXT}, DETAILS | {"title": "another title"}):
        again = editor.post(PAGE, posted)
        assert again["Location"] == f"/admin/articles/{Source.objects.get().slug}/review/"
    assert Source.objects.count() == 1


def test_nearly_the_same_text_and_the_same_title_are_shown_before_they_are_saved(editor):
    editor.post(PAGE, DETAILS)
    first = Source.objects.get()
    other = TEXT.replace("20个工作日", "30个工作日")
    page = editor.post(PAGE, {"text": other})
    assert [like.source for like in page.context["likes"]] == [first]
    page = editor.post(PAGE, DETAILS | {"text": other})
    assert (page.status_code, Source.objects.count()) == (200, 1)
    seen = DETAILS | {"text": other, "seen": first.slug}
    doubtful = editor.post(PAGE, seen)
    assert "There is a source of this name already" in doubtful.text
    assert Source.objects.count() == 1
    mark = doubtful.context["doubtful"].mark
    editor.post(PAGE, seen | {"mark": mark, "because": "the evening edition"})
    assert Source.objects.count() == 2


def test_much_of_a_text_is_recognised_under_another_title(editor):
    long = [f"第{number}段：" + f"园区推进改革的做法与成效之{number}" * 3 for number in range(9)]
    editor.post(PAGE, DETAILS | {"text": "\n\n".join(long)})
    page = editor.post(PAGE, {"text": "\n\n".join(["另一个标题在此", *long[:-1]])})
    assert [like.why for like in page.context["likes"]] == ["much of the same text"]


def test_a_source_without_a_text_gets_it(editor):
    source = make.SourceFactory()
    saved = editor.post(PAGE, DETAILS | {"title": "", "source": source.slug})
    assert saved["Location"] == f"/admin/articles/{source.slug}/review/"
    assert ArticleText.objects.get().source == source
    again = editor.post(PAGE, DETAILS | {"text": "其他正文。", "source": source.slug})
    assert "has a text already" in again.text
    unknown = editor.post(PAGE, DETAILS | {"text": "其他正文。", "source": "nowhere"})
    assert "There is no source" in unknown.text


def test_a_failure_leaves_neither_source_nor_text(editor, monkeypatch):
    def fails(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("intake.articles.adding.begin", fails)
    with pytest.raises(RuntimeError):
        editor.post(PAGE, DETAILS)
    assert not Source.objects.exists()
    assert not ArticleText.objects.exists()


def test_the_page_of_a_saved_source_is_asked_with_its_key(editor):
    source = make.SourceFactory()
    page = editor.post(f"{PAGE}?source={source.slug}", {"text": TEXT})
    assert page.context["form"].initial["source"] == source.slug


def test_a_viewer_adds_nothing():
    assert client_of("viewer").get(PAGE).status_code == 403


def test_a_short_key_is_proposed_and_english_and_a_note_may_be_given(editor):
    text = f"{PARAGRAPHS[0]}\n\n来源：山西日报 2022-05-03\n\n{TEXT}"
    make.SourceFactory(slug="shanxiribao-2022-05-03")
    initial = editor.post(PAGE, {"text": text}).context["form"].initial
    assert initial["slug"] == "shanxiribao-2022-05-03-2"
    more = {"title_en": "Reform in Jinyuan", "access_note": "网上所见。", "slug": "shanxi-ribao"}
    editor.post(PAGE, DETAILS | more)
    source = Source.objects.get(slug="shanxi-ribao")
    assert (source.title_en, source.access_note) == ("Reform in Jinyuan", "网上所见。")
    refused = editor.post(PAGE, DETAILS | more | {"text": "别的文章，别的话。", "title": "别的"})
    assert (refused.status_code, Source.objects.count()) == (400, 2)
    long = {"publisher": "中华人民共和国工业和信息化部办公厅印发", "issued": "2022-05", "slug": ""}
    editor.post(PAGE, DETAILS | long | {"text": "又一篇文章。", "title": "又一篇"})
    assert Source.objects.filter(slug="zhrmghggyhxxhbbgtyf-2022-05").exists()
