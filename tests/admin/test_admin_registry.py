"""The admin knows every model and leaves nothing of a model out."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import NoReverseMatch, reverse

from sources.models import SeedRecord, Source
from tests.admin.pages import EDITED_MODELS, FACTORIES, address, admin_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def every_admin_and_inline():
    for model in EDITED_MODELS:
        model_admin = admin_of(model)
        yield model_admin
        for inline in model_admin.inlines:
            yield inline(model, admin.site)


def rows_of(model_admin, request):
    for _name, options in model_admin.get_fieldsets(request):
        yield from options["fields"]


@pytest.mark.parametrize("model", [*EDITED_MODELS, SeedRecord])
def test_every_model_is_in_the_admin(model):
    assert admin.site.is_registered(model)


def test_every_model_that_editors_change_has_a_factory():
    assert set(FACTORIES) == set(EDITED_MODELS)


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_page_opens(editor, model):
    record = FACTORIES[model]()
    for page in (address(model, "changelist"), address(model, "add"), address(record, "change")):
        assert editor.get(page).status_code == 200
    assert editor.get(address(record, "delete")).status_code == 200
    assert editor.get(address(record, "history"), follow=True).status_code == 200


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_column_that_can_be_edited_is_on_the_form(rf, model):
    shown = flatten_fieldsets(admin_of(model).get_fieldsets(rf.get("/")))
    columns = [*model._meta.fields, *model._meta.many_to_many]
    assert {c.name for c in columns if c.editable and not c.primary_key} <= set(shown)
    assert len(shown) == len(set(shown))


def test_a_related_record_is_always_chosen_by_typing(rf):
    for model_admin in every_admin_and_inline():
        options = model_admin.model._meta
        relations = {f.name for f in [*options.fields, *options.many_to_many] if f.is_relation}
        shown = set(flatten_fieldsets(model_admin.get_fieldsets(rf.get("/"))))
        assert relations & shown <= set(model_admin.get_autocomplete_fields(rf.get("/")))


def test_both_languages_of_a_text_stand_side_by_side(rf):
    for model_admin in every_admin_and_inline():
        rows = list(rows_of(model_admin, rf.get("/")))
        for name in flatten_fieldsets(model_admin.get_fieldsets(rf.get("/"))):
            if name.endswith("_en"):
                assert (name.removesuffix("_en"), name) in rows, (model_admin, name)


def test_a_citation_is_one_fieldset_wherever_facts_are_edited(rf):
    cited = [a for a in every_admin_and_inline() if hasattr(a.model, "quote")]
    assert len(cited) >= 5
    for model_admin in cited:
        fieldsets = model_admin.get_fieldsets(rf.get("/"))
        name, options = [fieldset for fieldset in fieldsets if fieldset[0]][-1]
        assert str(name) == "Citation"
        assert options["fields"] == ["source", ("locator", "quote"), "is_broken_off"]


def test_seed_records_can_be_looked_at_but_not_changed(editor):
    record = SeedRecord.objects.create(model="zones.zone", key="xiangtan", fields={"name": "湘潭"})
    assert "湘潭" in editor.get(address(record, "change")).text
    assert editor.get(address(SeedRecord, "changelist")).status_code == 200
    assert editor.get(address(SeedRecord, "add")).status_code == 403
    assert editor.post(address(record, "change"), {"key": "other"}).status_code == 403
    assert editor.post(address(record, "delete"), {"post": "yes"}).status_code == 403


def test_a_record_with_a_page_of_its_own_links_to_it(editor):
    for model in EDITED_MODELS:
        record = FACTORIES[model]()
        has_page = getattr(model, "detail_url", "") or "get_absolute_url" in vars(model)
        assert ("viewsitelink" in editor.get(address(record, "change")).text) is bool(has_page)


def test_view_on_site_leads_to_the_page_of_the_record(editor):
    source = FACTORIES[Source]()
    try:
        page = source.get_absolute_url()
    except NoReverseMatch:
        pytest.xfail("the public page of a source does not exist yet")
    link = editor.get(address(source, "change")).context["absolute_url"]
    assert editor.get(link).headers["Location"].endswith(page)


def test_the_admin_bears_the_name_of_the_site(editor):
    assert "Zone Reforms" in editor.get(reverse("admin:index")).text


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_no_page_needs_inline_scripts_or_styles(editor, model):
    record = FACTORIES[model]()
    pages = [address(model, "changelist"), address(model, "add"), address(record, "change")]
    for page in pages:
        text = editor.get(page).text
        assert " style=" not in text
        assert "<style" not in text
        assert "<script>" not in text
        assert " onclick=" not in text
