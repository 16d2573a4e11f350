import pytest
from django.test import Client

from tests.intake.people import client_of
from tests.operations.conftest import empty_database

__all__ = ["empty_database"]


@pytest.fixture
def curator(db) -> Client:
    """A curator's browser, logged in and set to English."""
    return client_of("curator")
