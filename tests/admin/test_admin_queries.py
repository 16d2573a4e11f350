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


def assert_same_at_3_and_30(client, pages: list[str], make_rows):
    make_rows(3)
    at_3 = {page: queries_for(client, page) for page in pages}
    make_rows(27)
    assert {page: queries_for(client, page) for page in pages} == at_3


def autocomplete(model, field) -> str:
    """The address that answers while an editor chooses a related record by typing."""
    query = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field.name,
    }
    return f"{reverse('admin:autocomplete')}?{urlencode(query)}"


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
    assert_same_at_3_and_30(editor, [*lists, *searches, *choices], make_rows)


def test_queries_of_a_list_do_not_grow_with_types_agencies_or_follow_ups(editor):
    reform, policy, target = make.ReformFactory(), make.PolicyFactory(), make.TargetFactory()

    def make_rows(number):
        reform.types.add(*make.ReformTypeFactory.create_batch(number))
        policy.agencies.add(*make.AgencyFactory.create_batch(number))
        make.FollowUpFactory.create_batch(number, target=target)

    pages = [address(record, "change") for record in (reform, policy)]
    pages += [address(type(record), "changelist") for record in (reform, policy, target)]
    assert_same_at_3_and_30(editor, pages, make_rows)


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
    assert_same_at_3_and_30(editor, [address(record, "change")], make_rows)
    [formset] = editor.get(address(record, "change")).context["inline_admin_formsets"]
    assert len(formset.formset.initial_forms) == 30


def test_queries_of_a_source_and_a_zone_do_not_grow_with_what_belongs_to_them(editor):
    source, zone = make.SourceFactory(), make.ZoneFactory()

    def make_rows(number):
        for factory in (make.ObservationFactory, make.ReformFactory):
            factory.create_batch(number, source=source, zone=zone)
        for factory in (
            make.ZoneFactory, make.PolicyFactory, make.TargetFactory, make.FollowUpFactory
        ):  # fmt: skip
            factory.create_batch(number, source=source)

    pages = [address(record, page) for record in (source, zone) for page in ("change", "delete")]
    assert_same_at_3_and_30(editor, pages, make_rows)
