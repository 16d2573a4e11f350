import pytest
from django.contrib.auth.models import User
from django.test import Client


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
