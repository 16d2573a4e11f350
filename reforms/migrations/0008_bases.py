from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0007_gaps'),
        ('sources', '0008_repeats'),
        ('zones', '0015_limits_of_figures'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reform',
            index=models.Index(fields=['legal_basis'], name='reforms_reform_by_basis'),
        ),
    ]
