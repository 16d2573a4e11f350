"""Which port the site may serve on, and what is said when it may not."""

import socket

import pytest

from scripts.check_port import HOST, check_port, free_port


@pytest.fixture
def taken_port():
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_given_back_as_a_number():
    port = free_port()
    assert check_port(str(port)) == port


def test_a_taken_port_gets_one_sentence_that_names_a_free_one(taken_port):
    with pytest.raises(SystemExit) as caught:
        check_port(str(taken_port))
    sentence = caught.value.code
    assert sentence.startswith(f"Port {taken_port} is taken")
    assert "\n" not in sentence
    assert check_port(sentence.rsplit("PORT=")[-1])


@pytest.mark.parametrize("text", ["", "http", "-1", "0", "65536", "８０００", "8000 "])
def test_what_is_no_port_is_refused_by_name(text):
    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        check_port(text)
