import core.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reforms', '0006_draft_types'),
        ('sources', '0008_repeats'),
        ('zones', '0010_draft_metrics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The word in the address and the key in files: a-z, 0-9 and hyphens.', max_length=80, unique=True, verbose_name='slug')),
                ('revision', core.fields.RevisionField(default=0, verbose_name='revision')),
                ('name', models.CharField(max_length=200, verbose_name='name in Chinese')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('aliases', models.CharField(blank=True, help_text='Other names in use, in either language, separated by 、.', max_length=300, verbose_name='other names')),
                ('aspect', models.CharField(choices=[('coverage', 'what is counted in'), ('population', 'who or what is counted'), ('denominator', 'what it is a share or rate of'), ('procedure', 'which procedure'), ('ranking', 'which ranking')], default='coverage', max_length=12, verbose_name='what sets it apart')),
                ('definition', models.TextField(blank=True, verbose_name='definition in Chinese')),
                ('definition_en', models.TextField(blank=True, verbose_name='definition in English')),
                ('assessor', models.CharField(blank=True, help_text='商务部', max_length=100, verbose_name='ranked by, Chinese')),
                ('assessor_en', models.CharField(blank=True, max_length=150, verbose_name='ranked by, English')),
                ('edition', models.CharField(blank=True, help_text='Of a ranking: 2021.', max_length=20, verbose_name='edition')),
                ('out_of', models.PositiveIntegerField(blank=True, help_text='Of a ranking: 217 zones.', null=True, verbose_name='out of how many')),
                ('is_draft', models.BooleanField(db_default=False, default=False, help_text='Only staff see a draft. A curator publishes it.', verbose_name='draft')),
                ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scopes', to='zones.metric', verbose_name='metric')),
                ('search_text', core.fields.SearchTextField(of=('name', 'name_en', 'aliases', 'definition', 'definition_en', 'assessor', 'assessor_en', 'pinyin_keys'))),
            ],
            options={
                'verbose_name': 'scope',
                'verbose_name_plural': 'scopes',
                'ordering': ['metric__slug', 'slug'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='observation',
            name='zones_observation_once_per_source',
        ),
        # The texts keep their columns, so that older code still finds them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField('observation', 'scope', 'detail'),
                migrations.RenameField('observation', 'scope_en', 'detail_en'),
                migrations.AlterField(
                    model_name='observation',
                    name='detail',
                    field=models.CharField(blank=True, db_column='scope', help_text='What is singular to this figure: a company, one plot, two projects.', max_length=200, verbose_name='detail in Chinese'),
                ),
                migrations.AlterField(
                    model_name='observation',
                    name='detail_en',
                    field=models.CharField(blank=True, db_column='scope_en', max_length=250, verbose_name='detail in English'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='observation',
            name='base_period',
            field=core.fields.EdtfField(blank=True, db_default='', default='', help_text='The year that growth is counted from, or whose constant prices are used.', max_length=24, verbose_name='base year'),
        ),
        migrations.AddField(
            model_name='observation',
            name='canonical_high',
            field=core.fields.CanonicalValueField(decimal_places=10, max_digits=30, null=True, of='value_high'),
        ),
        migrations.AddField(
            model_name='observation',
            name='growth_base',
            field=models.CharField(choices=[('year-before', 'the same period a year before'), ('period-before', 'the period before'), ('named-period', 'a named year'), ('not-stated', 'not stated')], db_default='not-stated', default='not-stated', help_text='Of growth. 同比: a year before. 环比: the period before.', max_length=13, verbose_name='compared with'),
        ),
        migrations.AddField(
            model_name='observation',
            name='prices',
            field=models.CharField(choices=[('current', 'current prices'), ('constant', 'comparable or constant prices'), ('not-stated', 'not stated')], db_default='not-stated', default='not-stated', help_text='Of money and growth. 可比价, 不变价: constant. 现价, 名义: current.', max_length=10, verbose_name='prices'),
        ),
        migrations.AddField(
            model_name='observation',
            name='realisation',
            field=models.CharField(choices=[('planned', 'planned'), ('approved', 'approved'), ('contracted', 'contracted'), ('paid', 'paid in or actually used'), ('built', 'built or completed'), ('not-stated', 'not stated')], db_default='not-stated', default='not-stated', help_text='合同, 协议, 签约: contracted. 到位, 实际使用: paid in. 规划: planned.', max_length=10, verbose_name='how far come true'),
        ),
        migrations.AddField(
            model_name='observation',
            name='release',
            field=models.CharField(choices=[('preliminary', 'preliminary'), ('revised', 'revised'), ('final', 'final'), ('not-stated', 'not stated')], db_default='not-stated', default='not-stated', help_text='初步核算, 快报: preliminary. 修订: revised. 最终核实: final.', max_length=11, verbose_name='release'),
        ),
        migrations.AddField(
            model_name='observation',
            name='value_high',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='Of a range: 3 for 2—3个月, with 2 as the value.', max_digits=24, null=True, verbose_name='upper value as reported'),
        ),
        migrations.AddField(
            model_name='scope',
            name='broader',
            field=models.ForeignKey(blank=True, help_text='The scope of this metric that contains it: 全部工业 for 规模以上工业.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='narrower', to='zones.scope', verbose_name='broader scope'),
        ),
        migrations.AddField(
            model_name='observation',
            name='scope',
            field=models.ForeignKey(blank=True, help_text="What the figure covers. Empty: what the metric's definition says.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='zones.scope', verbose_name='scope'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('growth_base__in', ['year-before', 'period-before', 'named-period', 'not-stated'])), name='zones_observation_growth_base_known', violation_error_message='Choose one of the values offered.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('prices__in', ['current', 'constant', 'not-stated'])), name='zones_observation_prices_known', violation_error_message='Choose one of the values offered.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('realisation__in', ['planned', 'approved', 'contracted', 'paid', 'built', 'not-stated'])), name='zones_observation_realisation_known', violation_error_message='Choose one of the values offered.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('release__in', ['preliminary', 'revised', 'final', 'not-stated'])), name='zones_observation_release_known', violation_error_message='Choose one of the values offered.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base_period__gt', ''), ('growth_base', 'named-period')), models.Q(models.Q(('growth_base', 'named-period'), _negated=True), models.Q(('base_period', ''), ('prices', 'constant'), _connector='OR')), _connector='OR'), name='zones_observation_base_named', violation_error_message='Give the base year of growth since a named year, or of constant prices; elsewhere leave it empty.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('value_high__isnull', True), models.Q(('bound__in', ['exactly', 'about']), ('value__isnull', False), ('value__lt', models.F('value_high'))), _connector='OR'), name='zones_observation_range_ascends', violation_error_message='A range has a lower and a higher value, and no “at least” or “at most”.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(models.F('zone'), models.F('metric'), models.F('period'), models.F('basis'), models.F('status'), models.F('detail'), models.F('growth_base'), models.F('base_period'), models.F('prices'), models.F('realisation'), models.F('release'), django.db.models.functions.comparison.Coalesce('scope', 0), models.F('source'), name='zones_observation_once_in_source', violation_error_message='This source already has a figure for this zone, metric, period, scope and all else that limits it. Change that one, or say in the detail what differs.'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.CheckConstraint(condition=models.Q(('aspect__in', ['coverage', 'population', 'denominator', 'procedure', 'ranking'])), name='zones_scope_aspect_known', violation_error_message='Choose one of the values offered.'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='zones_scope_name_given', violation_error_message='Give the name of the scope in Chinese.'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.UniqueConstraint(fields=('metric', 'name'), name='zones_scope_once', violation_error_message='The metric has a scope of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.CheckConstraint(condition=models.Q(('broader__isnull', True), models.Q(('broader', models.F('id')), _negated=True), _connector='OR'), name='zones_scope_not_its_own_broader', violation_error_message='A scope cannot be broader than itself.'),
        ),
        migrations.AddConstraint(
            model_name='scope',
            constraint=models.CheckConstraint(condition=models.Q(('out_of__isnull', True), ('out_of__gt', 0), _connector='OR'), name='zones_scope_out_of_some', violation_error_message='A ranking has one place at least.'),
        ),
    ]
