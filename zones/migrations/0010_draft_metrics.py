from django.db import migrations, models

COLUMN = 'ALTER TABLE zones_metric ADD COLUMN is_draft bool DEFAULT false NOT NULL'


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0009_metric_pinyin'),
    ]

    operations = [
        # Not by AddField alone, for which SQLite makes the table anew.
        migrations.RunSQL(
            COLUMN,
            'ALTER TABLE zones_metric DROP COLUMN is_draft',
            state_operations=[
                migrations.AddField(
                    model_name='metric',
                    name='is_draft',
                    field=models.BooleanField(db_default=False, default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft'),
                ),
            ],
        ),
    ]
