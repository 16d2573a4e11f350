"""Where a request reads; going on without the primary; nothing that was typed is lost.

Here on files of SQLite, which stand for servers; with real ones in tests/faults.
"""

import html
import re
import shutil
import sqlite3
from contextlib import closing
from contextvars import copy_context
from unittest import mock

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import ResolverMatch

from operations import faults, replicas
from operations.environment import cache
from tests.operations.conftest import ask

pytestmark = pytest.mark.once

GONE = OperationalError("server closed the connection unexpectedly")
TOKEN = "t" * 32
TYPED = "一枚印章管审批 <b>&amp;"
ZONE = "/en/zones/"


def name_on(path, name: str) -> None:
    """Give every zone a name that tells the database it was read from, in a state of its own."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE zones_zone SET name_en = ?", [name])
        database.execute("UPDATE sources_dataversion SET number = number + ?", ["primary" in name])
        database.commit()


@pytest.fixture
def two(filled_sqlite, tmp_path):
    """The variables of a site with a primary and a replica, which name their zones so."""
    for name in ("primary", "replica"):
        shutil.copy(filled_sqlite, tmp_path / f"{name}.sqlite3")
        name_on(tmp_path / f"{name}.sqlite3", f"read on the {name}")
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'primary.sqlite3'}",
        "REPLICA_URL": f"sqlite:///{tmp_path / 'replica.sqlite3'}",
        "SECRET_KEY": "k" * 50,
    }


@pytest.fixture
def without_primary(two, tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    return {**two, "DATABASE_URL": f"sqlite:///{folder}"}  # no database can be opened there


def read_from(answer: dict) -> str:
    (found,) = set(re.findall("read on the (primary|replica)", answer["text"]))
    return found


def test_readers_read_from_the_replica_and_staff_from_the_primary(two):
    """Also pages from the cache: a replica's page must not stand for the primary's version."""
    staff = {"sessionid": "of-somebody"}
    asked = (ZONE, ZONE, {"path": ZONE, "cookies": staff}, "/api/v1/zones/")
    in_pieces = f"{ZONE}?format=csv"
    *answers, ready = ask(*asked, in_pieces, "/readyz", **two)
    of_readers = ["replica", "replica", "primary", "replica", "replica"]
    assert [read_from(each) for each in answers] == of_readers
    assert "nothing can be saved" not in answers[0]["text"]
    assert ready["text"] == "ready\n"


def test_whoever_has_just_written_reads_from_the_primary_for_a_minute(two):
    (wrote,) = ask({"path": "/admin/login/", "method": "POST"}, **two)
    assert "Max-Age=60" in wrote["headers"]["Set-Cookie"]
    answers = ask({"path": ZONE, "cookies": wrote["cookies"]}, ZONE, **two)
    assert [read_from(each) for each in answers] == ["primary", "replica"]


def test_without_the_primary_pages_go_on_and_say_of_when_they_are(without_primary):
    pages = ["/en/", ZONE, "/en/reforms/", "/en/policies/", "/en/history/", "/en/search/?q=zone"]
    *answers, api, ready = ask(*pages, "/api/v1/zones/", "/readyz", **without_primary)
    for page, answer in zip(pages, answers, strict=True):
        assert answer["status"] == 200, page
        assert "nothing can be saved at the moment" in answer["text"], page
        assert "The data are as of 20" in answer["text"], page
    assert api["status"] == 200
    assert (ready["status"], ready["text"]) == (200, "ready, for reading only\n")


def test_without_the_primary_a_save_is_refused_and_gives_back_what_was_typed(without_primary):
    typed = {"csrfmiddlewaretoken": TOKEN, "title": TYPED, "_save": "Save", "password": "secret"}
    typed["name_en"] = "Some Zone"
    post = {"path": "/admin/zones/zone/add/?tier=national", "method": "POST"}
    answer, forged = ask(
        {**post, "fields": typed, "cookies": {"csrftoken": TOKEN}},
        {**post, "fields": {"title": TYPED}},
        **without_primary,
    )
    assert forged["status"] == 403
    assert TYPED not in html.unescape(forged["text"])
    assert answer["status"] == 503
    assert answer["headers"]["Retry-After"] == "10"
    assert "Not saved; what you typed is kept" in answer["text"]
    assert ">Name in English</label>" in answer["text"], "as the form said"
    assert ">title</label>" in answer["text"], "what the form does not have"
    assert f">\n{html.escape(TYPED)}</textarea>" in answer["text"]
    assert 'action="/admin/zones/zone/add/?tier=national"' in answer["text"]
    assert 'name="_save"' in answer["text"]
    assert "secret" not in answer["text"]
    assert "no-store" in answer["headers"]["Cache-Control"]


def test_without_any_database_a_page_says_that_it_is_not_available(without_primary):
    paths = (ZONE, "/api/v1/zones/", "/healthz", "/readyz")
    page, api, alive, ready = ask(*paths, **{**without_primary, "REPLICA_URL": ""})
    assert (page["status"], api["status"]) == (503, 503)
    assert "Nothing is lost: try again in a minute." in page["text"]
    assert '"status": 503' in api["text"]
    assert (alive["status"], ready["status"]) == (200, 503)


@pytest.mark.parametrize(("then", "status"), [(HttpResponse(), 200), (GONE, 503)])
def test_what_is_asked_for_is_read_once_more_and_not_twice(rf, then, status):
    view, request = mock.Mock(side_effect=[then]), rf.get("/en/")
    request.resolver_match = ResolverMatch(view, (), {})
    response = faults.DatabaseFaultMiddleware(view).process_exception(request, GONE)
    assert response.status_code == status


def test_another_kind_of_error_stays_one(rf):
    middleware = faults.DatabaseFaultMiddleware(lambda request: None)
    assert middleware.process_exception(rf.get("/en/"), ValueError("ours")) is None


def test_a_write_makes_the_rest_of_the_request_read_from_the_primary():
    router = replicas.Router()

    def request():
        replicas._place.set("replica-1")
        return router.db_for_read(None), router.db_for_write(None), router.db_for_read(None)

    assert copy_context().run(request) == ("replica-1", "default", "default")
    assert router.db_for_read(None) == "default"


def test_only_redis_is_a_cache_for_all():
    assert cache("")["BACKEND"].endswith("LocMemCache")
    assert cache("redis://cache:6379/0")["LOCATION"] == "redis://cache:6379/0"
    with pytest.raises(Exception, match="CACHE_URL must begin with"):
        cache("memcached://cache")
