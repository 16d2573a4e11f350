"""What no rule of the database forbids but no record can be: refused in words all the same."""

import pytest
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError
from django.template.response import TemplateResponse

from core.records.models import StaleRecordError
from policies.models import Policy, Target
from sources.models import Source
from tests import factories as make
from tests.admin.pages import (
    DATES,
    EDITED_MODELS,
    FACTORIES,
    address,
    change_page,
    errors_of,
    filled_in,
    form_of,
    save,
    stored,
)
from zones.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unrendered")]


@pytest.fixture
def unrendered(monkeypatch):
    """Pages as their views answer them; `test_admin_rules` reads refusals on the page."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")


FIGURES = (make.ObservationFactory, make.TargetFactory)
UNREADABLE = "“last summer” is not a date we can read. Write 2019, 2019-03"
DIGITS = "Ensure that there are no more than"


def in_unit(factory, unit: str):
    """Makes figures of a metric in this unit."""
    return lambda: factory(metric=make.MetricFactory(unit=unit), unit=unit)


def of_a_target_in_words():
    target = make.TargetFactory(metric=None, value=None, unit="")
    return make.FollowUpFactory(target=target, value=None, met=True)


def with_a_part():
    total = make.ObservationFactory()
    make.ObservationFactory(zone=total.zone, part_of=total)
    return total


def with_an_outcome():
    reform = make.ReformFactory(zone__name_en="Huai'an")
    make.ObservationFactory(zone=reform.zone, reform=reform)
    return reform


def of(made, column: str, sentences: dict) -> list[tuple]:
    """How a record is made, the column that is changed, to what, the sentence that refuses it."""
    return [(made, column, typed, sentence) for typed, sentence in sentences.items()]


NUMBERS = {
    **dict.fromkeys(("1" * 25, "1" * 5000, "1e400", "1e-400"), DIGITS),
    "1.1234567": f"{DIGITS} 6 decimal places.",
    **dict.fromkeys(("NaN", "Infinity", "数十", "1\x002"), "Enter a number."),
}
COUNTS = dict.fromkeys(("-1", "9" * 30, "1.5", "first"), "")
DATES_THAT_ARE_NONE = {
    "2019-13": "“2019-13” has no such month.",
    "2019-02-30": "“2019-02-30” has no such day.",
    "2020/2018": "“2020/2018” ends before it begins.",
    "../..": "A span needs a date at one of its ends",
    "2019/2020/2021": "is not a date we can read",
    "2" * 30: "at most 24 characters",
    "20\x0019": "Null characters are not allowed.",
}
ADDRESSES = ("not an address", "javascript:alert(1)", "http://")
WITH_A_SOURCE = [m for m in EDITED_MODELS if any(f.name == "source" for f in m._meta.fields)]
ENDS_TOO_SOON = dict.fromkeys(("2018", "2019-03", "../2018"), "ends before it takes effect.")
# A factory as what is typed stands for the key of a record that is made only then.
REFUSED = [
    *((factory, column, "last summer", UNREADABLE) for factory, column in DATES),
    *of(make.ObservationFactory, "period", DATES_THAT_ARE_NONE),
    *(row for f in (*FIGURES, make.FollowUpFactory) for row in of(f, "value", NUMBERS)),
    *of(make.ProvinceFactory, "tile_row", COUNTS),
    *of(make.ReformTypeFactory, "position", COUNTS),
    *of(make.TargetFactory, "position", COUNTS),
    *of(make.SourceFactory, "url", dict.fromkeys(ADDRESSES, "Enter a valid URL.")),
    *((f, "unit", "cny-100m", "亿元 cannot be converted to 亩.") for f in FIGURES),
    *((f, "unit", "cny-100m", "is kept in 亩.") for f in FIGURES),
    *((f, "unit", "公倾", "did you mean “公顷”?") for f in (*FIGURES, make.MetricFactory)),
    *((f, "unit", "个", "can stand for several units") for f in FIGURES),
    *((lambda f=f: f().metric, "unit", "ha", "are already kept in 亩.") for f in FIGURES),
    *((FACTORIES[m], "source", "", "This field is required.") for m in WITH_A_SOURCE),
    (make.ReformFactory, "types", (), "It is not classified yet: choose a type"),
    (make.PolicyFactory, "agencies", (), "Choose one agency at least."),
    (make.PolicyFactory, "instruments", (), "Choose one instrument at least."),
    (make.ObservationFactory, "reform", make.ReformFactory, "belongs to another zone."),
    (make.ObservationFactory, "part_of", make.ObservationFactory, "belongs to another zone."),
    (with_a_part, "zone", make.ZoneFactory, "Other figures of the zone are parts of this"),
    (with_an_outcome, "zone", make.ZoneFactory, "Figures of Huai'an are recorded as outcomes"),
    (of_a_target_in_words, "value", "12", "That target is not a number"),
    *of(make.PolicyFactory, "ends", ENDS_TOO_SOON),
]
NONSENSE_KEYS = ["-1", "0", "9" * 30, "1\0", "１２", "1.5", "x" * 5000]


def refused(editor, record, form: dict | None = None, **posted) -> str:
    """The sentences that refuse this change; nothing of the record has changed."""
    before = stored(record)
    form = filled_in(editor, record) if form is None else form
    response = editor.post(address(record, "change"), form | posted)
    assert response.status_code == 200, f"the change was saved: {posted}"
    assert stored(record) == before
    return errors_of(response)


# The database has a say in these: each has limits of its own for numbers.
LIMITED = ("value", "tile_row", "position")


def by_record() -> list:
    """How a record is made, and all that it is refused: one form serves for it."""
    found = {}
    for factory, column, value, sentence in REFUSED:
        row = (column, value, sentence)
        found.setdefault((factory, column in LIMITED), []).append(row)
    return [
        pytest.param(factory, rows, marks=() if is_limited else pytest.mark.once)
        for (factory, is_limited), rows in found.items()
    ]


@pytest.mark.parametrize(("factory", "rows"), by_record())
def test_what_no_record_can_hold_is_refused_in_words(editor, factory, rows):
    record = factory()
    form = filled_in(editor, record)
    for column, value, sentence in rows:
        posted = value().pk if callable(value) else value
        related = {column: getattr(record, column).count()} if value == () else {}
        message = refused(editor, record, form, **{column: posted})
        assert message, (column, posted)
        assert sentence in message, (column, posted)
        assert all(getattr(record, name).count() == number for name, number in related.items())


LONG = "改革" * 5_000
# (how the record is made, the column that is changed, to what, what is then stored)
SAVED = [
    (in_unit(make.ObservationFactory, "cny"), "value", str(10**15), 10**15),
    (make.ReformFactory, "summary", LONG, LONG),
    (make.PolicyFactory, "covers", LONG, LONG),
    (make.ZoneFactory, "note", LONG, LONG),
    (make.MetricFactory, "unit", "ha", "ha"),
    (make.MetricFactory, "unit", "万元每亩", "cny-10k/mu"),
    *((in_unit(f, "day"), "unit", "工作日", "working-day") for f in FIGURES),
    *((in_unit(f, "cny-100m"), "unit", "万美元", "usd-10k") for f in FIGURES),
    (lambda: make.PolicyFactory(effective="2019-04-01"), "ends", "2019", "2019"),
]


@pytest.mark.parametrize(("factory", "column", "value", "expected"), SAVED)
def test_what_only_looks_like_it_is_saved(editor, factory, column, value, expected):
    record = factory()
    assert save(editor, record, **{column: value}).status_code == 302
    assert stored(record)[column] == expected


def test_a_reform_without_outcomes_may_move(editor):
    reform, zone = make.ReformFactory(), make.ZoneFactory()
    assert save(editor, reform, zone=zone.pk).status_code == 302
    assert stored(reform)["zone_id"] == zone.pk


@pytest.mark.parametrize("factory", FIGURES)
def test_a_number_that_grows_too_large_in_the_metrics_unit_is_refused(editor, factory):
    message = refused(editor, in_unit(factory, "cny")(), value="9" * 18, unit="cny-100m")
    assert "This value is too large to be converted to 元." in message


@pytest.mark.once
@pytest.mark.parametrize("model", EDITED_MODELS)
def test_null_characters_and_lines_that_are_too_long_are_refused_wherever_they_are_typed(
    editor, model
):
    record = FACTORIES[model]()
    shown = change_page(editor, record).context_data["adminform"].form.visible_fields()
    filled = filled_in(editor, record)
    for typed, is_meant in (("a\0b", is_typed), ("字" * 10_000, has_an_end)):
        fields = {
            bound.html_name for bound in shown if not bound.field.disabled and is_meant(bound.field)
        }
        assert fields, typed[:3]
        posted = filled | dict.fromkeys(fields, typed)
        response = editor.post(address(record, "change"), posted)
        assert response.status_code == 200, typed[:3]
        assert fields <= set(form_of(response).errors), typed[:3]


def is_typed(field) -> bool:
    return getattr(field.widget, "input_type", "") in ("text", "url", "number") or (
        "textarea" in field.widget.template_name
    )


def has_an_end(field) -> bool:
    return bool(getattr(field, "max_length", None))


def relations_of(model) -> list[str]:
    return [f.name for f in [*model._meta.fields, *model._meta.many_to_many] if f.is_relation]


@pytest.mark.parametrize("model", [model for model in EDITED_MODELS if relations_of(model)])
def test_a_record_that_does_not_exist_cannot_be_chosen(editor, model):
    record, chosen = FACTORIES[model](), relations_of(model)
    form = filled_in(editor, record)
    for key in ["abc", *(NONSENSE_KEYS if model in (Observation, Policy) else [])]:
        nonsense = dict.fromkeys(chosen, key)
        response = editor.post(address(record, "change"), form | nonsense)
        assert response.status_code == 200, key[:30]
        assert set(chosen) == set(form_of(response).errors), key[:30]
        assert editor.get(address(model, "add"), nonsense).status_code == 200, key[:30]


def test_a_row_of_an_inline_cannot_choose_a_record_that_does_not_exist(editor):
    reform = with_an_outcome()
    form, columns = filled_in(editor, reform), ("metric", "source", "unit")
    for key in NONSENSE_KEYS:
        posted = form | {f"outcomes-0-{name}": key for name in columns}
        response = editor.post(address(reform, "change"), posted)
        assert response.status_code == 200, key[:30]
        [inline] = response.context_data["inline_admin_formsets"]
        assert set(inline.formset.errors[0]) == set(columns), key[:30]


def test_a_target_stays_a_number_while_follow_ups_report_one(editor):
    target = make.FollowUpFactory(target=make.TargetFactory(), value=12).target
    message = "Follow-ups report a value that was reached."
    assert message in refused(editor, target, value="", unit="")
    response = save(editor, target.policy, **{"targets-0-value": "", "targets-0-unit": ""})
    assert message in errors_of(response)
    assert Target.objects.get().value == 100


def test_the_pinyin_of_a_zone_follows_its_name_until_it_is_corrected(editor):
    zone = make.ZoneFactory(name="长治经济开发区")
    save(editor, zone, name="淮安经济开发区")
    assert stored(zone)["pinyin"] == "huai an jing ji kai fa qu"
    save(editor, zone, pinyin="my own")
    save(editor, zone, name="安顺")
    assert stored(zone)["pinyin"] == "my own"
    long = make.ZoneFactory(name="庄" * 60)
    assert long.pinyin == ("zhuang " * 60)[:300].strip()


@pytest.mark.parametrize("error", [IntegrityError, StaleRecordError])
def test_a_save_that_another_editor_overtakes_is_checked_again(editor, monkeypatch, error):
    data = filled_in(editor, make.SourceFactory()) | {"slug": "taken"}
    attempts = iter(["overtaken", "checked again"])
    changeform_view = ModelAdmin.changeform_view

    def overtaken(*args, **kwargs):
        if next(attempts) == "overtaken":
            raise error
        make.SourceFactory(slug="taken")
        return changeform_view(*args, **kwargs)

    monkeypatch.setattr(ModelAdmin, "changeform_view", overtaken)
    response = editor.post(address(Source, "add"), data)
    assert response.status_code == 200
    assert "Source with this Slug already exists." in errors_of(response)
    assert form_of(response)["title"].value() == data["title"]


def test_what_a_refused_form_holds_is_shown_although_it_cannot_be_converted(editor):
    words = make.TargetFactory(value=None, unit="")
    assert "not a number" in refused(editor, make.FollowUpFactory(), target=words.pk)
    assert "its unit" in refused(editor, in_unit(make.ObservationFactory, "cny")(), unit="")


def test_a_reprint_of_a_reprint_and_a_circle_of_reprints_are_refused(editor):
    original = make.SourceFactory(title_en="Release")
    reprint = make.SourceFactory(repeats=original)
    told = errors_of(save(editor, make.SourceFactory(), repeats=str(reprint.pk)))
    assert "choose the original, “Release”." in told
    told = errors_of(save(editor, original, repeats=str(reprint.pk)))
    assert "Other sources repeat this one" in told


def test_a_scope_stays_with_the_metric_of_its_figures_and_a_figure_with_a_scope_of_its_metric(
    editor,
):
    scope = make.ScopeFactory(name_en="Permits", metric__name_en="Time limit")
    figure = make.ObservationFactory(metric=scope.metric, scope=scope)
    other = str(make.MetricFactory().pk)
    assert "give them another one first" in errors_of(save(editor, scope, metric=other))
    told = errors_of(save(editor, figure, metric=other))
    assert "“Permits” is a scope of “Time limit”: choose one of this metric, or none." in told
    assert save(editor, figure, metric=other, scope="").status_code == 302


def test_an_upper_value_needs_a_lower_one_and_room_in_the_database(editor):
    figure = make.ObservationFactory()
    words = {"value": "", "unit": "", "value_text": "数十", "value_high": "3"}
    assert "A range has a lower and a higher value" in errors_of(save(editor, figure, **words))
    huge = "9" * 17
    assert "The value is too large" in errors_of(save(editor, figure, value_high=huge))
