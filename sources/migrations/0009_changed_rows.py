from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0008_repeats'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('table', models.CharField(max_length=63)),
                ('row', models.BigIntegerField()),
                ('before', models.TextField(null=True)),
                ('after', models.TextField(null=True)),
            ],
            options={
                'verbose_name': 'changed row',
                'verbose_name_plural': 'changed rows',
            },
        ),
    ]
