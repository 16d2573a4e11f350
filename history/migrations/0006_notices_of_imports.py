from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0005_units_of_work_and_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='notices',
            field=models.JSONField(blank=True, null=True, verbose_name='notices'),
        ),
    ]
