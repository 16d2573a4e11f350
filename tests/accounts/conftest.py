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
def mine(person) -> Client:
    """A browser in which the person is logged in."""
    return logged_in(person)


@pytest.fixture
def log_in():
    """Try to log in, in a new browser if none is given: the answer, or "in"."""

    def attempt(name="li", password=PASSWORD, address="192.0.2.1", code="", browser=None):
        form = {"username": name, "password": password, "code": code}
        english = {"accept-language": "en"}
        response = (browser or Client()).post(LOGIN, form, REMOTE_ADDR=address, headers=english)
        return "in" if response.status_code == 302 else response.text

    return attempt
