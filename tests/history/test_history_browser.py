"""A zone deleted by mistake, and brought back with one button in a real browser."""

import pytest
from django.urls import reverse

from core.records.changes import unit
from tests.factories import ObservationFactory, ReformFactory
from zones.models import Zone

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_deleted_zone_is_brought_back_with_all_that_went_with_it(logged_in_page, english):
    with unit():
        reform = ReformFactory(zone__slug="by-mistake", zone__name_en="Qinghe HTDZ")
        ObservationFactory.create_batch(3, zone=reform.zone, reform=reform)
    page = logged_in_page(locale="en")
    page.goto(f"/admin/zones/zone/{reform.zone.pk}/delete/")
    page.fill("[name=change_reason]", "a double")
    page.click("#content [type=submit]")
    assert not Zone.objects.filter(slug="by-mistake").exists()

    page.goto(reverse("record-history", args=["zones.zone", "by-mistake"]))
    page.click("text=Bring it back, with all that went with it")
    page.fill("#change-reason", "it is no double")
    page.click("text=Undo all 5")
    page.click("text=To the record")
    assert "Qinghe HTDZ" in page.inner_text("h1")
    assert reform.outcomes.count() == 3
