"""The data version moves with every change, once for a transaction."""

import pytest
from django.db import transaction

from core.records import versions
from sources.models import DataVersion
from tests.factories import ReformFactory, ReformTypeFactory, ZoneFactory
from zones.models import Zone


def number():
    version = DataVersion.objects.filter(pk=1).first()
    return version.number if version else 0


@pytest.mark.django_db(transaction=True)
def test_saving_deleting_and_relating_make_new_versions():
    zone = ZoneFactory()
    before = number()
    zone.note = "改"
    zone.save()
    assert number() == before + 1
    reform = ReformFactory(zone=zone)
    before = number()
    reform.types.add(ReformTypeFactory())
    assert number() > before
    before = number()
    reform.delete()
    assert number() > before


@pytest.mark.django_db(transaction=True)
def test_a_transaction_makes_one_version_and_a_rollback_none():
    before = number()
    with transaction.atomic():
        ZoneFactory()
        ZoneFactory()
    assert number() == before + 1
    with transaction.atomic():
        ZoneFactory()
        transaction.set_rollback(True)
    assert number() == before + 1


@pytest.mark.django_db(transaction=True)
def test_the_version_names_its_day():
    ZoneFactory()
    assert versions.label().startswith("20")
    assert versions.label().endswith(f".{number()}")


@pytest.mark.django_db(transaction=True)
def test_changes_by_query_make_a_new_version_too():
    zone = ZoneFactory()
    before = number()
    Zone.objects.filter(pk=zone.pk).update(note="改")
    assert number() == before + 1
    Zone.objects.bulk_update([Zone.objects.get()], ["note"])
    Zone.objects.filter(pk=zone.pk).update(note="再改")
    assert number() == before + 2
