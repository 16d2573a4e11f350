"""The real seed, written once by the command's own code and then copied row by row.

Tests have it without the provincial zones, which make four fifths of all records and are all of
one kind; the tests of the whole catalogue, and CI's `make seed check-data`, have all of it.
"""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from core.records.changelog import log_table
from sources.seeding import seed
from tests.migrated import locked

PROVINCIAL = ("06b", "06c", "06d", "07b", "09b")  # beginnings of the files with provincial zones
ROWS: dict[type, list[tuple]] = {}  # what the first seeding wrote, by model
folder = Path()  # which the processes of a test run share


def write_seed() -> None:
    """Load the fixtures; from the second time on as a copy, which takes a tenth of the time."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not ROWS:
            with locked(folder, "seed"):
                file = folder / "seed.rows"
                if not file.exists():
                    seed_and_read(cursor)
                    rows = {model._meta.label: rows for model, rows in ROWS.items()}
                    file.write_bytes(pickle.dumps(rows))
                    return analyze(cursor)
                rows = pickle.loads(file.read_bytes())  # noqa: S301 - written above
                ROWS.update({apps.get_model(label): found for label, found in rows.items()})
        copy_rows(cursor)
        analyze(cursor)


def write_provincial() -> None:
    """The provincial zones beside the seed: the whole country."""
    with some_fixtures(PROVINCIAL) as files:
        seed(files)


@contextmanager
def some_fixtures(beginnings: tuple[str, ...], *, leaving_out: bool = False) -> Iterator[Path]:
    """A folder with the fixtures whose names begin so, or with all others."""
    with tempfile.TemporaryDirectory() as made:
        for file in Path(settings.FIXTURE_DIR).glob("*.yaml"):
            if file.name.startswith(beginnings) is not leaving_out:
                Path(made, file.name).symlink_to(file)
        yield Path(made)


def analyze(cursor) -> None:
    """Rows that other tests rolled back are still counted by PostgreSQL.

    Without fresh statistics its planner expects empty tables.
    """
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {', '.join(map(table, ROWS))}")


def seed_and_read(cursor) -> None:
    models = apps.get_models(include_auto_created=True)
    empty = [model for model in models if not model._base_manager.exists()]
    # The database logs copied rows by itself.
    empty = [model for model in empty if model._meta.db_table != log_table()]
    with some_fixtures(PROVINCIAL, leaving_out=True) as files:
        seed(files)
    read_rows(cursor, empty)


def read_rows(cursor, models) -> None:
    for model in models:
        cursor.execute(f"SELECT {columns(model)} FROM {table(model)}")  # noqa: S608
        if rows := cursor.fetchall():
            ROWS[model] = rows


def copy_rows(cursor) -> None:
    for model, rows in ROWS.items():
        places = ", ".join(["%s"] * len(rows[0]))
        into = f"INSERT INTO {table(model)} ({columns(model)}) VALUES ({places})"  # noqa: S608
        cursor.executemany(into, rows)
    for sql in connection.ops.sequence_reset_sql(no_style(), list(ROWS)):
        cursor.execute(sql)


def table(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def columns(model) -> str:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)
