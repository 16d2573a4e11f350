"""The admin knows every model and leaves nothing of a model out."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteMixin
from django.urls import reverse

from sources.models import DataVersion, SeedRecord
from tests.admin.pages import EDITED_MODELS, FACTORIES, OUR_MODELS, address, admin_of

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("english")]


def every_admin_and_inline():
    for model in EDITED_MODELS:
        model_admin = admin_of(model)
        yield model_admin
        for inline in model_admin.inlines:
            yield inline(model, admin.site)


def rows_of(model_admin, request):
    for _name, options in model_admin.get_fieldsets(request):
        yield from options["fields"]


def test_every_model_that_editors_change_has_an_admin_and_a_factory():
    assert set(FACTORIES) == set(EDITED_MODELS)
    ours = [
        m for m in OUR_MODELS if m._meta.app_label in ("sources", "zones", "reforms", "policies")
    ]
    assert [m for m in ours if not admin.site.is_registered(m)] == [DataVersion]


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_page_opens_and_needs_no_inline_scripts_or_styles(editor, model):
    record = FACTORIES[model]()
    pages = [address(model, page) for page in ("changelist", "add")]
    pages += [address(record, page) for page in ("change", "delete", "history")]
    for page in pages:
        response = editor.get(page, follow=True)
        assert response.status_code == 200
        for inline in (" style=", "<style", "<script>", " onclick="):
            assert inline not in response.text, page


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_column_that_can_be_edited_is_on_the_form(rf, model):
    shown = flatten_fieldsets(admin_of(model).get_fieldsets(rf.get("/")))
    columns = [*model._meta.fields, *model._meta.many_to_many]
    assert {c.name for c in columns if c.editable and not c.primary_key} <= set(shown)
    assert len(shown) == len(set(shown))


def test_a_related_record_is_always_chosen_by_typing(rf):
    for model_admin in every_admin_and_inline():
        options = model_admin.model._meta
        shown = flatten_fieldsets(model_admin.get_fieldsets(rf.get("/")))
        for column in [*options.fields, *options.many_to_many]:
            if column.is_relation and column.name in shown:
                kind = "manytomany" if column.many_to_many else "foreignkey"
                field = getattr(model_admin, f"formfield_for_{kind}")(column, rf.get("/"))
                assert isinstance(field.widget, AutocompleteMixin)


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


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_record_with_a_page_of_its_own_links_to_it(editor, model):
    record = FACTORIES[model]()
    page = editor.get(address(record, "change"))
    has_page = bool(getattr(model, "detail_url", "") or "get_absolute_url" in vars(model))
    assert ("viewsitelink" in page.text) is has_page
    if has_page:
        link = page.context["absolute_url"]
        assert editor.get(link).headers["Location"].endswith(record.get_absolute_url())


def test_the_admin_bears_the_name_of_the_site(editor):
    assert "Zone Reforms" in editor.get(reverse("admin:index")).text
