"""A save that would break a rule of the database is refused with a sentence, never an error."""

import pytest
from django.db.models import Model
from django.template.response import TemplateResponse

from policies.models import FollowUp, Target
from reforms.models import ReformType
from tests import factories as make
from tests.admin.pages import (
    EDITED_MODELS,
    FACTORIES,
    address,
    as_new,
    errors_of,
    filled_in,
    form_of,
    refusals,
    save,
    stored,
)
from zones.models import Observation, Province

pytestmark = pytest.mark.django_db

# How a constraint's name ends: the column that breaks it, None where its name comes before;
# what is typed there; the sentence.
KINDS = {
    "_known": (None, "nonsense", "is not one of the available choices."),
    "_unit_given": ("unit", "", "This field is required."),  # chosen, not typed
    "_given": (None, " \u3000", "This field is required."),
    "_quote_short": (
        "quote",
        "把各部门的审批事项集中到行政审批局",
        "at most 16 characters (it has 17).",
    ),
    "_number_fits": ("value", "1000000000000001", "less than or equal to 1000000000000000."),
}
OF_MODELS = {one.name: model for model in EDITED_MODELS for one in model._meta.constraints}
OF_MODELS["zones.province.code"] = Province


def named_after_what_they_are_about() -> dict[str, tuple[dict, str]]:
    found = {}
    for constraint, model in OF_MODELS.items():
        for ending, (column, typed, sentence) in KINDS.items():
            if constraint.endswith(ending):
                prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
                name = constraint.removeprefix(prefix).removesuffix(ending)
                found[constraint] = ({column or name: typed}, sentence)
                break
    return found


def of_another(*columns: str, beside: tuple[str, ...] = ()):
    """Post what another record has in these columns, which shares those of `beside`."""

    def posted(record: Model) -> dict:
        shared = {column: getattr(record, column) for column in beside}
        other = FACTORIES[type(record)](**shared)
        values = {column: getattr(other, column) for column in columns}
        return {column: str(getattr(value, "pk", value)) for column, value in values.items()}

    return posted


WANTS_UNIT = "A value needs its unit, and a unit its value."
# Each constraint: what changes on the form of a valid record so that saving it breaks the rule,
# or makes that from the record; the sentence that an editor reads.
RULES = {
    **named_after_what_they_are_about(),
    "zones_province_own_tile": (
        of_another("tile_row", "tile_column"),
        "Another province has this place on the tile map.",
    ),
    "zones.province.code": (
        of_another("code"),
        "Province with this GB/T 2260 code already exists.",
    ),
    "zones_zone_name_is_one": (
        {"name": "庄" * 61},
        "That is longer than any zone's name: 60 characters are the most.",
    ),
    "zones_zone_catalogue_code_unique": (
        of_another("catalogue_code"),
        "Another zone has this catalogue code.",
    ),
    "zones_zonename_name_is_one": (
        {"name": "庄" * 61},
        "That is longer than any zone's name: 60 characters are the most.",
    ),
    "zones_zonename_until_after_since": (
        {"since": "2012", "until": "2011-09"},
        "The name ends before it begins.",
    ),
    "zones_zonename_once": (
        of_another("name", "since", beside=("zone",)),
        "This zone already has that name from that time.",
    ),
    "zones_zoneevent_names_another": (
        {"kind": "merged-into"},
        "Say which other zone: choose it, or give its name.",
    ),
    "zones_zoneevent_another_once": (
        lambda event: {"other": str(make.ZoneFactory().pk), "other_name": "某区"},
        "Choose the other zone or give its name, not both.",
    ),
    "zones_zoneevent_not_beside_itself": (
        lambda event: {"other": str(event.zone.pk)},
        "The other zone is this zone itself.",
    ),
    "zones_zoneevent_once": (
        of_another("date", beside=("zone", "kind")),
        "This event of the zone is recorded already.",
    ),
    "zones_metric_plausible_range": (
        {"plausible_min": "3", "plausible_max": "2"},
        "The lowest plausible value is above the highest.",
    ),
    "zones_observation_number_has_unit": ({"unit": ""}, WANTS_UNIT),
    "zones_observation_number_or_words": (
        {"value_text": "数十"},
        "Give the value as a number with its unit, or in words",
    ),
    "zones_observation_rank_has_reason": (
        {"rank": "preferred"},
        "Say why this value is preferred or deprecated.",
    ),
    "zones_observation_once_in_source": (
        of_another("metric", beside=("zone", "source")),
        "This source already has a figure for this zone, metric, period",
    ),
    "zones_observation_not_its_own_part": (
        lambda observation: {"part_of": str(observation.pk)},
        "A figure cannot be a part of itself.",
    ),
    "zones_observation_range_ascends": (
        {"value_high": "100"},
        "A range has a lower and a higher value, and no “at least” or “at most”.",
    ),
    "zones_observation_base_named": (
        {"growth_base": "named-period"},
        "Give the base year of growth since a named year, or of constant prices",
    ),
    "zones_scope_once": (
        of_another("name", beside=("metric",)),
        "The metric has a scope of this name already.",
    ),
    "zones_scope_not_its_own_broader": (
        lambda scope: {"broader": str(scope.pk)},
        "A scope cannot be broader than itself.",
    ),
    "zones_scope_out_of_some": ({"out_of": "0"}, "A ranking has one place at least."),
    "sources_source_not_its_own_copy": (
        lambda source: {"repeats": str(source.pk)},
        "A source cannot repeat itself.",
    ),
    "reforms_reform_title_once_per_zone": (
        of_another("title", beside=("zone",)),
        "This zone already has a reform with this title.",
    ),
    "reforms_reform_planned_has_not_started": (
        {"stage": "planned"},
        "A planned reform has not started: leave its start empty.",
    ),
    "policies_policy_ends_after_it_begins": (
        {"effective": "2020", "ends": "2019-12"},
        "The policy ends before it takes effect.",
    ),
    "policies_target_number_has_unit": ({"value": ""}, WANTS_UNIT),
    "policies_target_number_has_metric": (
        {"metric": ""},
        "A target that is a number needs its metric.",
    ),
    "policies_target_title_once_per_policy": (
        of_another("title", beside=("policy",)),
        "This policy already has that commitment.",
    ),
    "policies_followup_says_something": (
        {"value": ""},
        "Give the value reached, or what the source says.",
    ),
}
# model: (the column that names its parent, the inline's prefix on the parent's page)
INLINES = {
    Observation: ("reform", "outcomes"),
    Target: ("policy", "targets"),
    FollowUp: ("target", "follow_ups"),
    ReformType: ("group", "types"),
}
# A new record has no number yet by which it could refer to itself.
OF_ITSELF = {
    "zones_observation_not_its_own_part",
    "zones_scope_not_its_own_broader",
    "sources_source_not_its_own_copy",
}
ONLY_ON_THEIR_OWN_PAGE = {
    "zones_observation_rank_known",
    "zones_observation_rank_has_reason",
    *OF_ITSELF,
}


def reader_of_refusals(constraint: str, monkeypatch):
    """What reads the refusals: on the page for one rule of each model, else from what it shows.

    The page takes most of the time, and shows the refusals of all rules alike.
    """
    model = OF_MODELS[constraint]
    if constraint == next(one for one in RULES if OF_MODELS[one] is model):
        return refusals
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")
    return errors_of


def about_to_break(constraint: str, record: Model) -> tuple[dict, str]:
    """What to post of a valid record to break the rule, and the sentence."""
    posted, sentence = RULES[constraint]
    return posted(record) if callable(posted) else posted, sentence


def test_every_rule_of_the_database_is_broken_here():
    unique = {
        f"{model._meta.label_lower}.{field.name}"
        for model in EDITED_MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key and field.name != "slug"
    }
    assert {*OF_MODELS, *unique} == set(RULES)


@pytest.mark.parametrize("model", dict.fromkeys(OF_MODELS[one] for one in RULES))
def test_a_record_that_breaks_a_rule_is_refused_in_words_changed_or_new(editor, model, monkeypatch):
    """One record serves for all rules of its model: it is refused every time."""
    record = FACTORIES[model]()
    before, page = stored(record), filled_in(editor, record)
    pages = {address(record, "change"): page, address(model, "add"): as_new(page)}
    for constraint in (one for one in RULES if OF_MODELS[one] is model):
        told = reader_of_refusals(constraint, monkeypatch)
        posted, sentence = about_to_break(constraint, record)
        number = model.objects.count()
        for place, filled in [*pages.items()][: 1 if constraint in OF_ITSELF else 2]:
            response = editor.post(place, filled | posted)
            assert response.status_code == 200, constraint
            assert sentence in told(response), constraint
            form = form_of(response)
            assert {name: form[name].value() for name in posted} == posted, constraint
        assert stored(record) == before, constraint
        assert model.objects.count() == number, constraint


@pytest.mark.once  # the database judges a row as it does a record of its own page
@pytest.mark.parametrize(
    "constraint",
    [one for one in RULES if OF_MODELS[one] in INLINES and one not in ONLY_ON_THEIR_OWN_PAGE],
)
@pytest.mark.parametrize("row_is_new", [False, True], ids=["changed", "new"])
def test_a_row_of_an_inline_that_breaks_a_rule_is_refused_in_words(
    editor, constraint, row_is_new, monkeypatch
):
    told = reader_of_refusals(constraint, monkeypatch)
    record = FACTORIES[OF_MODELS[constraint]]()
    posted, sentence = about_to_break(constraint, record)
    parent_column, prefix = INLINES[type(record)]
    if isinstance(record, Observation):
        record.reform = make.ReformFactory(zone=record.zone)
        record.save()
    parent = getattr(record, parent_column)
    data = filled_in(editor, parent)
    row = next(
        name.removesuffix("-id")
        for name, value in data.items()
        if name.startswith(f"{prefix}-") and name.endswith("-id") and value == str(record.pk)
    )
    if row_is_new:
        record.delete()
        data, row = with_a_new_row(filled_in(editor, parent), prefix, data, row)
    broken = {f"{row}-{name}": value for name, value in posted.items()}
    number = type(record).objects.count()
    response = editor.post(address(parent, "change"), data | broken)
    assert response.status_code == 200
    said = told(response)
    assert sentence in said or "Please correct the duplicate" in said
    [inline] = response.context_data["inline_admin_formsets"]
    kept = {bound.html_name: bound.value() for form in inline.formset.forms for bound in form}
    assert {name: kept[name] for name in broken} == broken
    assert type(record).objects.count() == number


def with_a_new_row(page: dict, prefix: str, old: dict, row: str) -> tuple[dict, str]:
    """A page with the row of an older one entered anew, and the new row's prefix."""
    number = int(page[f"{prefix}-TOTAL_FORMS"])
    new = f"{prefix}-{number}"
    entered = {
        new + name.removeprefix(row): value
        for name, value in old.items()
        if name.startswith(f"{row}-") and not name.endswith("-id")
    }
    return page | entered | {f"{prefix}-TOTAL_FORMS": str(number + 1)}, new


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_an_empty_form_and_a_slug_that_another_record_has_are_refused_in_words(editor, model):
    record = FACTORIES[model]()
    filled = filled_in(editor, record)
    response = editor.post(address(model, "add"), filled)
    assert "with this Slug already exists." in refusals(response)
    assert form_of(response)["slug"].value() == record.slug
    counted = ("TOTAL_FORMS", "INITIAL_FORMS")
    empty = {name: "0" for name in filled if name.endswith(counted)}
    response = editor.post(address(model, "add"), empty)
    assert "This field is required." in refusals(response)
    assert model.objects.filter(slug__in=("", record.slug)).count() == 1


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_record_that_keeps_the_rules_is_saved_and_its_slug_stays(editor, model):
    record = FACTORIES[model]()
    before = stored(record)
    assert save(editor, record, slug="another").status_code == 302
    assert stored(record) == before
