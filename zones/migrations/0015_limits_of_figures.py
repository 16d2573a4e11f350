from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0007_gaps'),
        ('sources', '0008_repeats'),
        ('zones', '0014_gaps'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['metric', 'unit', 'period', 'basis', 'status', 'scope', 'detail', 'growth_base', 'base_period', 'prices', 'realisation', 'release', 'bound', 'value_high', 'zone'], name='zones_observation_by_limits'),
        ),
        # SQLite would take an index that it knows nothing of for the best one of every query.
        migrations.RunSQL('ANALYZE zones_observation', migrations.RunSQL.noop),
    ]
