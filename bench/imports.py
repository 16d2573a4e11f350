"""An import with preview and history, against bare inserts of the same rows.

`python -m bench.imports ROWS` needs PostgreSQL with made-up data and no imports. The floor inserts
the written figures and history with `execute_values`. Prints both times in seconds as JSON. Not
with DEBUG=1: Django would make and keep a copy of every statement.
`python -m bench.imports --write FILE ROWS` only writes the file.
"""

import csv
import io
import json
import os
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import django

PAGE = 1_000  # rows in a statement of the floor
COLUMNS = ["slug", "zone", "metric", "value", "unit", "period", "basis", "status", "detail"]
COLUMNS += ["source", "locator", "quote"]


def write_file(path: Path, rows: int) -> None:
    from core.language.formatting import printed  # noqa: PLC0415, Django must be set up first
    from sources.models import Source  # noqa: PLC0415, Django must be set up first
    from zones.models import Metric, Zone  # noqa: PLC0415

    zones = list(Zone.objects.public().values_list("slug", flat=True)[:40])
    sources = list(Source.objects.values_list("slug", flat=True)[:40])
    metrics = list(
        Metric.objects.filter(quantity="count", applies_to="").values_list("slug", "unit")
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(rows):
            metric, unit = metrics[n // len(zones) % len(metrics)]
            thing = f"口径{n // len(zones) // len(metrics)}"
            row = [
                f"bench-{n}",
                zones[n % len(zones)],
                metric,
                n % 997,
                unit,
                "2001",
                "over-period",
            ]
            row += [
                "actual",
                thing,
                sources[n % len(sources)],
                "¶3",
                printed(Decimal(n % 997), unit),
            ]
            writer.writerow(row)


def our_seconds(path: Path) -> float:
    from django.core.management import call_command  # noqa: PLC0415

    began = time.perf_counter()
    call_command(
        "import_records",
        path,
        kind="observation",
        apply=True,
        confirm_doubts=True,
        reason="bench",
        stdout=io.StringIO(),
    )
    return time.perf_counter() - began


def floor_seconds(cursor) -> float:
    """The same rows, deleted and inserted again by execute_values."""
    from psycopg2.extras import Json, execute_values  # noqa: PLC0415

    tables = {"zones_observation": "slug LIKE 'bench-%'", "history_change": "slug LIKE 'bench-%'"}
    held = {}
    for table, condition in tables.items():
        cursor.execute(f"SELECT * FROM {table} WHERE {condition}")  # noqa: S608
        rows = cursor.fetchall()
        held[table] = [[Json(v) if isinstance(v, dict) else v for v in row] for row in rows]
        cursor.execute(f"DELETE FROM {table} WHERE {condition}")  # noqa: S608
    cursor.connection.commit()
    began = time.perf_counter()
    for table, rows in held.items():
        execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows, page_size=PAGE)  # noqa: S608
    cursor.connection.commit()
    return time.perf_counter() - began


def main(rows: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    import psycopg2  # noqa: PLC0415

    from zones.models import Observation  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figures.csv")
        write_file(path, rows)
        ours = our_seconds(path)
    written = Observation.objects.filter(slug__startswith="bench-").count()
    if written != rows:
        raise RuntimeError(f"{written} of {rows} rows were imported.")
    with psycopg2.connect(os.environ["DATABASE_URL"]) as raw, raw.cursor() as cursor:
        floor = floor_seconds(cursor)
    print(json.dumps({"rows": rows, "ours s": ours, "floor s": floor, "ratio": floor / ours}))


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        write_file(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]))
