"""A language model's server: it answers, answers wrongly, slowly, in pieces, or not at all."""

import json
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from intake.articles import endpoint as endpoints
from intake.articles.endpoint import Endpoint, NoAnswerError, endpoint
from operations.environment import proposer
from tests.intake.model_server import says

pytestmark = pytest.mark.once
ANSWER = {"choices": [{"message": {"role": "assistant", "content": "标准地"}}]}


def in_pieces(request) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    for byte in json.dumps(ANSWER, ensure_ascii=False).encode():
        request.wfile.write(b"1\r\n" + bytes([byte]) + b"\r\n")
    request.wfile.write(b"0\r\n\r\n")


def for_ever(request) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.02)


def never(_request) -> None:
    time.sleep(2)


def broken_off(request) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"choices"')
    request.close_connection = True


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("behave", [says(json.dumps(ANSWER)), in_pieces], ids=["whole", "pieces"])
def test_a_model_is_asked_in_the_chat_protocol(served, behave):
    server = served(behave)
    assert Endpoint(server.url, "small", "k3y").answer("Read.", "开发区") == "标准地"
    path, headers, body = server.asked[0]
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer k3y")
    assert body["model"] == "small"
    assert [one["content"] for one in body["messages"]] == ["Read.", "开发区"]


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (says("no json"), "not in the chat protocol"),
        (says("[" * 100_000), "not in the chat protocol"),
        (says("[]"), "not in the chat protocol"),
        (says('{"choices": []}'), "not in the chat protocol"),
        (says('{"choices": [{"message": {"content": null}}]}'), "not in the chat protocol"),
        (says("{}", 500), "refuses: 500"),
        (says("", 302, Location="http://127.0.0.1:9/"), "refuses: 302"),
        (says("x" * 2_000_000), "too long"),
        (broken_off, "does not answer"),
        (for_ever, "does not answer"),
        (never, "does not answer"),
    ],
    ids=[
        "words",
        "deep",
        "list",
        "empty",
        "null",
        "error",
        "redirect",
        "long",
        "broken-off",
        "drip",
        "silent",
    ],
)
def test_an_answer_that_cannot_be_used_is_one_sentence_in_time(served, monkeypatch, behave, words):
    monkeypatch.setattr(endpoints, "PATIENCE", 0.3)
    server = served(behave)
    began = time.monotonic()
    with pytest.raises(NoAnswerError, match=words):
        Endpoint(server.url, "small").answer("Read.", "开发区")
    assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_is_told(served):
    server = served(says("{}"))
    server.server_close()
    with pytest.raises(NoAnswerError, match="does not answer"):
        Endpoint(server.url, "small").answer("Read.", "开发区")


def test_nothing_is_sent_unless_the_owner_names_a_model(settings):
    assert endpoint() is None
    settings.PROPOSER_URL, settings.PROPOSER_MODEL = "https://user:secret@host.example/v1", "small"
    assert endpoint().host == "host.example"
    assert "k3y" not in repr(Endpoint("http://a", "small", "k3y"))


@pytest.mark.parametrize(
    ("address", "model", "words"),
    [("file:///etc", "small", "must begin"), ("http://a", "", "or neither"), ("", "m", "neither")],
)
def test_settings_of_a_model_that_cannot_be_are_refused(address, model, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        proposer(address, model)
    assert proposer("", "") == ""
    assert proposer("http://127.0.0.1:8080/v1", "small") == "http://127.0.0.1:8080/v1"
