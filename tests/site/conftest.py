"""The whole site on the real seed."""

import pytest
from django.conf import settings
from django.db import connection, transaction

from sources.seeding import seed


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The fixtures in the database, once for a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(settings.FIXTURE_DIR)
        if connection.vendor == "postgresql":
            # What other tests took back still lies in the tables, and this transaction is not
            # over: without fresh statistics the planner expects them to be empty.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)
