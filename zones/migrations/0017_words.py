from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("zones", "0016_customs_zones"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="observation",
            options={
                "ordering": ["slug"],
                "verbose_name": "figure",
                "verbose_name_plural": "figures",
            },
        ),
        migrations.AlterField(
            model_name="metric",
            name="direction",
            field=models.CharField(
                choices=[
                    ("higher", "Higher is better"),
                    ("lower", "Lower is better"),
                    ("neither", "Neither a high nor a low value is better"),
                ],
                default="neither",
                max_length=8,
                verbose_name="direction",
            ),
        ),
    ]
