from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0010_units_of_work'),
        ('zones', '0018_lives_of_zones'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='zone',
            name='zones_zone_kind_known',
        ),
        migrations.AlterField(
            model_name='zone',
            name='kind',
            field=models.CharField(choices=[('etdz', 'Economic and technological development zone'), ('htdz', 'High-tech industrial development zone'), ('edz', 'Economic development zone'), ('industrial-park', 'Industrial park'), ('customs', 'Special customs supervision area'), ('border', 'Border or cross-border economic cooperation zone'), ('chemical-park', 'Chemical park'), ('tourism', 'Ecological and cultural tourism demonstration zone'), ('other', 'Other kinds of zone')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['etdz', 'htdz', 'edz', 'industrial-park', 'customs', 'border', 'chemical-park', 'tourism', 'other'])), name='zones_zone_kind_known', violation_error_message='Choose one of the values offered.'),
        ),
    ]
