"""The owner's language model asked from a review: off by default, and never in halves."""

import json
import threading
import time

import pytest
from django.utils.html import escape

from intake.articles import asking
from intake.articles import endpoint as endpoints
from intake.articles.models import ArticleReview
from intake.imports import progress
from sources.models import ArticleText
from tests import factories as make
from tests.intake.model_server import answers, says
from tests.intake.people import logged_in
from tests.intake.reviews import reviewed, somebody

pytestmark = pytest.mark.django_db
TEXT = """晋源开发区改革见闻

2022年，晋源经济技术开发区完成投资74.1亿元，对投资300万元以上项目优先供地。

该区干部夜间送照。
"""
SAID = json.dumps(
    {
        "figures": [{"quote": "投资300万元以上", "value": "300万元", "metric": "none"}],
        "reforms": [{"quote": "夜间送照", "types": []}],
    }
)


@pytest.fixture
def editor():
    return somebody("editor")


@pytest.fixture
def review(editor) -> ArticleReview:
    return reviewed(editor, TEXT)


@pytest.fixture
def model(served, settings):
    """Starts the model that is set; `asked`: what was sent to it."""

    def start(behave):
        server = served(behave)
        settings.PROPOSER_URL, settings.PROPOSER_MODEL = server.url, "small<b>"
        return server

    return start


def address(review: ArticleReview) -> str:
    return f"/admin/articles/{review.source.slug}/review/"


def ask(review: ArticleReview, user):
    return logged_in(user).post(address(review) + "ask/", follow=True)


def stored(review: ArticleReview) -> set[tuple[str, str]]:
    return {(one.kind, one.quote) for one in review.proposals.filter(by_model=True)}


def test_without_a_model_there_is_no_button_no_page_and_nothing_is_sent(review, editor, served):
    server = served(answers(SAID))
    assert "ask/" not in logged_in(editor).get(address(review), follow=True).text
    assert ask(review, editor).status_code == 404
    assert server.asked == []
    review.refresh_from_db()
    assert review.sent_to == ""


def test_the_page_says_to_whom_the_text_would_be_sent(review, editor, model):
    host = model(answers(SAID)).url.split("/")[2]
    page = logged_in(editor).get(address(review), follow=True).text
    assert f"Sends the text to {host} (small&lt;b&gt;)." in page
    assert "was sent to" not in page


def test_what_the_model_adds_is_stored_marked_and_told(review, editor, model):
    server = model(answers(SAID))
    page = ask(review, editor)
    assert "The model proposes 2 facts that the rules do not." in page.text
    assert stored(review) == {("figure", "300万元以上"), ("reform", "夜间送照")}
    review.refresh_from_db()
    host = server.url.split("/")[2]
    assert review.sent_to == host
    assert f"The text was sent to {host}." in page.text
    (_path, _headers, question) = server.asked[0]
    assert question["messages"][1]["content"].split() == TEXT.split()
    one = review.proposals.get(by_model=True, kind="reform")
    shown = logged_in(editor).get(address(review), {"proposal": one.pk}).text
    assert f"proposed by the model at {host}" in shown
    assert "small&lt;b&gt;" in shown
    assert "proposes 0 facts" in ask(review, editor).text
    assert len(server.asked) == 2


def test_every_receiver_is_kept_once(review, editor, model):
    first = model(answers(SAID))
    for _once in range(2):
        ask(review, editor)
    second = model(answers(SAID))
    ask(review, editor)
    review.refresh_from_db()
    assert review.sent_to == ", ".join(one.url.split("/")[2] for one in (first, second))


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (answers("I cannot do that."), "not in the form that was asked for"),
        (answers("<html><script>alert(1)</script></html>"), "not in the form that was asked for"),
        (says("<html>Bad gateway</html>"), "not in the chat protocol"),
        (says("{}", 401), "refuses: 401"),
        (lambda _request: time.sleep(1), "does not answer"),
    ],
    ids=["words", "markup", "html", "refused", "silent"],
)
def test_an_error_is_one_sentence_and_nothing_is_written(
    review, editor, model, monkeypatch, behave, words
):
    monkeypatch.setattr(endpoints, "PATIENCE", 0.3)
    model(behave)
    page = ask(review, editor)
    assert page.status_code == 200
    assert words in page.text
    assert "alert(1)" not in page.text
    assert stored(review) == set()


def test_of_several_parts_all_are_read_or_none(editor, model):
    long = reviewed(editor, TEXT + "\n" + "该区又办了一件事情。" * 300)
    model(answers(SAID, SAID, "no more"))
    assert "not in the form" in ask(long, editor).text
    assert stored(long) == set()
    server = model(answers(SAID))
    ask(long, editor)
    assert len(server.asked) == 3
    assert stored(long) == {("figure", "300万元以上"), ("reform", "夜间送照")}


def test_markup_in_an_answer_is_shown_as_it_is_printed(editor, model):
    text = TEXT + "\n该区又推<img src=x onerror=alert(1)>行代办。"
    review = reviewed(editor, text)
    words = "推<img src=x onerror=alert(1)>行代办"
    model(answers(json.dumps({"reforms": [{"quote": words, "types": ["<b>x</b>"]}]})))
    ask(review, editor)
    one = review.proposals.get(by_model=True)
    assert one.quote == words
    page = logged_in(editor).get(address(review), {"proposal": one.pk}).text
    assert "<img src=x" not in page
    assert escape(words) in page


def test_a_model_that_takes_its_time_is_waited_for_on_a_page_of_its_own(
    review, editor, model, monkeypatch
):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "BETWEEN_LINES", 0)
    monkeypatch.setattr(asking, "WAITING", 0.05)
    go_on, answer = threading.Event(), answers(SAID)

    def slowly(request) -> None:
        go_on.wait(5)
        answer(request)

    server = model(slowly)
    response = logged_in(editor).post(address(review) + "ask/")
    assert response.streaming
    lines, shown = iter(response), ""
    while not shown.endswith("\n\n\n"):  # it waits, and says so to the connection alone
        shown += next(lines).decode()
    assert f"Part 1 of 1 is sent to {server.url.split('/')[2]}." in shown
    assert stored(review) == set()
    go_on.set()
    shown += b"".join(lines).decode()
    assert "The model proposes 2 facts" in shown
    assert shown.count("Part 1") == 1
    assert stored(review)


def test_who_leaves_the_page_has_written_nothing(review, editor, model, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(asking, "WAITING", 0.05)
    go_on = threading.Event()
    model(lambda _request: go_on.wait(5))
    response = logged_in(editor).post(address(review) + "ask/")
    next(iter(response))
    response._iterator.close()  # as the server does when the browser has gone
    go_on.set()
    assert stored(review) == set()
    monkeypatch.setattr(progress, "PATIENCE", 5)
    model(answers(SAID))
    assert "proposes 2 facts" in ask(review, editor).text  # its place is free again


def test_the_sentence_is_in_the_readers_language(review, editor, model):
    model(says("{}", 401))
    browser = logged_in(editor)
    browser.cookies["django_language"] = "zh-hans"
    headers = {"accept-language": "zh-hans"}
    page = browser.post(address(review) + "ask/", follow=True, headers=headers)
    assert "模型服务器拒绝了请求：401。" in page.text


def test_a_text_of_too_many_parts_is_not_sent(review, editor, model, monkeypatch):
    monkeypatch.setattr(asking, "MOST_PARTS", 0)
    server = model(answers(SAID))
    assert "too long to ask a model" in ask(review, editor).text
    assert server.asked == []


def test_there_is_nothing_to_ask_before_a_review_has_begun_or_after_the_text_was_replaced(
    review, editor, model
):
    server = model(answers(SAID))
    source = make.SourceFactory()
    page = f"/admin/articles/{source.slug}/review/"
    assert logged_in(editor).post(f"{page}ask/").status_code == 404
    ArticleText.objects.create(source=source, text=TEXT)
    assert logged_in(editor).post(f"{page}ask/").headers["Location"] == page
    ArticleReview.objects.update(sha256="0" * 64)
    assert "replaced" in ask(review, editor).text
    assert server.asked == []


def test_a_viewer_may_not_ask(review, model):
    server = model(answers(SAID))
    assert ask(review, somebody("viewer")).status_code == 403
    assert server.asked == []
