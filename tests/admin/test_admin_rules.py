"""A save that would break a rule of the database is refused with a sentence, never an error."""

import pytest

from policies.models import FollowUp, Target
from reforms.models import ReformType
from tests import factories as make
from tests.admin.pages import (
    EDITED_MODELS,
    FACTORIES,
    address,
    filled_in,
    form_of,
    refusals,
    save,
    save_new,
    stored,
)
from tests.admin.rules import RULES
from zones.models import Observation

pytestmark = pytest.mark.django_db

# model: (the column that names its parent, the inline's prefix on the parent's page)
INLINES = {
    Observation: ("reform", "outcomes"),
    Target: ("policy", "targets"),
    FollowUp: ("target", "follow_ups"),
    ReformType: ("group", "types"),
}
ONLY_ON_THEIR_OWN_PAGE = {
    "zones_observation_rank_known",
    "zones_observation_rank_has_reason",
    "zones_observation_not_its_own_part",
}


def test_every_rule_of_the_database_is_broken_here():
    constraints, columns = set(), set()
    for model in EDITED_MODELS:
        constraints |= {constraint.name for constraint in model._meta.constraints}
        columns |= {
            f"{model._meta.label_lower}.{field.name}"
            for field in model._meta.fields
            if field.unique and not field.primary_key
        }
    slugs = {f"{model._meta.label_lower}.slug" for model in EDITED_MODELS}
    assert constraints | columns == {rule.constraint for rule in RULES} | slugs


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.constraint)
def test_a_save_that_breaks_a_rule_is_refused_in_words(editor, rule):
    record, posted = rule.make()
    before = stored(record)
    response = save(editor, record, **posted)
    assert response.status_code == 200
    assert rule.sentence in refusals(response)
    form = form_of(response)
    assert {name: form[name].value() for name in posted} == posted
    assert stored(record) == before


@pytest.mark.parametrize(
    "rule",
    # A new figure has no number yet by which it could be its own part.
    [rule for rule in RULES if rule.constraint != "zones_observation_not_its_own_part"],
    ids=lambda rule: rule.constraint,
)
def test_a_new_record_that_breaks_a_rule_is_refused_in_words(editor, rule):
    record, posted = rule.make()
    response = save_new(editor, record, **posted)
    assert response.status_code == 200
    assert rule.sentence in refusals(response)
    assert not type(record).objects.exclude(pk=record.pk).filter(slug="a-new-one").exists()


@pytest.mark.parametrize(
    "rule",
    [
        rule
        for rule in RULES
        if rule.factory._meta.model in INLINES and rule.constraint not in ONLY_ON_THEIR_OWN_PAGE
    ],
    ids=lambda rule: rule.constraint,
)
@pytest.mark.parametrize("row_is_new", [False, True], ids=["changed", "new"])
def test_a_row_of_an_inline_that_breaks_a_rule_is_refused_in_words(editor, rule, row_is_new):
    record, posted = rule.make()
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
    assert rule.sentence in refusals(response) or "Please correct the duplicate" in refusals(
        response
    )
    [inline] = response.context["inline_admin_formsets"]
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
def test_a_slug_that_another_record_has_is_refused_in_words(editor, model):
    record = FACTORIES[model]()
    response = editor.post(address(model, "add"), filled_in(editor, record))
    assert response.status_code == 200
    assert "with this Slug already exists." in refusals(response)
    assert form_of(response)["slug"].value() == record.slug
    assert model.objects.filter(slug=record.slug).count() == 1


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_record_that_keeps_the_rules_is_saved_and_its_slug_stays(editor, model):
    record = FACTORIES[model]()
    before = stored(record)
    assert save(editor, record, slug="another").status_code == 302
    assert stored(record) == before


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_an_empty_form_is_refused_in_words(editor, model):
    formsets = editor.get(address(model, "add")).context["inline_admin_formsets"]
    empty = {
        f"{inline.formset.prefix}-{name}": "0"
        for inline in formsets
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = editor.post(address(model, "add"), empty)
    assert response.status_code == 200
    assert "This field is required." in refusals(response)
    assert not model.objects.exists()
