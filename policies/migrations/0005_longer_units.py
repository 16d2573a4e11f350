import core.fields
from django.db import migrations


def widen(apps, schema_editor):
    # SQLite ignores lengths, and would make the table anew, which loses its triggers.
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('ALTER TABLE policies_target ALTER COLUMN unit TYPE varchar(40)')


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_any_unit'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='target',
                    name='unit',
                    field=core.fields.UnitField(blank=True, max_length=40, verbose_name='unit as reported'),
                ),
            ],
        ),
    ]
