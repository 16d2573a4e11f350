from django.db import migrations, models

COLUMN = 'ALTER TABLE reforms_reformtype ADD COLUMN is_draft bool DEFAULT false NOT NULL'


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0005_pinyin'),
    ]

    operations = [
        # Not by AddField alone, for which SQLite makes the table anew.
        migrations.RunSQL(
            COLUMN,
            'ALTER TABLE reforms_reformtype DROP COLUMN is_draft',
            state_operations=[
                migrations.AddField(
                    model_name='reformtype',
                    name='is_draft',
                    field=models.BooleanField(db_default=False, default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft'),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='reform',
                    name='types',
                    field=models.ManyToManyField(blank=True, help_text='Every kind of measure that it is. A draft may be not classified yet.', related_name='reforms', to='reforms.reformtype', verbose_name='types'),
                ),
            ],
        ),
    ]
