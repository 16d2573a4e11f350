"""What was made for one reader comes back to nobody else, however the reader's cookies look."""

import os

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.middleware import OWN_COOKIES
from operations import page_cache, replicas
from tests.factories import ZoneFactory
from tests.site.test_kept_pages import ask

pytestmark = pytest.mark.once
PAGE = "/zh-hans/zones/draft/"
SESSION = site_settings.SESSION_COOKIE_NAME
EXAMPLES = 60 * int(os.environ.get("FUZZ", "1"))

# What Django, or a server before it, takes for white space: of one byte, and of several.
BLANKS = ["", *" \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u2003\u3000"]
blanks = st.lists(st.sampled_from(BLANKS), max_size=2).map("".join)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    [SESSION, SESSION.upper(), f"{SESSION}=", "a", '"', "\\", "messages", "$Version", "=", ""]
)
separators = st.sampled_from([";", "; ", ";;", ";\t", ",", ", ", " ; ", "\t", ""])
quotes = st.sampled_from(["{}", '"{}"', '"{}', "'{}'", '"\\{}"', "{};", "={}"])
encodings = st.sampled_from(["utf-8", "latin-1", "utf-16-le"])
KEY = "THE-KEY"  # stands for the session's own, which a new test gives


@st.composite
def headers(draw) -> str:
    """A Cookie header with a session's key somewhere in it, as a server hands it over."""
    own = draw(blanks) + draw(st.sampled_from([SESSION, f'"{SESSION}"'])) + draw(blanks)
    own += "=" + draw(blanks) + draw(quotes).format(KEY) + draw(blanks)
    others = [f"{a}={b}" for a, b in draw(st.lists(st.tuples(words, words), max_size=3))]
    parts = draw(st.permutations([own, *others]))
    text = draw(separators).join(parts)
    return text.encode(draw(encodings), errors="replace").decode("latin-1")


every_header = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def key(transactional_db, admin_client):
    """The key of an administrator's session; PAGE is of a draft."""
    ZoneFactory(slug="other")
    ZoneFactory(slug="draft", is_draft=True)
    return admin_client.cookies[SESSION].value


def asked_by_staff(header: str, key: str) -> tuple[str, dict]:
    """Status and headers of PAGE for the holder of that header, and that nobody else gets it."""
    page_cache.pages.clear()
    status, told, _content = ask(PAGE, cookie=header.replace(KEY, key))
    assert ask(PAGE)[0].startswith("404"), header
    if status.startswith("200"):
        assert told["Cache-Control"] == "private, no-store"
    return status, told


@pytest.mark.parametrize(
    "header", [f"a=1;\t{SESSION}={KEY}", f"{SESSION} ={KEY}", f"\x0b{SESSION}\x0c=\xa0{KEY}"]
)
def test_white_space_around_a_cookies_name_makes_it_no_readers_page(key, header):
    asked_by_staff(header, key)


def test_a_page_made_for_staff_never_comes_back_to_an_anonymous_reader(key):
    read_by_staff = []

    @every_header
    @given(headers())
    def whatever_the_header(header):
        status, _told = asked_by_staff(header, key)
        read_by_staff.append(status.startswith("200"))

    whatever_the_header()
    assert any(read_by_staff), "no header was understood: nothing was tried"


@every_header
@given(headers())
def test_cookies_are_read_as_django_reads_them(header):
    environ = RequestFactory().get("/", headers={"cookie": header}).environ
    assert replicas.cookies(environ) == WSGIRequest(environ).COOKIES


@pytest.mark.parametrize("name", sorted(OWN_COOKIES))
def test_with_a_cookie_of_ours_nothing_is_kept(key, name):
    page_cache.pages.clear()
    status, told, _content = ask("/zh-hans/zones/other/", cookie=f"{name}=x")
    assert (status, told["Cache-Control"]) == ("200 OK", "private, no-store")
    assert len(page_cache.pages) == 0


def test_an_answer_that_nobody_has_looked_at_is_not_kept(key):
    def unmarked(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "2")])
        return [b"hi"]

    page_cache.pages.clear()
    environ = RequestFactory().get("/zh-hans/").environ
    page_cache.PageCache(unmarked)(environ, lambda *said: None)
    assert len(page_cache.pages) == 0


def test_an_answer_to_a_login_forbids_it_too(db):
    User.objects.create_user("li", password="correct horse battery", is_staff=True)
    client = Client()
    form = {"username": "li", "password": "correct horse battery"}
    response = client.post("/admin/login/", form)
    assert response.status_code == 302
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/api/v1/zones/", "/en/zones/", "/robots.txt"])
def test_what_everybody_may_have_can_be_kept_by_caches(client, db, address):
    assert "no-store" not in client.get(address).headers.get("Cache-Control", "")
