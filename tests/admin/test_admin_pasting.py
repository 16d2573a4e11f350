"""What an editor pastes from an article fills the form, is shown, and never wins over typing."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import FollowUp, Policy, Target
from reforms.models import Reform
from tests import factories as make
from tests.admin.pages import address, filled_in, refusals, shown_again, stored
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LOOK = "The empty fields are filled in with it: look at them, then save again."
EMPTY = {"value": "", "unit": "", "bound": "exactly", "value_text": "", "period": ""}


@pytest.fixture
def observation():
    """A figure of a metric in mu."""
    return make.ObservationFactory(metric=make.MetricFactory(unit="mu"))


def paste(editor, record, text: str, **posted):
    """Post the form of a figure with nothing in its fields but what is given."""
    data = filled_in(editor, record) | EMPTY | posted | {"pasted": text}
    return editor.post(address(record, "change"), data), data


@pytest.mark.parametrize(
    ("text", "unit", "columns", "sentence"),
    [
        ("1413.03亩", "mu", {"value": Decimal("1413.03"), "unit": "mu"}, "Read as: 1,413.03 mu."),
        (
            "不少于3年",
            "year",
            {"value": 3, "unit": "year", "bound": "at-least"},
            "Read as: at least 3 years.",
        ),
        (
            "2018年1604.9亿元",
            "cny-100m",
            {"value": Decimal("1604.9"), "unit": "cny-100m", "period": "2018"},
            "Read as: CNY 160.49 bn · 2018.",
        ),
        ("12个", "park", {"value": 12, "unit": "park"}, "Read as: 12 parks."),
        (
            "数十家",
            "firm",
            {"value": None, "unit": "", "value_text": "数十"},
            "Read as: “数十”, in words.",
        ),
    ],
)
def test_pasted_words_are_shown_in_the_fields_and_stored_by_saving_again(
    editor, text, unit, columns, sentence
):
    observation = make.ObservationFactory(metric=make.MetricFactory(unit=unit), value=7, unit=unit)
    before = stored(observation)
    response, data = paste(editor, observation, text)
    assert response.status_code == 200
    assert f"{sentence} {LOOK}" in refusals(response)
    assert stored(observation) == before
    again = editor.post(address(observation, "change"), shown_again(response, data))
    assert again.status_code == 302, refusals(again)
    observation.refresh_from_db()
    assert {name: getattr(observation, name) for name in columns} == columns


AGREEING = [  # of a metric in this unit: the words, and what is typed beside them
    ("mu", "1413.03亩", {"value": "1413.03", "unit": "mu", "period": "2018"}),
    ("cny-100m", "8000万元", {"value": "0.8", "unit": "cny-100m"}),  # the same amount
    ("mu", "1413.03亩", {"value": "1413.03", "unit": "mu", "bound": "about"}),  # what only they see
    ("mu", "100公倾", {"value": "100", "unit": "ha"}),  # an unknown unit does no harm here
    ("day", "由30天压缩至5天", {"value": "5", "unit": "day"}),  # one of several figures
    ("day", "由30天压缩至5天", {"value": "30", "unit": "day"}),
]


@pytest.mark.parametrize(("unit", "text", "typed"), AGREEING)
def test_what_is_typed_and_agrees_is_saved_at_once(editor, unit, text, typed):
    observation = make.ObservationFactory(metric=make.MetricFactory(unit=unit), unit=unit)
    response, _data = paste(editor, observation, text, **typed)
    assert response.status_code == 302, refusals(response)
    saved = filled_in(editor, observation)
    assert {name: saved[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "1314.03", "unit": "mu"}, "“1413.03”"),
        ({"value": "1413.03", "unit": "ha"}, "“1413.03”"),
        ({"unit": "ha"}, "“亩”"),
        ({"value": "1413.03", "unit": "mu", "bound": "about"}, "“at least”"),
        ({"value": "1413.03", "unit": "mu", "bound": "at-least", "period": "2017"}, "“2018”"),
    ],
)
def test_what_is_typed_and_says_otherwise_is_refused_where_it_stands(
    editor, observation, typed, words
):
    before = stored(observation)
    response, _data = paste(editor, observation, "2018年不少于1413.03亩", **typed)
    assert f"The words as printed say {words} here." in refusals(response)
    assert stored(observation) == before
    form = response.context["adminform"].form
    assert all(form.data[name] == value for name, value in typed.items())


REFUSED = [  # of a metric in this unit: the words, what is typed beside them, the refusal
    ("mu", "数十亩", {"value_text": "数百"}, "The words as printed say “数十” here."),
    (
        "day",
        "由30天压缩至5天",
        {"value": "6", "unit": "day"},
        "The words as printed say “30” here.",
    ),
    ("plot", "12家", {"value": "12", "unit": "plot"}, "The words as printed say “家” here."),
    ("mu", "最多跑一次", {"value": "1", "unit": "mu"}, "No number and no date was found in this."),
    ("mu", "1.12345678亩", {}, "no more than 6 decimal places"),
    ("mu", "100公倾", {}, "“公倾” is not a known unit; did you mean “公顷”?"),
    *(
        ("mu", "由30亩增加到50亩", {"pasted_option": chosen}, "choose one, or type it.")
        for chosen in ("2", "-1", "x", "٠")
    ),
]


@pytest.mark.parametrize(("unit", "text", "typed", "refusal"), REFUSED)
def test_what_cannot_be_read_or_does_not_agree_is_refused(editor, unit, text, typed, refusal):
    observation = make.ObservationFactory(metric=make.MetricFactory(unit=unit), unit=unit)
    before = stored(observation)
    response, _data = paste(editor, observation, text, **typed)
    assert refusal in refusals(response)
    assert stored(observation) == before


def test_of_several_figures_none_is_filled_in_before_the_editor_has_chosen(editor):
    observation = make.ObservationFactory(
        metric=make.MetricFactory(unit="working-day"), value=7, unit="working-day"
    )
    before = stored(observation)
    response, data = paste(editor, observation, "由30个工作日压缩至5个工作日")
    assert "More than one figure may be meant here: choose one, or type it." in refusals(response)
    field = response.context["adminform"].form["pasted_option"]
    assert [str(radio.choice_label) for radio in field] == [
        "before: 30 working days",
        "after: 5 working days",
    ]
    assert stored(observation) == before
    response = editor.post(address(observation, "change"), data | {"pasted_option": "1"})
    form = response.context["adminform"].form
    assert (form.data["value"], form.data["unit"]) == ("5", "working-day")
    assert stored(observation) == before
    again = editor.post(address(observation, "change"), shown_again(response, data))
    assert again.status_code == 302, refusals(again)
    assert Observation.objects.get().value == 5


@pytest.mark.parametrize(
    ("quantity", "value"), [("growth", "-12.5"), ("reduction", "12.5"), ("share", "")]
)
def test_what_the_metric_measures_decides_whether_a_fall_is_a_value(editor, quantity, value):
    metric = make.MetricFactory(unit="percent", quantity=quantity)
    observation = make.ObservationFactory(metric=metric, unit="percent")
    response, _data = paste(editor, observation, "同比下降12.5%")
    assert response.context["adminform"].form.data["value"] == value


def test_the_value_is_filled_in_where_only_its_unit_is_unknown(editor, observation):
    response, _data = paste(editor, observation, "100公倾")
    assert response.context["adminform"].form.data["value"] == "100"


def test_what_was_not_understood_is_said(editor, observation):
    response, _data = paste(editor, observation, "出让14宗、1413.03亩")
    assert "Read as: 1,413.03 mu." in refusals(response)
    assert "There is another figure: 14宗." in refusals(response)
    assert "Not understood: “出让”." in refusals(response)


def test_a_target_takes_its_due_date_from_the_words(editor):
    target = make.TargetFactory(metric=make.MetricFactory(unit="mu"))
    data = filled_in(editor, target) | {"value": "", "unit": "", "due": ""}
    data["pasted"] = "2020年年底前不超过100亩"
    response = editor.post(address(target, "change"), data)
    assert "Read as: at most 100 mu · December 2020 (2020-12)." in refusals(response)
    editor.post(address(target, "change"), shown_again(response, data))
    target.refresh_from_db()
    assert (target.value, target.bound, target.due) == (100, "at-most", "2020-12")


def test_an_outcome_on_the_page_of_its_reform_is_pasted_as_well(editor):
    outcome = make.ObservationFactory(metric=make.MetricFactory(unit="mu"))
    reform = make.ReformFactory(zone=outcome.zone)
    outcome.reform = reform
    outcome.save()
    blank = {f"outcomes-0-{name}": value for name, value in EMPTY.items()}
    data = filled_in(editor, reform) | blank | {"outcomes-0-pasted": "2018年1413.03亩"}
    response = editor.post(
        address(Reform, "changelist").replace("/reform/", f"/reform/{reform.pk}/change/"), data
    )
    assert "Read as: 1,413.03 mu · 2018." in refusals(response)
    [inline] = response.context["inline_admin_formsets"]
    [form] = inline.formset.initial_forms
    assert form["value"].value() == "1413.03"
    again = editor.post(
        address(reform, "change"), {n: form.data.get(n, v) for n, v in data.items()}
    )
    assert again.status_code == 302
    outcome.refresh_from_db()
    assert (outcome.value, outcome.period) == (Decimal("1413.03"), "2018")


def test_a_new_target_of_a_policy_is_not_lost_when_only_words_are_pasted(editor):
    policy, source = make.PolicyFactory(), make.SourceFactory()
    data = filled_in(editor, policy) | {"targets-TOTAL_FORMS": "1"}
    data |= {"targets-0-pasted": "100亩", "targets-0-title": "面积", "targets-0-source": source.pk}
    response = editor.post(address(policy, "change"), data)
    assert "Read as: 100 mu." in refusals(response)
    assert not Target.objects.exists()
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [("90亩", "90"), ("6公顷", "90"), ("90", "90")],
)
def test_a_follow_up_takes_the_value_in_the_unit_of_its_target(editor, text, value):
    target = make.TargetFactory(metric=make.MetricFactory(unit="mu"), unit="mu")
    follow_up = make.FollowUpFactory(target=target)
    data = filled_in(editor, follow_up) | {"value": "", "reported": ""}
    data["pasted"] = f"2021年{text}" if "亩" in text else text
    response = editor.post(address(follow_up, "change"), data)
    assert response.context["adminform"].form.data["value"] == value
    assert LOOK in refusals(response)


def test_a_follow_up_says_which_limit_it_cannot_keep_and_refuses_another_kind_of_unit(editor):
    target = make.TargetFactory(metric=make.MetricFactory(unit="mu"), unit="mu")
    follow_up = make.FollowUpFactory(target=target)
    data = filled_in(editor, follow_up) | {"value": ""}
    response = editor.post(address(follow_up, "change"), data | {"pasted": "90余亩"})
    assert "“over” has no field here: say it in the note." in refusals(response)
    response = editor.post(address(follow_up, "change"), data | {"pasted": "90家企业"})
    assert "家 cannot be converted to 亩." in refusals(response)
    assert FollowUp.objects.get().value == follow_up.value


# -- Dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "column"),
    [
        (make.SourceFactory, "issued"),
        (make.ZoneFactory, "approved"),
        (make.ObservationFactory, "period"),
        (make.ReformFactory, "started"),
        (make.PolicyFactory, "issued"),
        (make.TargetFactory, "due"),
        (make.FollowUpFactory, "reported"),
    ],
)
def test_every_partial_date_is_read_from_the_words_of_an_article(editor, factory, column):
    record = factory()
    data = filled_in(editor, record) | {column: "2019年3月"}
    response = editor.post(address(record, "change"), data)
    assert response.status_code == 302, refusals(response)
    record.refresh_from_db()
    assert getattr(record, column) == "2019-03"


@pytest.mark.parametrize(
    "text", ["2019年3月发布", "2019年和2020年", "3年", "2019年2月30日", "6月100亩"]
)
def test_words_that_are_not_one_date_alone_are_refused(editor, observation, text):
    data = filled_in(editor, observation) | {"period": text}
    response = editor.post(address(observation, "change"), data)
    assert f"“{text}” is not a date we can read." in refusals(response)


def test_a_long_date_in_words_is_no_longer_than_what_it_becomes(editor, observation):
    text = "自 2019 年 3 月 1 日起至 2020 年 12 月 31 日"
    data = filled_in(editor, observation) | {"period": text}
    assert editor.post(address(observation, "change"), data).status_code == 302
    observation.refresh_from_db()
    assert observation.period == "2019-03-01/2020-12-31"
    field = editor.get(address(observation, "change")).context["adminform"].form.fields["period"]
    assert "maxlength" not in field.widget.attrs


def test_the_days_of_a_pasted_date_stand_beside_it(editor, observation):
    data = filled_in(editor, observation) | {"period": "2019年上半年", "_continue": "1"}
    response = editor.post(address(observation, "change"), data, follow=True)
    assert "2019-01-01 – 2019-06-30" in response.text


# -- While the editor types -------------------------------------------------------------


def test_staff_can_ask_how_words_are_understood(editor):
    metric = make.MetricFactory(unit="park")
    answer = editor.get(
        reverse("understand"), {"text": "2019年底不少于12个，约3家", "metric": metric.pk}
    ).json()
    assert answer == {
        "sentence": "Read as: at least 12 parks · December 2019 (2019-12).",
        "problems": [],
        "remarks": ["There is another figure: 3家."],
        "columns": {"value": "12", "unit": "park", "bound": "at-least", "date": "2019-12"},
        "options": [],
    }


def test_staff_are_told_which_figures_may_be_meant(editor):
    answer = editor.get(reverse("understand"), {"text": "2019年由30天压缩至5天"}).json()
    assert answer["columns"] == {"date": "2019"}
    assert answer["options"] == [
        {"label": "before: 30 days", "columns": {"value": "30", "unit": "day"}},
        {"label": "after: 5 days", "columns": {"value": "5", "unit": "day"}},
    ]


def test_staff_can_ask_how_a_date_is_understood(editor):
    address_ = reverse("understand")
    sentence = "Read as: January–June 2019 (2019-01/2019-06)."
    assert editor.get(address_, {"date": "2019年1—6月"}).json() == {"sentence": sentence}
    assert editor.get(address_, {"date": "last summer"}).json() == {"sentence": ""}


BROKEN = [
    {}, {"text": "\0"}, {"text": "9" * 5000}, {"metric": "x"}, {"metric": "9" * 40}, {"into": "x"}
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_no_question_breaks_the_answer(editor, query):
    assert editor.get(reverse("understand"), query).status_code == 200


def test_an_answer_takes_one_query_for_the_metric_at_most(editor):
    metric = make.MetricFactory()
    editor.get(reverse("understand"))
    with CaptureQueriesContext(connection) as without:
        editor.get(reverse("understand"), {"text": "3亩"})
    with CaptureQueriesContext(connection) as with_metric:
        editor.get(reverse("understand"), {"text": "3亩", "metric": metric.pk})
    assert len(with_metric) == len(without) + 1


def test_only_staff_may_ask_and_only_by_get(client, editor):
    assert "/login/" in client.get(reverse("understand"), {"text": "3亩"}).headers["Location"]
    assert editor.post(reverse("understand"), {"text": "3亩"}).status_code == 405


def test_who_may_only_look_is_not_asked_for_words(editor, administrator, observation):
    administrator.is_superuser = False
    administrator.save()
    wanted = Permission.objects.filter(codename__in=["view_observation", "view_followup"])
    administrator.user_permissions.set(wanted)
    for record in (observation, make.FollowUpFactory()):
        page = editor.get(address(record, "change"))
        assert page.status_code == 200
        assert "field-pasted" not in page.text
