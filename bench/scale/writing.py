"""Bulk writing: every column as `save()` would fill it, without history."""

from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, models, transaction

BATCH = 5_000
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(
    model: type[models.Model],
    records: Iterable[models.Model],
    progress: Callable[[int], None] = lambda rows: None,
) -> int:
    """Insert unsaved records that have keys, with derived columns. One transaction a batch."""
    fields = model._meta.concrete_fields

    def row(record) -> list:
        return [f.get_db_prep_save(f.pre_save(record, add=True), connection) for f in fields]

    return write_rows(model, (row(record) for record in records), progress)


def write_rows(
    model: type[models.Model],
    rows: Iterable[list],
    progress: Callable[[int], None] = lambda rows: None,
) -> int:
    """The same for raw rows: every column in the model's order."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(f.column) for f in model._meta.concrete_fields)
    places = ", ".join("%s" for _field in model._meta.concrete_fields)
    done = 0
    for batch in batches(rows):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                lines = StringIO("".join(map(_line, batch)))
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
            else:
                # Neither names nor columns come from outside.
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)  # noqa: S608
        done += len(batch)
        progress(len(batch))
    return done


def batches(rows: Iterable[list]) -> Iterator[list[list]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _line(row: list) -> str:
    cells = ("\\N" if cell is None else str(cell).translate(ESCAPED) for cell in row)
    return "\t".join(cells) + "\n"


def settle(models_written: list[type[models.Model]]) -> None:
    """Reset the sequences and refresh the planner's statistics."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_written):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            if connection.get_autocommit() and not connection.in_atomic_block:
                cursor.execute("VACUUM (ANALYZE)")
            else:
                cursor.execute("ANALYZE")
        else:
            cursor.execute("ANALYZE")
