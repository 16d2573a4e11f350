"""The API on factories' records and, where a test asks for it, on the real seed."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits(settings):
    """Tests ask more often than people do; the one about limits sets its own."""
    settings.API_RATE = "100000/sec"
    cache.clear()
    yield
    cache.clear()
