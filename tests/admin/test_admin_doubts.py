"""What is doubtful is asked about before a form keeps it, and asked once."""

import pytest
from django.contrib import admin

from core.records.models import SluggedModel
from intake.quality import ERROR, WARNING, every_problem
from policies.models import FollowUp
from sources.admin import CheckedForm
from sources.models import ArticleText, ConfirmedDoubt
from tests import factories as make
from tests.admin.pages import address, filled_in, form_of, refusals, save, shown_again, stored
from zones.models import Metric, Observation, Zone, ZoneEvent
from zones.reported import ReportedValue

pytestmark = pytest.mark.django_db

ASK = "Correct it, or say here why it is right, and save again."


@pytest.fixture
def twins():
    """Two zones of one province, the second about to be given the first one's name."""
    shanxi = make.ProvinceFactory(name="山西省", short_name="山西")
    names = ("山西临汾经济开发区", "侯马经济开发区")
    return [make.ZoneFactory(name=name, province=shanxi, catalogue_code="") for name in names]


def renamed(editor, zone, name: str, **more):
    data = filled_in(editor, zone) | {"name": name} | more
    return editor.post(address(zone, "change"), data), data


def test_a_name_that_another_zone_bears_is_asked_about(editor, twins):
    (first, second), name = twins, "山西省临汾开发区（原名）"
    before = stored(second)
    response, data = renamed(editor, second, name)
    [asked, *_others] = form_of(response).errors["name"]
    assert f"There is a zone of this name already: “{first.slug}”." in asked
    assert ASK in refusals(response)
    assert stored(second) == before
    data = shown_again(response, data) | {"doubts_reason": "the article tells them apart"}
    assert editor.post(address(second, "change"), data).status_code == 302
    assert Zone.objects.get(pk=second.pk).name == name
    confirmed = ConfirmedDoubt.objects.get()
    assert (confirmed.slug, confirmed.about) == (second.slug, first.slug)
    assert confirmed.confirmed_by is not None


def test_what_was_confirmed_is_not_asked_about_again_from_either_side(editor, twins):
    first, second = twins
    response, data = renamed(editor, second, "临汾经开区")
    confirmed = shown_again(response, data) | {"doubts_reason": "two zones"}
    editor.post(address(second, "change"), confirmed)
    assert not [p for p in every_problem() if "of this name" in p.message]
    response, _data = renamed(editor, first, "临汾经济技术开发区")
    assert response.status_code == 302, refusals(response)


def test_a_reason_given_before_the_question_answers_nothing(editor, twins):
    response, _data = renamed(editor, twins[1], "临汾经开区", doubts_reason="whatever")
    assert ASK in refusals(response)


def test_only_what_a_save_makes_doubtful_is_asked_about_also_of_a_new_record(editor, twins):
    Zone.objects.filter(pk=twins[1].pk).update(name="临汾经开区")
    response = save(editor, twins[1], city="临汾市")
    assert response.status_code == 302, refusals(response)
    source = make.SourceFactory(title="开发区改革")
    data = {"title": "开发区 改革", "kind": source.kind}
    response = editor.post(address(type(source), "add"), data)
    assert f"There is a source of this name already: “{source.slug}”." in refusals(response)


@pytest.fixture
def figure():
    """10 hectares, of a metric with a plausible range."""
    metric = make.MetricFactory(unit="ha", plausible_min=0, plausible_max=1000)
    return make.ObservationFactory(metric=metric, unit="ha", value=10)


def test_a_value_outside_the_plausible_range_is_asked_about(editor, figure):
    data = filled_in(editor, figure) | {"value": "-5"}
    response = editor.post(address(figure, "change"), data)
    assert "-5公顷 is outside what is plausible" in refusals(response)
    assert Observation.objects.get().value == 10
    data = shown_again(response, data) | {"doubts_reason": "printed so, with a footnote"}
    # Another value than the one that was asked about is asked about anew.
    response = editor.post(address(figure, "change"), data | {"value": "-7"})
    assert ASK in refusals(response)
    assert editor.post(address(figure, "change"), data).status_code == 302
    assert Observation.objects.get().value == -5
    assert not [p for p in every_problem() if "plausible" in p.message]


@pytest.mark.parametrize(
    ("values", "question"),
    [
        ({"value": "-36", "unit": "km2"}, "-3600公顷 is less than nothing"),
        ({"period": "2091"}, "2091 is still to come, but the figure is called “actual”."),
        ({"quote": "137公顷"}, "The quotation says 137公顷, but the value is 10公顷."),
        ({"quote": "不在其中"}, "The quotation “不在其中” is not in the text"),
    ],
)
def test_what_a_save_makes_doubtful_is_asked_about_beside_its_field(
    editor, figure, values, question
):
    Metric.objects.update(plausible_min=None, plausible_max=None)
    ArticleText.objects.create(source=figure.source, text="以标准地方式出让10公顷。")
    data = filled_in(editor, figure) | values
    response = editor.post(address(figure, "change"), data)
    assert question in refusals(response)
    assert question in "".join(form_of(response).errors[next(iter(values))])


def test_publishing_a_draft_in_its_form_asks_about_all_that_is_doubtful(editor, figure):
    make.change(figure, is_draft=True, value=-5)
    data = filled_in(editor, figure)
    del data["is_draft"]
    response = editor.post(address(figure, "change"), data)
    assert "-5公顷 is outside what is plausible" in refusals(response)
    data = shown_again(response, data) | {"doubts_reason": "printed so"}
    assert editor.post(address(figure, "change"), data).status_code == 302
    assert not Observation.objects.get().is_draft


def test_a_form_reads_full_width_digits_no_sign_that_is_none_and_strips_what_nobody_sees(
    editor, figure
):
    for value in ("٣٤", "1604²", "1604.9①"):
        assert "Enter a number." in refusals(save(editor, figure, value=value))
    assert save(editor, figure, value="１６４．９", note="卫星\u200b城").status_code == 302
    figure.refresh_from_db()
    assert (str(figure.value.normalize()), figure.note) == ("164.9", "卫星城")


def test_the_report_names_what_nobody_has_confirmed(twins):
    metric = make.MetricFactory(unit="ha", plausible_max=5)
    make.ObservationFactory(metric=metric, unit="ha", value=10)
    Zone.objects.filter(pk=twins[1].pk).update(name="临汾经开区")
    found = {(p.level, p.record.split()[0]) for p in every_problem()}
    assert {(ERROR, "zones.observation"), (WARNING, "zones.zone")} <= found


def test_every_form_of_a_record_that_can_be_doubtful_asks():
    for model, options in admin.site._registry.items():
        if issubclass(model, SluggedModel) and model is not FollowUp:
            is_asked_about = model in (Zone, ZoneEvent) or issubclass(model, ReportedValue)
            assert model.names_apart or is_asked_about
            assert issubclass(options.form, CheckedForm), model
            for inline in options.inlines:
                assert issubclass(inline.form, CheckedForm), inline
