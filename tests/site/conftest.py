"""The whole site on the real seed."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from sources.seeding import seed

KEPT: dict[type, list[tuple]] = {}  # what the first seeding in this process wrote, by model


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The fixtures in the database, once for a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        if KEPT:
            write_again()
        else:
            keep(seed)
        if connection.vendor == "postgresql":
            # What other tests took back still lies in the tables, and this transaction is not
            # over: without fresh statistics the planner expects them to be empty.
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(map(table, KEPT))}")
        yield
        transaction.set_rollback(True)


def keep(write):
    """Let it write, and keep the rows of every table that had none before."""
    models = apps.get_models(include_auto_created=True)
    empty = [model for model in models if not model._base_manager.exists()]
    write(settings.FIXTURE_DIR)
    with connection.cursor() as cursor:
        for model in empty:
            cursor.execute(f"SELECT {columns(model)} FROM {table(model)}")  # noqa: S608
            if rows := cursor.fetchall():
                KEPT[model] = rows


def write_again():
    """The same rows as they were: reading and checking the fixtures takes much longer."""
    with connection.cursor() as cursor:
        for model, rows in KEPT.items():
            places = ", ".join(["%s"] * len(rows[0]))
            into = f"INSERT INTO {table(model)} ({columns(model)}) VALUES ({places})"  # noqa: S608
            cursor.executemany(into, rows)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(KEPT)):
            cursor.execute(sql)


def table(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def columns(model) -> str:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)
