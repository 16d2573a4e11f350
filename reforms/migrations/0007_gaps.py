from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0006_draft_types'),
        ('sources', '0008_repeats'),
        ('zones', '0013_longer_units'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reform',
            index=models.Index(condition=models.Q(('locator', '')), fields=['id'], name='reforms_reform_no_place'),
        ),
        migrations.AddIndex(
            model_name='reform',
            index=models.Index(condition=models.Q(models.Q(models.Q(('legal_basis', ''), _negated=True), ('legal_basis_en', '')), models.Q(models.Q(('note', ''), _negated=True), ('note_en', '')), models.Q(models.Q(('summary', ''), _negated=True), ('summary_en', '')), models.Q(models.Q(('title', ''), _negated=True), ('title_en', '')), _connector='OR'), fields=['id'], name='reforms_reform_no_english'),
        ),
    ]
