"""The last number that each table gave to a row, which may be of a row that is gone.

A copy must go on counting from there: the history names records by their number, and a new
record must not continue the history of one that was deleted.
"""

from django.db import models


def numbered(models_: list[type[models.Model]]) -> list[type[models.Model]]:
    """The models whose rows the database numbers."""
    return [model for model in models_ if isinstance(model._meta.pk, models.AutoField)]


def last_numbers(connection, models_: list[type[models.Model]]) -> dict[str, int]:
    """The last number given in each table; tables that never had a row are left out."""
    found = {}
    with connection.cursor() as cursor:
        for model in numbered(models_):
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            else:
                name = sequence(cursor, model)
                cursor.execute(f"SELECT last_value FROM {name} WHERE is_called")  # noqa: S608, a name
            if row := cursor.fetchone():
                found[table] = row[0]
    return found


def set_last_numbers(connection, models_: list[type[models.Model]], numbers: dict) -> None:
    """Let each table go on after these numbers, and after any that its rows have."""
    with connection.cursor() as cursor:
        for model in numbered(models_):
            table = model._meta.db_table
            rows = model._base_manager.using(connection.alias)
            highest = rows.aggregate(highest=models.Max("pk"))["highest"] or 0
            number = max(numbers.get(table, 0), highest)
            if not number:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])
            else:
                cursor.execute("SELECT setval(%s, %s)", [sequence(cursor, model), number])


def sequence(cursor, model: type[models.Model]) -> str:
    """The name of PostgreSQL's sequence behind the numbers of a table."""
    table, column = f'"{model._meta.db_table}"', model._meta.pk.column
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
    return cursor.fetchone()[0]
