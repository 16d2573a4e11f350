"""Every change is kept, by whatever route it comes: who, when, why, before and after."""

from contextlib import suppress

import pytest
from django.db import transaction

from core.records.changes import unit
from core.records.models import StaleRecordError
from history.models import Action, Change, Route
from reforms.models import ReformType
from tests.factories import (
    ObservationFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    ZoneFactory,
    change,
)
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db


def changes_of(record):
    return list(Change.objects.of(type(record), record.slug).order_by("pk"))


def test_adding_changing_and_deleting_are_kept_with_both_sides():
    zone = change(ZoneFactory(name="盐湖开发区"), name="盐湖高新区")
    slug, pk = zone.slug, zone.pk
    zone.delete()
    kept = list(Change.objects.filter(model="zones.zone", record=pk).order_by("pk"))
    added, renamed, deleted = kept[0], kept[-2], kept[-1]
    assert (added.action, added.before) == (Action.CREATE, None)
    assert added.after["name"] == "盐湖开发区"
    assert (renamed.action, renamed.before) == (Action.UPDATE, {"name": "盐湖开发区"})
    assert renamed.after["name"] == "盐湖高新区"
    assert (deleted.action, deleted.after, deleted.before["slug"]) == (Action.DELETE, None, slug)


def test_saving_what_is_as_it_was_leaves_no_trace():
    zone = ZoneFactory()
    before = Change.objects.count()
    zone.save()
    assert Change.objects.count() == before


def test_who_why_and_by_which_route_is_what_the_outermost_unit_says(admin_user):
    with (
        unit(actor=admin_user, route=Route.ADMIN, reason="印刷错误"),
        unit(route=Route.COMMAND, reason="内"),
    ):
        zone = change(ZoneFactory(), city="运城市")
    [kept] = changes_of(zone)
    assert (kept.actor, kept.actor_name) == (admin_user, admin_user.username)
    assert (kept.route, kept.reason, kept.action) == ("admin", "印刷错误", "create")
    assert kept.after["city"] == "运城市"


def test_a_rollback_leaves_no_trace():
    zone = ZoneFactory()
    before = Change.objects.count()
    zone.city = "太原市"
    with unit(), transaction.atomic():
        zone.save()
        transaction.set_rollback(True)
    zone.refresh_from_db()
    zone.city = "太原市"
    with suppress(RuntimeError), unit():
        zone.save()
        raise RuntimeError
    assert Change.objects.count() == before
    zone.refresh_from_db()
    assert zone.city != "太原市"


def test_relations_to_many_are_kept_from_either_side():
    reform, kind = ReformFactory(is_draft=True), ReformTypeFactory()

    def types_before_and_after() -> tuple[bool, bool]:
        last = changes_of(reform)[-1]
        return tuple(kind.slug in side["types"] for side in (last.before, last.after))

    reform.types.add(kind)
    assert types_before_and_after() == (False, True)
    kind.reforms.remove(reform)
    assert types_before_and_after() == (True, False)
    reform.types.add(kind)
    kind.reforms.clear()
    assert types_before_and_after() == (True, False)
    reform.types.set([kind])
    assert changes_of(reform)[-1].after["types"] == [kind.slug]


def test_update_bulk_create_and_bulk_update_are_kept():
    first, second = ZoneFactory(), ZoneFactory()
    Zone.objects.filter(pk__in=[first.pk, second.pk]).update(city="长治市")
    assert changes_of(first)[-1].after["city"] == "长治市"
    assert changes_of(second)[-1].before == {"city": "湘潭市"}
    first.refresh_from_db()
    first.city = "晋城市"
    Zone.objects.bulk_update([first], ["city"])
    assert changes_of(first)[-1].after["city"] == "晋城市"
    figure = ObservationFactory.build(
        zone=first, metric=ObservationFactory().metric, source=SourceFactory(), slug="in-bulk"
    )
    Observation.objects.bulk_create([figure])
    assert changes_of(Observation.objects.get(slug="in-bulk"))[0].action == Action.CREATE


def test_what_a_deletion_takes_from_other_records_is_kept_with_them():
    reform = ReformFactory()
    figure = ObservationFactory(zone=reform.zone, reform=reform)
    slug = reform.slug
    reform.delete()
    assert changes_of(figure)[-1].before == {"reform": slug}
    kind = ReformTypeFactory()
    other = ReformFactory(types=[kind], is_draft=True)
    ReformType.objects.filter(pk=kind.pk).delete()
    assert changes_of(other)[-1].before == {"types": [kind.slug]}


def test_what_happens_to_a_draft_is_not_public_until_it_is_published():
    zone = ZoneFactory(is_draft=True)
    reform = ReformFactory(zone=zone)
    assert not changes_of(zone)[0].is_public
    assert not changes_of(reform)[0].is_public
    change(zone, is_draft=False)
    assert changes_of(zone)[-1].is_public


def test_every_save_counts_up_the_revision():
    zone = ZoneFactory()
    assert zone.revision == 1
    zone.save()
    zone.save(update_fields=["city"])
    zone.refresh_from_db()
    assert zone.revision == 3
    Zone.objects.filter(pk=zone.pk).update(city="忻州市")
    zone.refresh_from_db()
    assert zone.revision == 4


def test_a_record_that_somebody_else_saved_meanwhile_is_not_overwritten():
    zone = ZoneFactory()
    mine, theirs = Zone.objects.get(pk=zone.pk), Zone.objects.get(pk=zone.pk)
    change(theirs, city="临汾市")
    with pytest.raises(StaleRecordError):
        change(mine, city="运城市")
    zone.refresh_from_db()
    assert (zone.city, zone.revision, mine.revision) == ("临汾市", 2, 1)


def test_what_is_deleted_while_its_zone_is_published_was_never_public():
    reform = ReformFactory(zone=ZoneFactory(is_draft=True))
    slug = reform.slug
    with unit():
        change(reform.zone, is_draft=False)
        reform.delete()
    assert not Change.objects.get(slug=slug, action=Action.DELETE).is_public
