from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0006_notices_of_imports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='change',
            name='route',
            field=models.CharField(choices=[('admin', 'by hand'), ('import', 'import of a file'), ('undo', 'undo'), ('seed', 'initial data'), ('command', 'maintenance')], max_length=8, verbose_name='route'),
        ),
    ]
