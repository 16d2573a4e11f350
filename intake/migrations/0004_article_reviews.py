import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curation', '0003_uploads_and_saved_mappings'),
        ('sources', '0010_units_of_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the text')),
                ('sent_to', models.CharField(blank=True, max_length=200, verbose_name='sent to')),
                ('aside', models.JSONField(default=list, verbose_name='proposed to set aside')),
                ('seconds', models.PositiveIntegerField(default=0, verbose_name='seconds')),
                ('begun', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
                ('decided', models.DateTimeField(auto_now_add=True, verbose_name='last decision')),
                ('finished', models.DateTimeField(null=True, verbose_name='finished')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'article under review',
                'verbose_name_plural': 'articles under review',
                'ordering': ['-decided', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ArticleProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('zone', 'zone'), ('figure', 'figure'), ('reform', 'reform'), ('policy', 'policy'), ('target', 'target of a policy')], max_length=8, verbose_name='kind')),
                ('start', models.PositiveIntegerField(verbose_name='start')),
                ('end', models.PositiveIntegerField(verbose_name='end')),
                ('quote', models.TextField(verbose_name='words')),
                ('before', models.CharField(blank=True, max_length=20, verbose_name='words before it')),
                ('values', models.JSONField(default=dict, verbose_name='values')),
                ('choices', models.JSONField(default=dict, verbose_name='choices')),
                ('recorded', models.JSONField(default=list, verbose_name='recorded facts like it')),
                ('confidence', models.FloatField(default=0, verbose_name='confidence')),
                ('why', models.TextField(blank=True, verbose_name='why')),
                ('is_missed', models.BooleanField(default=False, verbose_name='marked by hand')),
                ('by_model', models.BooleanField(default=False, verbose_name='proposed by a model')),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('corrected', 'corrected and accepted'), ('rejected', 'rejected')], default='open', max_length=9, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('corrected', models.JSONField(default=list, verbose_name='corrected fields')),
                ('model', models.CharField(blank=True, max_length=60, verbose_name='kind of record')),
                ('record', models.BigIntegerField(null=True, verbose_name="record's number")),
                ('slug', models.CharField(blank=True, max_length=80, verbose_name='slug')),
                ('unit', models.UUIDField(null=True, verbose_name='made together')),
                ('settled', models.DateTimeField(null=True, verbose_name='settled')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='curation.articlereview')),
            ],
            options={
                'verbose_name': 'proposal of an article',
                'verbose_name_plural': 'proposals of articles',
                'ordering': ['start', 'end', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['zone', 'figure', 'reform', 'policy', 'target'])), name='curation_articleproposal_kind_known', violation_error_message='Choose one of the values offered.'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'corrected', 'rejected'])), name='curation_articleproposal_state_known', violation_error_message='Choose one of the values offered.'), models.UniqueConstraint(condition=models.Q(('is_missed', False)), fields=('review', 'kind', 'start', 'end', 'by_model'), name='curation_proposal_once', violation_error_message='That is proposed already.'), models.CheckConstraint(condition=models.Q(('start__lt', models.F('end')), models.Q(('quote', ''), _negated=True)), name='curation_proposal_has_words', violation_error_message='A proposal needs words of the text.'), models.CheckConstraint(condition=models.Q(('confidence__range', (0, 1))), name='curation_proposal_confidence', violation_error_message='Confidence is a number from 0 to 1.'), models.CheckConstraint(condition=models.Q(models.Q(('settled__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled__isnull', False)), _connector='OR'), name='curation_proposal_settled', violation_error_message='What is settled has its time, and only that.'), models.CheckConstraint(condition=models.Q(models.Q(('record__isnull', False), ('state__in', ('accepted', 'corrected')), models.Q(('model', ''), _negated=True), models.Q(('slug', ''), _negated=True)), models.Q(models.Q(('state__in', ('accepted', 'corrected')), _negated=True), ('model', ''), ('record__isnull', True), ('slug', '')), _connector='OR'), name='curation_proposal_has_record', violation_error_message='What is accepted has its record, and only that.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='curation_proposal_rejected_why', violation_error_message='Say why it is rejected.')],
            },
        ),
        migrations.CreateModel(
            name='AsideRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(blank=True, max_length=30, verbose_name='words before it')),
                ('wording', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('after', models.CharField(blank=True, max_length=30, verbose_name='words after it')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('made', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'rule for numbers set aside',
                'verbose_name_plural': 'rules for numbers set aside',
                'ordering': ['before', 'wording', 'after'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='curation_asiderule_reason_given', violation_error_message='Say why this number is not recorded.'), models.UniqueConstraint(fields=('before', 'wording', 'after'), name='curation_aside_rule_once', violation_error_message='There is such a rule already.'), models.CheckConstraint(condition=models.Q(models.Q(('before', ''), _negated=True), models.Q(('after', ''), _negated=True), _connector='OR'), name='curation_aside_rule_has_words', violation_error_message='Give words before or after the number.')],
            },
        ),
    ]
