"""The data version moves with every change, once for a transaction."""

import pytest
from django.db import transaction
from django.utils import timezone

from core.records import versions
from sources.models import DataVersion
from tests.factories import ReformFactory, ReformTypeFactory, ZoneFactory

pytestmark = pytest.mark.django_db(transaction=True)


def number():
    version = DataVersion.objects.filter(pk=1).first()
    return version.number if version else 0


def test_saving_deleting_and_relating_make_new_versions():
    zone = ZoneFactory()
    before = number()
    zone.note = "改"
    zone.save()
    assert number() == before + 1
    assert versions.label() == f"{timezone.localdate():%Y-%m-%d}.{number()}"
    reform = ReformFactory(zone=zone)
    before = number()
    reform.types.add(ReformTypeFactory())
    assert number() > before
    before = number()
    reform.delete()
    assert number() > before


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
