"""What every answer tells the browser, whatever the address and the status."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.operations.conftest import python
from tests.operations.test_settings import PRODUCTION

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


ASK = """
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "zones.example"})
def asked(path, **more):
    return client.get(path, **more)
{more}
"""


def asked(code: str, **variables) -> str:
    """What a process of the site in production prints."""
    variables = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    process = python("-c", ASK.replace("{more}", code), **variables)
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_in_production_cookies_are_for_https_alone_and_browsers_insist_on_it(filled_sqlite):
    told = asked(
        "page = asked('/admin/login/', secure=True)\n"
        "print(page.headers['Strict-Transport-Security'])\n"
        "print(page.cookies['csrftoken'].output())\n"
        "from django.conf import settings\n"
        "print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,"
        " settings.SESSION_COOKIE_SAMESITE)\n"
        "print(asked('/admin/login/').headers['Location'])",
        DATABASE_URL=f"sqlite:///{filled_sqlite}",
    ).splitlines()
    assert told[0] == "max-age=31536000"
    assert "Secure" in told[1]
    assert "SameSite=Lax" in told[1]
    assert told[2] == "True True Lax"
    assert told[3] == "https://zones.example/admin/login/"


def test_the_admin_can_be_somewhere_else_and_nothing_tells_where(filled_sqlite):
    told = asked(
        "print(asked('/staff-only/login/', secure=True).status_code)\n"
        "print(asked('/admin/login/', secure=True).status_code)\n"
        "print(asked('/admin/', secure=True).status_code)\n"
        "print('staff-only' in asked('/robots.txt', secure=True).content.decode())\n"
        "print('staff-only' in asked('/en/', secure=True).content.decode())\n"
        "print(asked('/staff-only/', secure=True).headers['Location'])",
        ADMIN_URL="/staff-only/",
        DATABASE_URL=f"sqlite:///{filled_sqlite}",
    )
    assert told.split() == [
        "200",
        "404",
        "404",
        "False",
        "False",
        "/staff-only/login/?next=/staff-only/",
    ]


@pytest.mark.parametrize("word", ["管理", "../x"])
def test_an_address_of_the_admin_that_cannot_be_one_is_refused(word):
    process = python("-c", "import config.settings", **PRODUCTION, ADMIN_URL=word)
    assert "ADMIN_URL must be one word" in process.stderr


@pytest.mark.parametrize("password", ["short-one", "123456789012", "administrator"])
def test_short_and_common_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="administrators"))
    validate_password("correct horse battery staple", User(username="administrators"))
