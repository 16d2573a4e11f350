"""A zone that is renamed keeps its former name; several records of one zone become one."""

import pytest

from history.models import Change
from history.reverting import undo
from tests import factories as make
from tests.admin.pages import address, filled_in
from tests.factories import everything
from zones.models import Zone, ZoneName

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make.ZoneFactory(slug="new", name="湘江经济技术开发区", name_en="Xiangjiang ETDZ")


def test_a_rename_by_hand_keeps_the_former_name_without_a_date(curator, zone):
    before = filled_in(curator, zone)
    saved = curator.post(address(zone, "change"), before | {"name": "湘北经济技术开发区"})
    assert saved.status_code == 302
    kept = ZoneName.objects.get(name="湘江经济技术开发区")
    assert (kept.zone, kept.since, kept.until, kept.is_draft) == (zone, "", "", False)
    assert (kept.source, kept.locator) == (zone.source, zone.locator)
    assert Change.objects.filter(model="zones.zonename", slug=kept.slug).exists()


def test_records_of_one_zone_become_one_and_the_old_address_leads_to_it(client, curator, zone):
    twin = make.ZoneFactory(slug="twin", name="湘江经开区（筹）", province=zone.province)
    figure, reform = make.ObservationFactory(zone=twin), make.ReformFactory(zone=twin)
    name, event = (
        make.ZoneNameFactory(zone=twin),
        make.ZoneEventFactory(other=twin, kind="extended"),
    )
    before = everything()
    chosen = {"action": "merge", "_selected_action": [zone.pk, twin.pk], "stays": zone.pk}
    page = address(Zone, "changelist")
    shown = curator.post(page, chosen | {"step": "preview", "change_reason": "one zone"})
    seen = shown.context_data["seen"]
    done = curator.post(page, chosen | {"step": "apply", "change_reason": "one zone", "seen": seen})
    assert done.status_code == 302
    for fact in (figure, reform, name):
        fact.refresh_from_db()
        assert fact.zone == zone
    event.refresh_from_db()
    assert event.other == zone
    old = client.get("/en/zones/twin/?format=json")
    assert (old.status_code, old["Location"]) == (301, "/en/zones/new/?format=json")
    zone.refresh_from_db()
    assert "湘江经开区（筹）" in zone.aliases
    assert twin.source in zone.sources_read.all()
    history = Change.objects.of(Zone, "new")
    assert history.filter(slug="twin", action="create").exists()
    assert "one zone" in client.get("/en/history/zones.zone/new/").text
    assert undo(Change.objects.filter(unit=history[0].unit), user=None, reason="two zones") == []
    assert everything() == before
    assert client.get("/en/zones/twin/").status_code == 200


def test_zones_with_an_event_between_them_are_not_one(curator, zone):
    other = make.ZoneFactory()
    make.ZoneEventFactory(zone=other, kind="merged-into", other=zone)
    chosen = {"action": "merge", "_selected_action": [zone.pk, other.pk], "stays": zone.pk}
    page = curator.post(
        address(Zone, "changelist"), chosen | {"step": "preview", "change_reason": "one"}
    )
    assert "stands between these records: they are two zones." in page.text
