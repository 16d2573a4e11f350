"""What an editor pastes from an article fills the form, is shown, and never wins over typing."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.language.units import UNITS
from policies.models import FollowUp, Policy, Target
from tests import factories as make
from tests.admin.pages import (
    DATES,
    address,
    filled_in,
    form_of,
    queries_of,
    refusals,
    save,
    shown_again,
    stored,
)
from tests.intake.people import logged_in, somebody_who_may
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LOOK = "The empty fields are filled in with it: look at them, then save again."
EMPTY = dict.fromkeys(
    ("value", "value_high", "unit", "value_text", "period", "due", "reported"), ""
)
UNDERSTAND = reverse("understand")


def figure(unit: str = "mu", **columns) -> Observation:
    return make.ObservationFactory(metric=make.MetricFactory(unit=unit), unit=unit, **columns)


def target(unit: str = "mu") -> Target:
    return make.TargetFactory(metric=make.MetricFactory(unit=unit), unit=unit)


def follow_up() -> FollowUp:
    return make.FollowUpFactory(target=target())


def paste(editor, record, text: str, **posted):
    """Post the form of a record with nothing in its fields but what is given."""
    data = filled_in(editor, record) | EMPTY | {"bound": "exactly"} | posted | {"pasted": text}
    return editor.post(address(record, "change"), data), data


@pytest.mark.parametrize(
    ("record", "text", "columns", "sentence"),
    [
        ("figure mu", "1413.03亩", {"value": Decimal("1413.03")}, "1,413.03 mu."),
        ("figure year", "不少于3年", {"value": 3, "bound": "at-least"}, "at least 3 years."),
        (
            "figure cny-100m",
            "2018年1604.9亿元",
            {"value": Decimal("1604.9"), "period": "2018"},
            "CNY 160.49 bn · 2018.",
        ),
        ("figure park", "12个", {"value": 12}, "12 parks."),
        (
            "figure firm",
            "数十家",
            {"value": None, "unit": "", "value_text": "数十"},
            "“数十”, in words.",
        ),
        (
            "figure month",
            "2—3个月",
            {"value": 2, "value_high": 3},
            "2–3 months.",
        ),
        (
            "figure cny-100m",
            "规划12亿元",
            {"value": 12, "realisation": "planned"},
            "CNY 1.2 bn · how far come true: planned.",
        ),
        (
            "target mu",
            "2020年年底前不超过100亩",
            {"value": 100, "bound": "at-most", "due": "2020-12"},
            "at most 100 mu · December 2020 (2020-12).",
        ),
        ("follow_up", "2021年90亩", {"value": 90, "reported": "2021"}, ""),
        ("follow_up", "6公顷", {"value": 90}, ""),  # in the unit of its target
        ("follow_up", "90", {"value": 90}, ""),
    ],
)
def test_pasted_words_are_shown_in_the_fields_and_stored_by_saving_again(
    editor, record, text, columns, sentence
):
    kind, *unit = record.split()
    record = {"figure": figure, "target": target, "follow_up": follow_up}[kind](*unit)
    before = stored(record)
    response, data = paste(editor, record, text)
    assert response.status_code == 200
    assert "Read as: " + sentence in refusals(response)
    assert f"{sentence} {LOOK}" in refusals(response)
    assert stored(record) == before
    again = editor.post(address(record, "change"), shown_again(response, data))
    assert again.status_code == 302, refusals(again)
    expected = ({"unit": unit[0]} if unit else {}) | columns
    assert {name: stored(record)[name] for name in expected} == expected


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
    observation = figure(unit)
    response, _data = paste(editor, observation, text, **typed)
    assert response.status_code == 302, refusals(response)
    saved = filled_in(editor, observation)
    shown = {"unit": UNITS[typed["unit"]].label} if "unit" in typed else {}
    assert {name: saved[name] for name in typed} == typed | shown


SAID = "The words as printed say “{}” here.".format
LEAST = "2018年不少于1413.03亩"
REFUSED = [  # of a metric in this unit: the words, what is typed beside them, the refusal
    ("mu", LEAST, {"value": "1314.03", "unit": "mu"}, SAID("1413.03")),
    ("mu", LEAST, {"value": "1413.03", "unit": "ha"}, SAID("1413.03")),
    ("mu", LEAST, {"unit": "ha"}, SAID("亩")),
    ("mu", LEAST, {"value": "1413.03", "unit": "mu", "bound": "about"}, SAID("at least")),
    ("mu", LEAST, {"bound": "at-least", "period": "2017"}, SAID("2018")),
    ("month", "2—3个月", {"value": "2", "value_high": "4", "unit": "month"}, SAID("3")),
    ("mu", "规划12亩", {"value": "12", "unit": "mu", "realisation": "built"}, SAID("planned")),
    ("mu", "数十亩", {"value_text": "数百"}, SAID("数十")),
    ("day", "由30天压缩至5天", {"value": "6", "unit": "day"}, SAID("30")),
    ("plot", "12家", {"value": "12", "unit": "plot"}, SAID("家")),
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
    observation = figure(unit)
    before = stored(observation)
    response, _data = paste(editor, observation, text, **typed)
    assert refusal in refusals(response)
    assert stored(observation) == before
    assert all(form_of(response).data[name] == value for name, value in typed.items())


def test_of_several_figures_none_is_filled_in_before_the_editor_has_chosen(editor):
    observation = figure("working-day", value=7)
    before = stored(observation)
    response, data = paste(editor, observation, "由30个工作日压缩至5个工作日")
    assert "More than one figure may be meant here: choose one, or type it." in refusals(response)
    assert [str(radio.choice_label) for radio in form_of(response)["pasted_option"]] == [
        "before: 30 working days",
        "after: 5 working days",
    ]
    response = editor.post(address(observation, "change"), data | {"pasted_option": "1"})
    filled = form_of(response).data
    assert (filled["value"], filled["unit"]) == ("5", "working-day")
    assert stored(observation) == before
    again = editor.post(address(observation, "change"), shown_again(response, data))
    assert again.status_code == 302, refusals(again)
    assert Observation.objects.get().value == 5


@pytest.mark.parametrize(
    ("metric", "text", "value"),
    [
        ({"unit": "percent", "quantity": "growth"}, "同比下降12.5%", "-12.5"),
        ({"unit": "percent", "quantity": "reduction"}, "同比下降12.5%", "12.5"),
        ({"unit": "percent", "quantity": "share"}, "同比下降12.5%", ""),
        ({"unit": "mu"}, "100公倾", "100"),  # only its unit is unknown
    ],
)
def test_what_the_metric_measures_decides_which_value_is_filled_in(editor, metric, text, value):
    record = make.ObservationFactory(metric=make.MetricFactory(**metric), unit=metric["unit"])
    response, _data = paste(editor, record, text)
    assert form_of(response).data["value"] == value


def test_what_was_not_understood_is_said(editor):
    told = refusals(paste(editor, figure(), "出让14宗、1413.03亩")[0])
    assert "Read as: 1,413.03 mu." in told
    assert "There is another figure: 14宗." in told
    assert "Not understood: “出让”." in told


def test_a_follow_up_says_which_limit_it_cannot_keep_and_refuses_another_kind_of_unit(editor):
    record = follow_up()
    limit, unit = (refusals(paste(editor, record, words)[0]) for words in ("90余亩", "90家企业"))
    assert "“over” has no field here: say it in the note." in limit
    assert "家 cannot be converted to 亩." in unit
    assert FollowUp.objects.get().value == record.value


def test_an_outcome_on_the_page_of_its_reform_is_pasted_as_well(editor):
    reform = make.ReformFactory()
    outcome = figure(zone=reform.zone, reform=reform)
    blank = {f"outcomes-0-{name}": value for name, value in EMPTY.items()}
    data = filled_in(editor, reform) | blank | {"outcomes-0-pasted": "2018年1413.03亩"}
    response = editor.post(address(reform, "change"), data)
    assert "Read as: 1,413.03 mu · 2018." in refusals(response)
    [inline] = response.context["inline_admin_formsets"]
    [form] = inline.formset.initial_forms
    assert form["value"].value() == "1413.03"
    again = {name: form.data.get(name, value) for name, value in data.items()}
    assert editor.post(address(reform, "change"), again).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.value, outcome.period) == (Decimal("1413.03"), "2018")


def test_a_new_target_of_a_policy_is_not_lost_when_only_words_are_pasted(editor):
    row = {"pasted": "100亩", "title": "面积", "source": make.SourceFactory().pk}
    posted = {f"targets-0-{name}": value for name, value in row.items()}
    response = save(editor, make.PolicyFactory(), **posted, **{"targets-TOTAL_FORMS": "1"})
    assert "Read as: 100 mu." in refusals(response)
    assert not Target.objects.exists()
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("factory", "column", "text", "date"),
    [
        *(
            (factory, column, "2019年3月", "2019-03")
            for factory, column in DATES
            # Not before it takes effect; not after the name was given up.
            if column != "ends" and (factory, column) != (make.ZoneNameFactory, "since")
        ),
        (
            make.ObservationFactory,
            "period",
            "自 2019 年 3 月 1 日起至 2020 年 12 月 31 日",  # longer than what it becomes
            "2019-03-01/2020-12-31",
        ),
    ],
)
def test_every_partial_date_is_read_from_the_words_of_an_article(
    editor, factory, column, text, date
):
    record = factory()
    # Of figures only constant prices have a base year.
    response = save(editor, record, **{column: text, "prices": "constant"})
    assert response.status_code == 302, refusals(response)
    assert stored(record)[column] == date
    page = editor.get(address(record, "change"))
    assert "maxlength" not in form_of(page).fields[column].widget.attrs


@pytest.mark.parametrize(
    "text", ["2019年3月发布", "2019年和2020年", "3年", "2019年2月30日", "6月100亩"]
)
def test_words_that_are_not_one_date_alone_are_refused(editor, text):
    assert f"“{text}” is not a date we can read." in refusals(save(editor, figure(), period=text))


def test_the_days_of_a_pasted_date_stand_beside_it(editor):
    observation = figure()
    save(editor, observation, period="2019年上半年")
    assert "2019-01-01 – 2019-06-30" in editor.get(address(observation, "change")).text


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (
            {"text": "2019年底不少于12个，约3家"},
            {
                "sentence": "Read as: at least 12 parks · December 2019 (2019-12).",
                "problems": [],
                "remarks": ["There is another figure: 3家."],
                "columns": {
                    "value": "12",
                    "unit": "个 · parks",
                    "bound": "at-least",
                    "date": "2019-12",
                },
                "options": [],
            },
        ),
        (
            {"text": "2019年由30天压缩至5天", "metric": ""},
            {
                "columns": {"date": "2019"},
                "options": [
                    {"label": "before: 30 days", "columns": {"value": "30", "unit": "天 · days"}},
                    {"label": "after: 5 days", "columns": {"value": "5", "unit": "天 · days"}},
                ],
            },
        ),
        ({"date": "2019年1—6月"}, {"sentence": "Read as: January–June 2019 (2019-01/2019-06)."}),
        ({"date": "last summer"}, {"sentence": ""}),
    ],
)
def test_staff_can_ask_how_words_and_dates_are_understood(editor, query, answer):
    metric = make.MetricFactory(unit="park")
    found = editor.get(UNDERSTAND, {"metric": metric.pk} | query).json()
    assert {name: found[name] for name in answer} == answer


def test_no_question_breaks_the_answer(editor):
    broken = [{}, {"text": "\0"}, {"text": "9" * 5000}, {"metric": "x"}, {"metric": "9" * 40}]
    for query in [*broken, {"into": "x"}]:
        assert editor.get(UNDERSTAND, query).status_code == 200, query


def test_an_answer_takes_one_query_for_the_metric_at_most(editor):
    without = f"{UNDERSTAND}?text=3亩"
    with_metric = f"{without}&metric={make.MetricFactory().pk}"
    assert queries_of(editor, with_metric) == queries_of(editor, without) + 1


def test_who_may_only_look_is_not_asked_for_words():
    client = logged_in(somebody_who_may("view_observation", "view_followup"))
    for record in (figure(), make.FollowUpFactory()):
        page = client.get(address(record, "change"))
        assert page.status_code == 200
        assert "field-pasted" not in page.text
