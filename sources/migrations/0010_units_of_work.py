from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0009_changed_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataversion',
            name='units',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
    ]
