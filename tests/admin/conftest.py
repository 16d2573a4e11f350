import pytest
from django.test import Client


@pytest.fixture
def editor(admin_user) -> Client:
    """Somebody who is logged in to the admin and reads English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin_user)
    return client
