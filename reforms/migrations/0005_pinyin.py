import core.fields
from core.language.text import joined_and_initials, normalise, pinyin
from django.db import migrations

NAMES = [("zones", "metric", "name"), ("reforms", "reformtype", "name"), ("reforms", "reform", "title")]


def add_pinyin(apps, schema_editor):
    for app, model, column in NAMES:
        rows = apps.get_model(app, model).objects.using(schema_editor.connection.alias)
        for key, name, text in list(rows.values_list("pk", column, "search_text")):
            found = normalise(f"{text}\n{joined_and_initials(pinyin(name))}")
            rows.filter(pk=key).update(search_text=found)


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0004_speed'),
        ('zones', '0009_metric_pinyin'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reform',
            name='search_text',
            field=core.fields.SearchTextField(of=('title', 'title_en', 'summary', 'summary_en', 'legal_basis', 'legal_basis_en', 'pinyin_keys')),
        ),
        migrations.AlterField(
            model_name='reformtype',
            name='search_text',
            field=core.fields.SearchTextField(of=('name', 'name_en', 'aliases', 'pinyin_keys')),
        ),
        migrations.RunPython(add_pinyin, migrations.RunPython.noop),
    ]
