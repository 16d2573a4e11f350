"""The admin knows every model, leaves nothing of a model out and asks no query for each row."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteMixin
from django.urls import reverse

from core.records.changes import unit
from sources.models import ChangedRow, ConfirmedDoubt, DataVersion, SeedRecord, SetAsideNumber
from tests import factories as make
from tests.admin.pages import EDITED_MODELS, FACTORIES, OUR_MODELS, address, admin_of, queries_of
from tests.factories import FACTS

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("english")]


def every_admin_and_inline():
    for model in EDITED_MODELS:
        model_admin = admin_of(model)
        yield model_admin
        for inline in model_admin.inlines:
            yield inline(model, admin.site)


def test_every_model_that_editors_change_has_an_admin_and_a_factory():
    assert set(FACTORIES) == set(EDITED_MODELS)
    ours = [
        m for m in OUR_MODELS if m._meta.app_label in ("sources", "zones", "reforms", "policies")
    ]
    assert [m for m in ours if not admin.site.is_registered(m)] == [DataVersion, ChangedRow]


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_column_that_can_be_edited_is_on_the_form(rf, model):
    shown = flatten_fieldsets(admin_of(model).get_fieldsets(rf.get("/")))
    columns = [*model._meta.fields, *model._meta.many_to_many]
    assert {c.name for c in columns if c.editable and not c.primary_key} <= set(shown)
    assert len(shown) == len(set(shown))


def test_forms_and_inlines_choose_by_typing_set_languages_side_by_side_and_cite_alike(rf):
    cited = 0
    for model_admin in every_admin_and_inline():
        options, request = model_admin.model._meta, rf.get("/")
        fieldsets = model_admin.get_fieldsets(request)
        shown = flatten_fieldsets(fieldsets)
        for column in [*options.fields, *options.many_to_many]:
            if column.is_relation and column.name in shown:
                kind = "manytomany" if column.many_to_many else "foreignkey"
                field = getattr(model_admin, f"formfield_for_{kind}")(column, request)
                assert isinstance(field.widget, AutocompleteMixin)
        rows = [row for _name, parts in fieldsets for row in parts["fields"]]
        english = [name for name in shown if name.endswith("_en")]
        assert {(name.removesuffix("_en"), name) for name in english} <= set(rows), model_admin
        if hasattr(model_admin.model, "quote"):
            name, parts = [fieldset for fieldset in fieldsets if fieldset[0]][-1]
            assert str(name) == "Citation"
            assert parts["fields"] == ["source", ("locator", "quote"), "is_broken_off"]
            cited += 1
    assert cited >= 5


@pytest.mark.parametrize(
    ("model", "columns", "told", "deleted"),
    [
        (
            SeedRecord,
            {"model": "zones.zone", "key": "xiangtan", "fields": {"name": "湘潭"}},
            "湘潭",
            403,
        ),
        (SetAsideNumber, {"wording": "四批", "reason": "口号"}, "口号", 302),
        (
            ConfirmedDoubt,
            {"model": "zones.zone", "slug": "a", "kind": "alike", "about": "b", "reason": "two"},
            "two",
            302,
        ),
    ],
)
def test_what_the_site_writes_is_looked_at_and_not_written_by_hand(
    editor, model, columns, told, deleted
):
    if model is SetAsideNumber:
        columns = columns | {"source": make.SourceFactory()}
    record = model.objects.create(**columns)
    assert told in editor.get(address(record, "change")).text
    assert editor.get(address(model, "changelist")).status_code == 200
    assert editor.get(address(model, "add")).status_code == 403
    assert editor.post(address(record, "change"), {"reason": "x"}).status_code == 403
    assert editor.post(address(record, "delete"), {"post": "yes"}).status_code == deleted
    assert model.objects.exists() is (deleted == 403)


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_record_with_a_page_of_its_own_links_to_it(editor, model):
    record = FACTORIES[model]()
    page = editor.get(address(record, "change"))
    has_page = bool(record.get_absolute_url())
    assert ("viewsitelink" in page.text) is has_page
    if has_page:
        link = page.context["absolute_url"]
        assert editor.get(link).headers["Location"].endswith(record.get_absolute_url())


def test_the_admin_bears_the_name_of_the_site(editor):
    assert "Zone Reforms" in editor.get(reverse("admin:index")).text


def assert_same_at_2_and_8(client, pages: list[str], make_rows):
    def queries_with(more: int) -> dict[str, int]:
        with unit(route="command"):  # at once: the history of each by itself takes longest
            make_rows(more)
        return {page: queries_of(client, page) for page in pages}

    assert queries_with(2) == queries_with(6)


def autocomplete(model, field) -> str:
    """The address that answers while an editor chooses a related record by typing."""
    query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
    return f"{reverse('admin:autocomplete')}?{urlencode(query | {'field_name': field.name})}"


def test_queries_of_lists_searches_and_choices_do_not_grow_with_rows(editor):
    def make_rows(number):
        for model in EDITED_MODELS:
            FACTORIES[model].create_batch(number)
        for _ in range(number):
            key = SeedRecord.objects.count()
            SeedRecord.objects.create(model="zones.zone", key=str(key), fields={})

    lists = [address(model, "changelist") for model in [*EDITED_MODELS, SeedRecord]]
    searches = [f"{address(model, 'changelist')}?q=a" for model in EDITED_MODELS]
    choices = [
        autocomplete(model, field)
        for model in EDITED_MODELS
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
    ]
    assert_same_at_2_and_8(editor, [*lists, *searches, *choices], make_rows)


# (what a page is of, what its rows are made with, how a row names the page's record)
INLINES = [
    (make.ReformFactory, make.ObservationFactory, lambda r: {"reform": r, "zone": r.zone}),
    (make.PolicyFactory, make.TargetFactory, lambda policy: {"policy": policy}),
    (make.TargetFactory, make.FollowUpFactory, lambda target: {"target": target}),
    (make.ReformGroupFactory, make.ReformTypeFactory, lambda group: {"group": group}),
]


@pytest.mark.parametrize(("factory", "rows", "of"), INLINES)
def test_queries_of_a_page_do_not_grow_with_its_inlines(editor, factory, rows, of):
    record = factory()
    page = address(record, "change")
    assert_same_at_2_and_8(editor, [page], lambda n: rows.create_batch(n, **of(record)))
    [formset] = editor.get(page).context["inline_admin_formsets"]
    assert len(formset.formset.initial_forms) == 8


def test_queries_of_lists_and_pages_do_not_grow_with_what_belongs_to_their_records(editor):
    source, zone, policy = make.SourceFactory(), make.ZoneFactory(), make.PolicyFactory()
    reform, target = make.ReformFactory(), make.TargetFactory()

    def make_rows(number):
        reform.types.add(*make.ReformTypeFactory.create_batch(number))
        policy.agencies.add(*make.AgencyFactory.create_batch(number))
        make.FollowUpFactory.create_batch(number, target=target)
        for factory in (make.ObservationFactory, make.ReformFactory):
            factory.create_batch(number, source=source, zone=zone)
        for factory in FACTS:
            factory.create_batch(number, source=source)

    pages = [address(record, page) for record in (source, zone) for page in ("change", "delete")]
    pages += [address(record, "change") for record in (reform, policy)]
    pages += [address(type(record), "changelist") for record in (reform, policy, target)]
    assert_same_at_2_and_8(editor, pages, make_rows)
