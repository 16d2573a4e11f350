"""What every answer tells the browser, whatever the address and the status."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.operations.conftest import ask, python
from tests.operations.test_settings import PRODUCTION, setting

pytestmark = [pytest.mark.once, pytest.mark.django_db]
# Addresses of every part of the site, of errors and of files too.
EVERYWHERE = (
    "/en/",
    "/en/zones/",
    "/en/nowhere/",
    "/en/zones/?tier=imperial",
    "/en/zones/?format=csv",
    "/en/embed/zones/",
    "/admin/login/",
    "/admin/",
    "/api/v1/",
    "/api/v1/nowhere/",
    "/healthz",
    "/robots.txt",
)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_has_the_strict_policy_and_its_companions(client, path):
    headers = client.get(path, headers={"host": "testserver"}).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    if "/embed/" not in path:
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Frame-Options"] == "DENY"


def asked(*paths: str, scheme: str = "https", **variables) -> list[dict]:
    """The answers of a process of the site in production."""
    environ = {"HTTP_HOST": "zones.example", "wsgi.url_scheme": scheme}
    return ask(*({"path": path, "environ": environ} for path in paths), **PRODUCTION | variables)


def test_in_production_cookies_are_for_https_alone_and_browsers_insist_on_it(filled_sqlite):
    address = f"sqlite:///{filled_sqlite}"
    (page,) = asked("/admin/login/", DATABASE_URL=address)
    assert page["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert list(page["cookies"]) == ["csrftoken"]
    assert {"Secure", "SameSite=Lax"} <= set(page["headers"]["Set-Cookie"].split("; "))
    names = ("SECURE", "HTTPONLY", "SAMESITE")
    told = setting(", settings.".join(f"SESSION_COOKIE_{name}" for name in names), **PRODUCTION)
    assert told == "True True Lax"
    (plain,) = asked("/admin/login/", scheme="http", DATABASE_URL=address)
    assert plain["headers"]["Location"] == "https://zones.example/admin/login/"


def test_the_admin_can_be_somewhere_else_and_nothing_tells_where(filled_sqlite):
    paths = (
        "/staff-only/login/",
        "/admin/login/",
        "/admin/",
        "/robots.txt",
        "/en/",
        "/staff-only/",
    )
    variables = {"ADMIN_URL": "/staff-only/", "DATABASE_URL": f"sqlite:///{filled_sqlite}"}
    there, login, admin, *public, index = asked(*paths, **variables)
    assert [there["status"], login["status"], admin["status"]] == [200, 404, 404]
    assert not [page for page in public if page["status"] != 200 or "staff-only" in page["text"]]
    assert index["headers"]["Location"] == "/staff-only/login/?next=/staff-only/"


@pytest.mark.parametrize("word", ["管理", "../x"])
def test_an_address_of_the_admin_that_cannot_be_one_is_refused(word):
    process = python("-c", "import config.settings", **PRODUCTION, ADMIN_URL=word)
    assert "ADMIN_URL must be one word" in process.stderr


@pytest.mark.parametrize("password", ["short-one", "123456789012", "administrator"])
def test_short_and_common_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="administrators"))
    validate_password("correct horse battery staple", User(username="administrators"))
