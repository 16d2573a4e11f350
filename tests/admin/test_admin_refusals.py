"""What no rule of the database forbids but no record can be: refused in words all the same."""

import pytest
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError

from policies.models import Policy, Target
from reforms.models import Reform
from sources.models import Source
from tests import factories as make
from tests.admin.pages import (
    EDITED_MODELS,
    FACTORIES,
    address,
    admin_of,
    filled_in,
    refusals,
    stored,
)
from zones.models import Metric, Observation, Zone

pytestmark = pytest.mark.django_db

PARTIAL_DATES = [
    (make.SourceFactory, "issued"),
    (make.ZoneFactory, "approved"),
    (make.ObservationFactory, "period"),
    (make.ReformFactory, "started"),
    (make.PolicyFactory, "issued"),
    (make.PolicyFactory, "effective"),
    (make.PolicyFactory, "ends"),
    (make.TargetFactory, "due"),
    (make.FollowUpFactory, "reported"),
]
NONSENSE_KEYS = ["-1", "0", "9" * 30, "1\0", "１２", "1.5", "x" * 5000]


def refers_to_others(model) -> bool:
    return any(f.is_relation for f in [*model._meta.fields, *model._meta.many_to_many])


def refused(editor, record, **posted) -> str:
    """The sentences that refuse this change; nothing of the record has changed."""
    before = stored(record)
    response = editor.post(address(record, "change"), filled_in(editor, record) | posted)
    assert response.status_code == 200, "the change was saved"
    assert stored(record) == before
    return refusals(response)


@pytest.mark.parametrize(("factory", "column"), PARTIAL_DATES)
def test_every_partial_date_is_checked(editor, factory, column):
    sentence = "“last summer” is not a date we can read. Write 2019, 2019-03"
    assert sentence in refused(editor, factory(), **{column: "last summer"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2019-13", "“2019-13” has no such month."),
        ("2019-02-30", "“2019-02-30” has no such day."),
        ("2020/2018", "The span “2020/2018” ends before it begins."),
        ("../..", "A span needs a date at one of its ends at least."),
        ("2019/2020/2021", "is not a date we can read"),
        ("2" * 30, "at most 24 characters"),
        ("20\x0019", "Null characters are not allowed."),
    ],
)
def test_what_is_no_partial_date_is_refused(editor, text, sentence):
    assert sentence in refused(editor, make.ObservationFactory(), period=text)


@pytest.mark.parametrize("factory", [make.ObservationFactory, make.TargetFactory])
def test_a_unit_that_does_not_fit_the_metric_is_refused(editor, factory):
    message = refused(editor, factory(), unit="cny-100m")
    assert "亿元 cannot be converted to 亩." in message
    assert "is kept in 亩." in message


@pytest.mark.parametrize("factory", [make.ObservationFactory, make.TargetFactory])
def test_working_days_do_not_become_days(editor, factory):
    record = factory(metric=make.MetricFactory(unit="day"), unit="day")
    assert "个工作日 cannot be converted to 天." in refused(editor, record, unit="working-day")


@pytest.mark.parametrize("factory", [make.ObservationFactory, make.TargetFactory])
def test_a_number_that_grows_too_large_in_the_metrics_unit_is_refused(editor, factory):
    record = factory(metric=make.MetricFactory(unit="cny"), unit="cny")
    message = refused(editor, record, value="9" * 18, unit="cny-100m")
    assert "This value is too large to be converted to 元." in message


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("1" * 25, "Ensure that there are no more than"),
        ("1" * 5000, "Ensure that there are no more than"),
        ("1.1234567", "Ensure that there are no more than 6 decimal places."),
        ("1e400", "Ensure that there are no more than"),
        ("1e-400", "Ensure that there are no more than"),
        ("NaN", "Enter a number."),
        ("Infinity", "Enter a number."),
        ("数十", "Enter a number."),
        ("1\x002", "Enter a number."),
    ],
)
def test_what_is_no_number_or_has_too_many_digits_is_refused(editor, value, sentence):
    for factory in (make.ObservationFactory, make.TargetFactory, make.FollowUpFactory):
        assert sentence in refused(editor, factory(), value=value)


def test_the_largest_number_that_fits_is_saved(editor):
    observation = make.ObservationFactory(metric=make.MetricFactory(unit="cny"), unit="cny")
    data = filled_in(editor, observation) | {"value": str(10**15)}
    assert editor.post(address(observation, "change"), data).status_code == 302


@pytest.mark.parametrize("number", ["-1", "9" * 30, "1.5", "first"])
@pytest.mark.parametrize(
    ("factory", "column"),
    [
        (make.ProvinceFactory, "tile_row"),
        (make.ReformTypeFactory, "position"),
        (make.TargetFactory, "position"),
    ],
)
def test_a_position_that_no_database_holds_is_refused(editor, factory, column, number):
    assert refused(editor, factory(), **{column: number})


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_null_characters_are_refused_wherever_text_is_typed(editor, model):
    record = FACTORIES[model]()
    form = editor.get(address(record, "change")).context["adminform"].form
    texts = [name for name, field in form.fields.items() if is_typed(field) and not field.disabled]
    assert texts
    data = filled_in(editor, record) | dict.fromkeys(texts, "a\0b")
    response = editor.post(address(record, "change"), data)
    assert response.status_code == 200
    assert set(texts) <= set(response.context["adminform"].form.errors)


def is_typed(field) -> bool:
    return getattr(field.widget, "input_type", "") in ("text", "url", "number") or (
        "textarea" in field.widget.template_name
    )


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_line_that_is_too_long_is_refused(editor, model):
    record = FACTORIES[model]()
    form = editor.get(address(record, "change")).context["adminform"].form
    shown = {bound.name: bound.field for bound in form.visible_fields() if not bound.field.disabled}
    lines = [name for name, field in shown.items() if getattr(field, "max_length", None)]
    data = filled_in(editor, record) | dict.fromkeys(lines, "字" * 10_000)
    response = editor.post(address(record, "change"), data)
    assert response.status_code == 200
    assert set(lines) <= set(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("factory", "column"),
    [(make.ReformFactory, "summary"), (make.PolicyFactory, "covers"), (make.ZoneFactory, "note")],
)
def test_a_very_long_text_is_kept(editor, factory, column):
    record, text = factory(), "改革" * 50_000
    data = filled_in(editor, record) | {column: text}
    assert editor.post(address(record, "change"), data).status_code == 302
    assert stored(record)[column] == text


def test_a_very_long_name_is_kept_with_as_much_pinyin_as_fits(editor):
    zone = make.ZoneFactory()
    data = filled_in(editor, zone) | {"name": "庄" * 60}
    assert editor.post(address(zone, "change"), data).status_code == 302
    assert stored(zone)["pinyin"] == ("zhuang " * 60)[:300].strip()


@pytest.mark.parametrize(
    ("model", "key"),
    [(model, "abc") for model in EDITED_MODELS if refers_to_others(model)]
    + [(model, key) for model in (Observation, Policy) for key in NONSENSE_KEYS],
)
def test_a_record_that_does_not_exist_cannot_be_chosen(editor, rf, model, key):
    chosen = admin_of(model).get_autocomplete_fields(rf.get("/"))
    record = FACTORIES[model]()
    data = filled_in(editor, record) | dict.fromkeys(chosen, key)
    response = editor.post(address(record, "change"), data)
    assert response.status_code == 200
    assert set(chosen) == set(response.context["adminform"].form.errors)
    assert editor.get(address(model, "add"), dict.fromkeys(chosen, key)).status_code == 200


@pytest.mark.parametrize("key", NONSENSE_KEYS)
def test_a_row_of_an_inline_cannot_choose_a_record_that_does_not_exist(editor, key):
    observation = make.ObservationFactory()
    reform = make.ReformFactory(zone=observation.zone)
    reform.outcomes.add(observation)
    data = filled_in(editor, reform)
    data |= {"outcomes-0-metric": key, "outcomes-0-source": key, "outcomes-0-unit": key}
    response = editor.post(address(reform, "change"), data)
    assert response.status_code == 200
    [inline] = response.context["inline_admin_formsets"]
    assert set(inline.formset.errors[0]) == {"metric", "source", "unit"}


@pytest.mark.parametrize(
    ("factory", "column", "sentence"),
    [
        (make.ReformFactory, "types", "Choose one type at least."),
        (make.PolicyFactory, "agencies", "Choose one agency at least."),
        (make.PolicyFactory, "instruments", "Choose one instrument at least."),
    ],
)
def test_one_at_least_must_be_chosen(editor, factory, column, sentence):
    record = factory()
    assert sentence in refused(editor, record, **{column: []})
    assert getattr(record, column).count() == 1


@pytest.mark.parametrize(
    "model", [m for m in EDITED_MODELS if any(f.name == "source" for f in m._meta.fields)]
)
def test_a_fact_without_a_source_is_refused(editor, model):
    assert "This field is required." in refused(editor, FACTORIES[model](), source="")


def test_a_metric_keeps_its_unit_once_figures_are_kept_in_it(editor):
    for record in (make.ObservationFactory(), make.TargetFactory()):
        message = refused(editor, record.metric, unit="ha")
        assert "Figures of this metric are already kept in 亩." in message


def test_a_metric_without_figures_may_change_its_unit(editor):
    metric = make.MetricFactory()
    data = filled_in(editor, metric) | {"unit": "ha"}
    assert editor.post(address(metric, "change"), data).status_code == 302
    assert Metric.objects.get().unit == "ha"


def test_a_figure_belongs_to_the_zone_of_its_reform_and_of_its_total(editor):
    observation = make.ObservationFactory()
    reform, total = make.ReformFactory(), make.ObservationFactory()
    assert "That reform belongs to another zone." in refused(editor, observation, reform=reform.pk)
    assert "That total belongs to another zone." in refused(editor, observation, part_of=total.pk)


def test_a_total_stays_in_the_zone_of_its_parts(editor):
    total = make.ObservationFactory()
    make.ObservationFactory(zone=total.zone, part_of=total)
    message = refused(editor, total, zone=make.ZoneFactory().pk)
    assert "Other figures of the zone are parts of this one." in message


def test_a_reform_stays_in_the_zone_of_its_outcomes(editor):
    zone = make.ZoneFactory(name_en="Huai'an")
    reform = make.ReformFactory(zone=zone)
    make.ObservationFactory(zone=zone, reform=reform)
    message = refused(editor, reform, zone=make.ZoneFactory().pk)
    assert "Figures of Huai'an are recorded as outcomes of this reform." in message


def test_a_reform_without_outcomes_may_move(editor):
    reform, zone = make.ReformFactory(), make.ZoneFactory()
    data = filled_in(editor, reform) | {"zone": zone.pk}
    assert editor.post(address(reform, "change"), data).status_code == 302
    assert Reform.objects.get().zone == zone


def test_a_follow_up_reports_no_number_for_a_target_in_words(editor):
    target = make.TargetFactory(metric=None, value=None, unit="")
    follow_up = make.FollowUpFactory(target=target, value=None, met=True)
    assert "That target is not a number" in refused(editor, follow_up, value="12")


def test_a_target_stays_a_number_while_follow_ups_report_one(editor):
    target = make.TargetFactory()
    make.FollowUpFactory(target=target, value=12)
    message = "Follow-ups report a value that was reached."
    assert message in refused(editor, target, value="", unit="")
    data = filled_in(editor, target.policy) | {"targets-0-value": "", "targets-0-unit": ""}
    response = editor.post(address(target.policy, "change"), data)
    assert message in refusals(response)
    assert Target.objects.get().value == 100


@pytest.mark.parametrize("ends", ["2018", "2019-03", "../2018"])
def test_a_policy_does_not_end_before_it_takes_effect(editor, ends):
    policy = make.PolicyFactory(effective="2019-04-01")
    assert "The policy ends before it takes effect." in refused(editor, policy, ends=ends)


def test_a_policy_may_end_in_the_year_in_which_it_takes_effect(editor):
    policy = make.PolicyFactory(effective="2019-04-01")
    data = filled_in(editor, policy) | {"ends": "2019"}
    assert editor.post(address(policy, "change"), data).status_code == 302
    assert Policy.objects.get().ends == "2019"


@pytest.mark.parametrize("address_typed", ["not an address", "javascript:alert(1)", "http://"])
def test_what_is_no_address_is_refused(editor, address_typed):
    assert "Enter a valid URL." in refused(editor, make.SourceFactory(), url=address_typed)


def test_the_pinyin_of_a_zone_follows_its_name_until_it_is_corrected(editor):
    zone = make.ZoneFactory(name="长治经济开发区")
    data = filled_in(editor, zone) | {"name": "淮安经济开发区"}
    editor.post(address(zone, "change"), data)
    assert Zone.objects.get().pinyin == "huai an jing ji kai fa qu"
    editor.post(address(zone, "change"), filled_in(editor, zone) | {"pinyin": "my own"})
    editor.post(address(zone, "change"), filled_in(editor, zone) | {"name": "安顺"})
    assert Zone.objects.get().pinyin == "my own"


def test_a_save_that_another_editor_overtakes_is_checked_again(editor, monkeypatch):
    data = filled_in(editor, make.SourceFactory()) | {"slug": "taken"}
    attempts = iter(["overtaken", "checked again"])
    save = ModelAdmin.changeform_view

    def overtaken(*args, **kwargs):
        if next(attempts) == "overtaken":
            raise IntegrityError("UNIQUE constraint failed: sources_source.slug")
        make.SourceFactory(slug="taken")
        return save(*args, **kwargs)

    monkeypatch.setattr(ModelAdmin, "changeform_view", overtaken)
    response = editor.post(address(Source, "add"), data)
    assert response.status_code == 200
    assert "Source with this Slug already exists." in refusals(response)
    assert response.context["adminform"].form["title"].value() == data["title"]


def test_what_a_refused_form_holds_is_shown_although_it_cannot_be_converted(editor):
    words = make.TargetFactory(value=None, unit="")
    follow_up = make.FollowUpFactory()
    assert "not a number" in refused(editor, follow_up, target=words.pk)
    observation = make.ObservationFactory(metric=make.MetricFactory(unit="cny"), unit="cny")
    assert "too large" in refused(editor, observation, value="9" * 18, unit="cny-100m")
    assert "its unit" in refused(editor, observation, unit="")
