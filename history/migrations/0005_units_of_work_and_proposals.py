
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0004_doubts_of_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60, verbose_name='kind of record')),
                ('record', models.BigIntegerField(verbose_name="record's number")),
                ('slug', models.CharField(max_length=80, verbose_name='slug')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('actor_name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('settled', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('before', models.JSONField(verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('accepted', models.JSONField(default=list, verbose_name='accepted')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
            ],
            options={
                'verbose_name': 'proposed change',
                'verbose_name_plural': 'proposed changes',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60, verbose_name='kind of record')),
                ('record', models.BigIntegerField(verbose_name="record's number")),
                ('slug', models.CharField(max_length=80, verbose_name='slug')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('actor_name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('settled', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('text', models.CharField(max_length=200, verbose_name='remark')),
            ],
            options={
                'verbose_name': 'draft sent back',
                'verbose_name_plural': 'drafts sent back',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='change',
            name='record_revision',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='revision'),
        ),
        migrations.AddField(
            model_name='change',
            name='unit',
            field=models.UUIDField(blank=True, null=True, verbose_name='made together'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['unit'], name='history_change_unit'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by'),
        ),
        migrations.AddField(
            model_name='remark',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('settled__isnull', True)), fields=['model', 'record'], name='history_proposal_open'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('settled__isnull', True)), fields=('model', 'record', 'actor'), name='history_proposal_one_open', violation_error_message='You have proposed a change of this record already.'),
        ),
        migrations.AddIndex(
            model_name='remark',
            index=models.Index(condition=models.Q(('settled__isnull', True)), fields=['model', 'record'], name='history_remark_open'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='history_remark_text_given', violation_error_message='Say what the draft lacks.'),
        ),
    ]
