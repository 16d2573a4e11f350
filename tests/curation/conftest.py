import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation


@pytest.fixture
def english():
    """Sentences in English, in which the tests read them."""
    with translation.override("en"):
        yield


@pytest.fixture
def administrator(db) -> User:
    """Somebody who may do everything."""
    return User.objects.create(username="li", is_staff=True, is_superuser=True)


@pytest.fixture
def editor(administrator) -> Client:
    """Their browser, logged in and set to English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator)
    return client
