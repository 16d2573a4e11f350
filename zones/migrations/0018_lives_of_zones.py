import core.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0010_units_of_work'),
        ('zones', '0017_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='ZoneEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The word in the address and the key in files: a-z, 0-9 and hyphens.', max_length=80, unique=True, verbose_name='slug')),
                ('revision', core.fields.RevisionField(default=0, verbose_name='revision')),
                ('locator', models.CharField(blank=True, help_text='Section and paragraph: 湘潭 ¶2. A row of a table: #12.', max_length=100, verbose_name='place in the source')),
                ('quote', models.CharField(blank=True, help_text='The fragment that carries the figure or the term, word for word.', max_length=16, verbose_name='quotation')),
                ('is_broken_off', models.BooleanField(default=False, help_text="The page's layout cuts this passage short: something is missing.", verbose_name='passage broken off')),
                ('is_draft', models.BooleanField(default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft')),
                ('kind', models.CharField(choices=[('founded', 'founded'), ('approved', 'approved'), ('renamed', 'renamed'), ('upgraded', 'upgraded to national level'), ('merged-into', 'merged into another zone'), ('split-from', 'split from another zone'), ('extended', 'extended'), ('revoked', 'revoked')], max_length=12, verbose_name='what happened')),
                ('date', core.fields.EdtfField(blank=True, help_text='2019, 2019-03, 2018/2020, 2020/.. (since 2020), XXXX-06 (June, year not stated). Empty when the source gives no date.', max_length=24, verbose_name='date')),
                ('date_earliest', core.fields.EdtfBoundField(db_index=True, null=True, of='date')),
                ('date_latest', core.fields.EdtfBoundField(db_index=True, null=True, of='date', side='latest')),
                ('other_name', models.CharField(blank=True, help_text='Only where there is no record of it; several names are separated by 、.', max_length=60, verbose_name='name of the other zone, Chinese')),
                ('other_name_en', models.CharField(blank=True, max_length=200, verbose_name='name of the other zone, English')),
                ('note', models.TextField(blank=True, verbose_name='note in Chinese')),
                ('note_en', models.TextField(blank=True, verbose_name='note in English')),
                ('other', models.ForeignKey(blank=True, help_text='What it was merged into, split from, or extended by.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events_beside', to='zones.zone', verbose_name='other zone')),
                ('source', models.ForeignKey(help_text='The document that this fact was read in.', on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='sources.source', verbose_name='source')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='zones.zone', verbose_name='zone')),
            ],
            options={
                'verbose_name': 'event of a zone',
                'verbose_name_plural': 'events of zones',
                'ordering': ['zone__pinyin', models.OrderBy(models.F('date_earliest'), nulls_first=True), 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['founded', 'approved', 'renamed', 'upgraded', 'merged-into', 'split-from', 'extended', 'revoked'])), name='zones_zoneevent_kind_known', violation_error_message='Choose one of the values offered.'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('quote'), 16), name='zones_zoneevent_quote_short', violation_error_message='The quotation is too long: keep the fragment that carries the figure or the term, at most 16 characters.'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['merged-into', 'split-from']), _negated=True), ('other__isnull', False), models.Q(('other_name', ''), _negated=True), _connector='OR'), name='zones_zoneevent_names_another', violation_error_message='Say which other zone: choose it, or give its name.'), models.CheckConstraint(condition=models.Q(('other__isnull', True), models.Q(('other_name', ''), ('other_name_en', '')), _connector='OR'), name='zones_zoneevent_another_once', violation_error_message='Choose the other zone or give its name, not both.'), models.CheckConstraint(condition=models.Q(('other__isnull', True), models.Q(('other', models.F('zone')), _negated=True), _connector='OR'), name='zones_zoneevent_not_beside_itself', violation_error_message='The other zone is this zone itself.'), models.UniqueConstraint(models.F('zone'), models.F('kind'), models.F('date'), django.db.models.functions.comparison.Coalesce('other', 0), models.F('other_name'), name='zones_zoneevent_once', violation_error_message='This event of the zone is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='ZoneName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The word in the address and the key in files: a-z, 0-9 and hyphens.', max_length=80, unique=True, verbose_name='slug')),
                ('revision', core.fields.RevisionField(default=0, verbose_name='revision')),
                ('name', models.CharField(max_length=200, verbose_name='name in Chinese')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('locator', models.CharField(blank=True, help_text='Section and paragraph: 湘潭 ¶2. A row of a table: #12.', max_length=100, verbose_name='place in the source')),
                ('quote', models.CharField(blank=True, help_text='The fragment that carries the figure or the term, word for word.', max_length=16, verbose_name='quotation')),
                ('is_broken_off', models.BooleanField(default=False, help_text="The page's layout cuts this passage short: something is missing.", verbose_name='passage broken off')),
                ('is_draft', models.BooleanField(default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft')),
                ('since', core.fields.EdtfField(blank=True, help_text='2019, 2019-03, 2018/2020, 2020/.. (since 2020), XXXX-06 (June, year not stated). Empty when the source gives no date.', max_length=24, verbose_name='borne from')),
                ('since_earliest', core.fields.EdtfBoundField(db_index=True, null=True, of='since')),
                ('since_latest', core.fields.EdtfBoundField(db_index=True, null=True, of='since', side='latest')),
                ('until', core.fields.EdtfField(blank=True, help_text='2019, 2019-03, 2018/2020, 2020/.. (since 2020), XXXX-06 (June, year not stated). Empty when the source gives no date.', max_length=24, verbose_name='borne until')),
                ('until_earliest', core.fields.EdtfBoundField(db_index=True, null=True, of='until')),
                ('until_latest', core.fields.EdtfBoundField(db_index=True, null=True, of='until', side='latest')),
                ('note', models.TextField(blank=True, verbose_name='note in Chinese')),
                ('note_en', models.TextField(blank=True, verbose_name='note in English')),
                ('source', models.ForeignKey(help_text='The document that this fact was read in.', on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='sources.source', verbose_name='source')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='zones.zone', verbose_name='zone')),
            ],
            options={
                'verbose_name': 'former name of a zone',
                'verbose_name_plural': 'former names of zones',
                'ordering': ['zone__pinyin', models.OrderBy(models.F('until_latest'), nulls_first=True), 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='zones_zonename_name_given', violation_error_message='Give the name of the zone in Chinese.'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 60), name='zones_zonename_name_is_one', violation_error_message="That is longer than any zone's name: 60 characters are the most."), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('quote'), 16), name='zones_zonename_quote_short', violation_error_message='The quotation is too long: keep the fragment that carries the figure or the term, at most 16 characters.'), models.CheckConstraint(condition=models.Q(('since_earliest__isnull', True), ('until_latest__isnull', True), ('since_earliest__lte', models.F('until_latest')), _connector='OR'), name='zones_zonename_until_after_since', violation_error_message='The name ends before it begins.'), models.UniqueConstraint(fields=('zone', 'name', 'since'), name='zones_zonename_once', violation_error_message='This zone already has that name from that time.')],
            },
        ),
    ]
