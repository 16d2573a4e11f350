import core.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0008_website_default'),
    ]

    operations = [
        migrations.AlterField(
            model_name='metric',
            name='search_text',
            field=core.fields.SearchTextField(of=('name', 'name_en', 'aliases', 'definition', 'definition_en', 'pinyin_keys')),
        ),
    ]
