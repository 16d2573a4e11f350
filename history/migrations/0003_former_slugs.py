"""A column for the slug that a record had before a change that gave it another."""

from django.db import migrations, models


def fill(apps, _schema_editor):
    """Renames recorded before this column was there."""
    changes = apps.get_model("history", "Change").objects
    renamed = changes.filter(action="update", before__has_key="slug").only("before")
    for change in renamed.iterator(chunk_size=500):
        changes.filter(pk=change.pk).update(former_slug=change.before["slug"])


class Migration(migrations.Migration):
    dependencies = [("history", "0002_imports_checked")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="former_slug",
            field=models.CharField(blank=True, max_length=80, verbose_name="former slug"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=~models.Q(former_slug=""),
                fields=["model", "former_slug"],
                name="history_change_former_slug",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
