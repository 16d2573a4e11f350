from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curation', '0004_article_reviews'),
    ]

    operations = [
        migrations.AddField(
            model_name='articleproposal',
            name='awaits',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, verbose_name='to be linked'),
        ),
    ]
