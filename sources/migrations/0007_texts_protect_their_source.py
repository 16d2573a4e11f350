"""A source is deleted after its text and its numbers: these have no history to come back from."""

import django.db.models.deletion
from django.db import migrations, models

OPTIONS = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "sources.source",
    "verbose_name": "source",
}


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_draft_sources")]

    operations = [
        # The database knows no cascade: the tables stay as they are.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "articletext",
                    "source",
                    models.OneToOneField(
                        error_messages={
                            "unique": "This source has a text already: change that one."
                        },
                        **OPTIONS,
                    ),
                ),
                migrations.AlterField("setasidenumber", "source", models.ForeignKey(**OPTIONS)),
            ]
        )
    ]
