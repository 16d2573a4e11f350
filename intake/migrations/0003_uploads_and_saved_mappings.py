import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curation', '0002_raw_cells_and_doubts'),
        ('history', '0006_notices_of_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('shape', models.CharField(db_index=True, max_length=64, verbose_name='shape')),
                ('mapping', models.JSONField(verbose_name='mapping')),
                ('changed', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'saved mapping',
                'verbose_name_plural': 'saved mappings',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('content', models.BinaryField(verbose_name='content')),
                ('is_pasted', models.BooleanField(default=False, verbose_name='pasted')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind of record')),
                ('sheet', models.PositiveSmallIntegerField(default=0, verbose_name='sheet')),
                ('picture', models.JSONField(null=True, verbose_name='first and last rows')),
                ('mapping', models.JSONField(null=True, verbose_name='mapping')),
                ('uploaded', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('run', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, to='history.importrun')),
                ('saved', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='curation.savedmapping')),
            ],
            options={
                'verbose_name': 'file being mapped',
                'verbose_name_plural': 'files being mapped',
                'ordering': ['-pk'],
            },
        ),
    ]
