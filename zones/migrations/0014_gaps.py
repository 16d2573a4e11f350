from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0007_gaps'),
        ('sources', '0008_repeats'),
        ('zones', '0013_longer_units'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(condition=models.Q(('locator', '')), fields=['id'], name='zones_observation_no_place'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(condition=models.Q(models.Q(models.Q(('detail', ''), _negated=True), ('detail_en', '')), models.Q(models.Q(('note', ''), _negated=True), ('note_en', '')), models.Q(models.Q(('rank_reason', ''), _negated=True), ('rank_reason_en', '')), models.Q(models.Q(('value_text', ''), _negated=True), ('value_text_en', '')), _connector='OR'), fields=['id'], name='zones_observation_no_english'),
        ),
    ]
