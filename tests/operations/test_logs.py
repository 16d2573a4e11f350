"""One line a request, with its id; whatever goes wrong leaves its traceback; nobody's data."""

import json
import logging

import pytest

from operations import logs
from tests.factories import ZoneFactory
from tests.operations.conftest import ask_and_listen

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def stderr_of_broken(**variables) -> str:
    named = {"HTTP_X_REQUEST_ID": "asked-for-1"}
    others = [{"path": "/healthz", "environ": {"HTTP_HOST": "elsewhere.example"}}, "/healthz"]
    broken = {"path": "/readyz", "environ": named}
    return ask_and_listen(broken, *others, BROKEN="one\ntwo", **variables)[1]


@pytest.fixture
def lines():
    """What is logged meanwhile, as it would be in production."""
    written = []

    class Lines(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Lines()
    handler.setFormatter(logs.JsonFormatter())
    level = logs.logger.level
    logs.logger.addHandler(handler)
    logs.logger.setLevel(logging.INFO)
    yield written
    logs.logger.removeHandler(handler)
    logs.logger.setLevel(level)


def test_in_production_every_line_is_json_and_an_error_has_its_traceback():
    lines = [json.loads(line) for line in stderr_of_broken(LOG_FORMAT="json").splitlines()]
    assert {line["level"] for line in lines} == {"error"}
    (line,) = lines
    assert line["message"] == "Internal Server Error: /readyz"
    assert line["request_id"] == "asked-for-1"
    assert "Traceback" in line["traceback"]
    assert "RuntimeError: one\ntwo" in line["traceback"]


def test_at_a_terminal_an_error_has_its_traceback_too():
    text = stderr_of_broken()
    assert "error django.request Internal Server Error: /readyz request_id=asked-for-1" in text
    assert "Traceback" in text


def test_each_request_is_one_line(client, lines):
    client.get("/en/zones/", {"q": "somebody's name"}, REMOTE_ADDR="203.0.113.9")
    (line,) = lines
    told = [line[name] for name in ("level", "message", "method", "path", "status", "user")]
    assert told == ["info", "answered", "GET", "/en/zones/", 200, None]
    assert 0 < line["milliseconds"] < 60_000
    assert line["time"].endswith("+00:00")


def test_no_line_tells_of_the_reader(client, lines, admin_user):
    client.force_login(admin_user)
    client.post(
        "/admin/auth/user/add/?secret=1",
        {"username": "zhang-san"},
        REMOTE_ADDR="203.0.113.9",
        headers={"user-agent": "a telltale browser"},
    )
    assert lines[0]["user"] == admin_user.pk, "a number alone"
    text = json.dumps(lines)
    for word in (
        "203.0.113.9",
        "secret",
        "zhang-san",
        "telltale",
        "cookie",
        "sessionid",
        admin_user.username,
    ):
        assert word not in text.replace("/admin/", "/")


def test_an_id_is_made_and_given_back(client, lines):
    answers = [client.get("/en/zones/") for _ in range(2)]
    ids = [answer["X-Request-ID"] for answer in answers]
    assert [line["request_id"] for line in lines] == ids
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    "refused", ["short", "x" * 65, "with space", "forged\nline", "张三李四王五赵六"]
)
def test_only_a_well_formed_id_is_believed(client, refused):
    for given, believed in ((refused, False), ("A-b_c.12", True), ("x" * 64, True)):
        answer = client.get("/healthz", headers={"x-request-id": given})
        assert (answer["X-Request-ID"] == given) is believed


def test_a_path_cannot_forge_a_line(client, lines):
    client.get("/en/%0a2026 info forged/")
    assert "\n" not in lines[0]["path"]
    text = logs.TextFormatter().format(logging.makeLogRecord({"fields": lines[0]}))
    assert len(text.splitlines()) == 1


def test_health_checks_are_not_logged_and_ask_nobodys_name(
    client, lines, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get("/healthz")
    client.get("/readyz")
    assert lines == []
    assert logs.current_request_id.get() == "", "an id does not outlive its request"


def test_an_answer_written_piece_by_piece_is_logged_as_well(client, lines):
    ZoneFactory()
    answer = client.get("/en/zones/", {"format": "csv"})
    b"".join(answer)
    assert [line["status"] for line in lines] == [200]
