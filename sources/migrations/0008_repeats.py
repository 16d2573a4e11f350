import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0007_texts_protect_their_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='repeats',
            field=models.ForeignKey(blank=True, help_text='The press release or article that it reprints: one figure in both is one value with two citations, not agreement of two sources.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='sources.source', verbose_name='repeats the text of'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('repeats__isnull', True), models.Q(('repeats', models.F('id')), _negated=True), _connector='OR'), name='sources_source_not_its_own_copy', violation_error_message='A source cannot repeat itself.'),
        ),
    ]
