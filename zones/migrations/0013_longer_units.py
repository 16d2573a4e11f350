import core.fields
from django.db import migrations

TABLES = ('zones_metric', 'zones_observation')


def widen(apps, schema_editor):
    # SQLite ignores lengths, and would make the tables anew, which loses their triggers.
    if schema_editor.connection.vendor == 'postgresql':
        for table in TABLES:
            schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN unit TYPE varchar(40)')


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0012_details_in_history'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='metric',
                    name='unit',
                    field=core.fields.UnitField(help_text='Reported values are converted to this unit once, on saving.', max_length=40, verbose_name='canonical unit'),
                ),
                migrations.AlterField(
                    model_name='observation',
                    name='unit',
                    field=core.fields.UnitField(blank=True, max_length=40, verbose_name='unit as reported'),
                ),
            ],
        ),
    ]
