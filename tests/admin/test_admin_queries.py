"""The admin asks the database as often for thirty rows as for three."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.models import SeedRecord
from tests import factories as make
from tests.admin.pages import EDITED_MODELS, FACTORIES, address

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def queries_for(client, page: str) -> int:
    """How many queries a page takes, once what Django remembers is remembered."""
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert response.status_code == 200
    return len(queries)


def assert_same_at_3_and_30(client, page: str, make_rows):
    make_rows(3)
    at_3 = queries_for(client, page)
    make_rows(27)
    assert queries_for(client, page) == at_3


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_queries_of_a_list_do_not_grow_with_rows(editor, model):
    assert_same_at_3_and_30(editor, address(model, "changelist"), FACTORIES[model].create_batch)
    assert editor.get(address(model, "changelist")).context["cl"].result_count == 30


def test_queries_of_the_list_of_seed_records_do_not_grow_with_rows(editor):
    def make_rows(number):
        for _ in range(number):
            key = SeedRecord.objects.count()
            SeedRecord.objects.create(model="zones.zone", key=str(key), fields={})

    assert_same_at_3_and_30(editor, address(SeedRecord, "changelist"), make_rows)


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_queries_of_a_search_do_not_grow_with_rows(editor, model):
    page = address(model, "changelist") + "?q=a"
    assert_same_at_3_and_30(editor, page, FACTORIES[model].create_batch)


def test_queries_of_a_list_do_not_grow_with_types_agencies_or_follow_ups(editor):
    reform, policy, target = make.ReformFactory(), make.PolicyFactory(), make.TargetFactory()

    def make_rows(number):
        reform.types.add(*make.ReformTypeFactory.create_batch(number))
        policy.agencies.add(*make.AgencyFactory.create_batch(number))
        make.FollowUpFactory.create_batch(number, target=target)

    make_rows(3)
    pages = [address(record, "change") for record in (reform, policy)]
    pages += [address(type(record), "changelist") for record in (reform, policy, target)]
    at_3 = [queries_for(editor, page) for page in pages]
    make_rows(27)
    assert [queries_for(editor, page) for page in pages] == at_3


def outcomes():
    reform = make.ReformFactory()
    return reform, lambda n: make.ObservationFactory.create_batch(
        n, zone=reform.zone, reform=reform
    )


def targets():
    policy = make.PolicyFactory()
    return policy, lambda n: make.TargetFactory.create_batch(n, policy=policy)


def follow_ups():
    target = make.TargetFactory()
    return target, lambda n: make.FollowUpFactory.create_batch(n, target=target)


def types():
    group = make.ReformGroupFactory()
    return group, lambda n: make.ReformTypeFactory.create_batch(n, group=group)


@pytest.mark.parametrize("inline", [outcomes, targets, follow_ups, types])
def test_queries_of_a_page_do_not_grow_with_its_inlines(editor, inline):
    record, make_rows = inline()
    assert_same_at_3_and_30(editor, address(record, "change"), make_rows)
    [formset] = editor.get(address(record, "change")).context["inline_admin_formsets"]
    assert len(formset.formset.initial_forms) == 30


@pytest.mark.parametrize("page", ["change", "delete"])
def test_queries_of_a_source_do_not_grow_with_its_facts(editor, page):
    source = make.SourceFactory()

    def make_rows(number):
        for factory in (make.ZoneFactory, make.ObservationFactory, make.ReformFactory):
            factory.create_batch(number, source=source)
        for factory in (make.PolicyFactory, make.TargetFactory, make.FollowUpFactory):
            factory.create_batch(number, source=source)

    assert_same_at_3_and_30(editor, address(source, page), make_rows)


@pytest.mark.parametrize("page", ["change", "delete"])
def test_queries_of_a_zone_do_not_grow_with_its_figures_and_reforms(editor, page):
    zone = make.ZoneFactory()

    def make_rows(number):
        make.ObservationFactory.create_batch(number, zone=zone)
        make.ReformFactory.create_batch(number, zone=zone)

    assert_same_at_3_and_30(editor, address(zone, page), make_rows)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (model, field)
        for model in EDITED_MODELS
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
    ],
)
def test_queries_of_choosing_by_typing_do_not_grow_with_choices(editor, model, field):
    query = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field.name,
    }
    make_rows = FACTORIES[field.related_model].create_batch
    assert_same_at_3_and_30(
        editor, f"{reverse('admin:autocomplete')}?{urlencode(query)}", make_rows
    )
