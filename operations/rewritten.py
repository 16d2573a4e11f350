"""Refuses databases of the first days: their tables differ from what their migrations define."""

from collections.abc import Iterable, Sequence

from django.core.management import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

BEGIN_ANEW = {
    "sqlite": (
        "move {name} to another place, with the files beside it that are named like it and end "
        "in -wal or -shm"
    ),
    "postgresql": "give the database {name} another name, and create an empty one of the old name",
}


def refuse_rewritten(*, using: str, apps, **_more) -> None:
    """Raises CommandError; two queries a table. `apps`: as the applied migrations define."""
    connection = connections[using]
    lacking = lacked(connection, apps)
    # A newer release may have removed tables.
    if lacking and not unknown(MigrationRecorder(connection).applied_migrations()):
        begin_anew = BEGIN_ANEW[connection.vendor].format(name=connection.settings_dict["NAME"])
        raise CommandError(
            "This database was made by an early development version and cannot be brought up to "
            f"date: the migrations that it ran were rewritten afterwards ({lacking}).\n"
            f"Begin with an empty one: stop the site, {begin_anew}. Then run this again and after "
            "it `manage.py seed`, which loads the data of fixtures/ (`make run` does both). Keep "
            "the old one where something was entered by hand: it is nowhere else."
        )


def lacked(connection, apps) -> str:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in tables:
                return f"there is no table {table}"
            described = connection.introspection.get_table_description(cursor, table)
            columns = {column.name for column in described}
            for field in model._meta.local_concrete_fields:
                if field.column not in columns:
                    return f"the table {table} has no column {field.column}"
    return ""


def unknown(migrations: Iterable[Sequence[str]]) -> list[str]:
    """Those migrations (app, name) that only a newer release has."""
    known = MigrationLoader(None).disk_migrations
    return [".".join(key) for key in migrations if tuple(key) not in known]
