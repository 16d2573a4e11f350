import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.intake.people import logged_in

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("li", password=PASSWORD, is_staff=True)


@pytest.fixture
def browser_of():
    """Make a browser at an address, set to English."""
    return lambda address="192.0.2.1": Client(
        REMOTE_ADDR=address, headers={"accept-language": "en"}
    )


@pytest.fixture
def mine(person) -> Client:
    """A browser in which the person is logged in."""
    return logged_in(person)


@pytest.fixture
def log_in(browser_of):
    """Try to log in: the answer, or "in"."""

    def attempt(name="li", password=PASSWORD, address="192.0.2.1", code="", browser=None):
        form = {"username": name, "password": password, "code": code}
        browser = browser or browser_of()
        response = browser.post(LOGIN, form, REMOTE_ADDR=address)
        return "in" if response.status_code == 302 else response.text

    return attempt
