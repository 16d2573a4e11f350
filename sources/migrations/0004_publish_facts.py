from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("sources", "0003_articles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="source",
            options={
                "ordering": ["slug"],
                "permissions": [("publish_facts", "Can publish facts and make them drafts again")],
                "verbose_name": "source",
                "verbose_name_plural": "sources",
            },
        ),
    ]
