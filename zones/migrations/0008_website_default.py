from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0007_any_unit'),
    ]

    operations = [
        # Of the state alone: the column has had its default in the database since 0006.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='zone',
                    name='website',
                    field=models.URLField(
                        blank=True, db_default='', default='', verbose_name='website'
                    ),
                ),
            ],
        ),
    ]
