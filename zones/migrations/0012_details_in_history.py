"""What was the free text `scope` of a figure is its `detail` in kept changes and seeds too."""

from django.db import migrations

NAMES = {"scope": "detail", "scope_en": "detail_en"}
CHUNK = 2000


def renamed(values: dict | None, names: dict[str, str]) -> dict | None:
    return values and {names.get(name, name): value for name, value in values.items()}


def rename(apps, using: str, names: dict[str, str]) -> None:
    figure = {"model": "zones.observation"}
    kept = [
        (apps.get_model("history", "Change"), ("before", "after")),
        (apps.get_model("history", "Proposal"), ("before", "after")),
        (apps.get_model("sources", "SeedRecord"), ("fields",)),
    ]
    for model, columns in kept:
        rows = model.objects.using(using)
        changed = []
        for row in rows.filter(**figure).order_by("pk").iterator(CHUNK):
            before = [getattr(row, column) for column in columns]
            after = [renamed(values, names) for values in before]
            if after != before:
                for column, values in zip(columns, after, strict=True):
                    setattr(row, column, values)
                changed.append(row)
        rows.bulk_update(changed, columns, batch_size=CHUNK)


def forwards(apps, schema_editor):
    rename(apps, schema_editor.connection.alias, NAMES)


def backwards(apps, schema_editor):
    rename(apps, schema_editor.connection.alias, {new: old for old, new in NAMES.items()})


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0006_notices_of_imports"),
        ("zones", "0011_scopes_and_limits"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
