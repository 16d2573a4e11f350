from django.db import migrations, models

COLUMN = 'ALTER TABLE sources_source ADD COLUMN is_draft bool DEFAULT false NOT NULL'


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0005_confirmed_doubts'),
    ]

    operations = [
        # Not by AddField alone, for which SQLite makes the table anew.
        migrations.RunSQL(
            COLUMN,
            'ALTER TABLE sources_source DROP COLUMN is_draft',
            state_operations=[
                migrations.AddField(
                    model_name='source',
                    name='is_draft',
                    field=models.BooleanField(db_default=False, default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft'),
                ),
            ],
        ),
    ]
