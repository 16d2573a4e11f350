"""A consistent read of the database during writes."""

from contextlib import contextmanager

from django.db import connections, router, transaction

from sources.models import DataVersion


@contextmanager
def snapshot():
    """All reads inside are of one moment. Blocks no writer."""
    connection = connections[router.db_for_read(DataVersion)]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not `atomic`, which takes SQLite's write lock at once.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
