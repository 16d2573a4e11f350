"""What was changed together is taken back together, record for record."""

from dataclasses import replace

import pytest

from core.records.changes import unit
from history import reverting
from history.models import Action, Change
from history.reverting import RefusedError, planned, undo
from reforms.models import Reform, ReformType
from tests import factories as make
from tests.admin.pages import sent_by
from tests.factories import everything
from tests.intake.people import client_of
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def last_unit():
    return Change.objects.filter(unit=Change.objects.first().unit)


def undone(changes, **options) -> list[str]:
    return [str(one) for one in undo(changes, user=None, reason="wrong", **options)]


def refusal(changes) -> str:
    before = everything(), Change.objects.count()
    with pytest.raises(RefusedError) as caught:
        undone(changes)
    assert (everything(), Change.objects.count()) == before
    return str(caught.value)


@pytest.fixture
def zone():
    """A zone with a reform of two types, its outcome, and a total of parts of parts."""
    reform = make.ReformFactory(types=make.ReformTypeFactory.create_batch(2))
    reform.zone.sources_read.add(make.SourceFactory(), reform.source)
    make.ObservationFactory(zone=reform.zone, reform=reform)
    total = None
    for scope in ("part", "middle", "total"):  # each made before what it is a part of
        make.ObservationFactory(zone=reform.zone, detail=scope, slug=scope)
    for part, total in (("part", "middle"), ("middle", "total")):
        make.change(Observation.objects.get(slug=part), part_of=Observation.objects.get(slug=total))
    make.ObservationFactory()
    return reform.zone


def test_a_deleted_zone_comes_back_with_all_that_hung_on_it_and_goes_again(zone):
    before = everything()
    revision = Observation.objects.get(slug="part").revision
    zone.delete()
    deletion, after = last_unit(), everything()
    assert len(before) - len(after) == 6
    assert planned(deletion, user=None).count == 6
    assert everything() == after
    assert undone(deletion) == []
    assert everything() == before
    assert Observation.objects.get(slug="part").revision == revision + 1
    assert refusal(deletion) == "There is nothing to undo: all is as it was before."
    assert undone(last_unit()) == []
    assert everything() == after


def test_what_a_deletion_took_from_others_comes_back_with_it(zone):
    before = everything()
    ReformType.objects.filter(reforms__zone=zone).first().delete()
    assert undone(last_unit()) == []
    Reform.objects.get().delete()
    assert undone(last_unit()) == []
    assert everything() == before


def test_of_a_bulk_change_all_comes_back_that_nobody_has_changed_since(monkeypatch):
    first, second, third = make.ZoneFactory.create_batch(3, city="湘潭市", note="")
    with unit():
        Zone.objects.update(city="运城市")
    bulk = last_unit()
    make.change(Zone.objects.get(pk=second.pk), city="太原市", note="后来的说明")
    make.change(Zone.objects.get(pk=third.pk), note="后来的说明")
    told = f"{second.slug}: changed since"
    assert told in refusal(bulk)
    tried = planned(bulk, user=None)
    monkeypatch.setattr(reverting, "TRIED", 2)
    looked_up = planned(bulk, user=None)
    assert looked_up == replace(tried, is_tried=False)
    assert (tried.count, [str(one) for one in tried.left]) == (2, [told])
    assert undone(bulk, only_unchanged=True) == [told]
    cities = dict(Zone.objects.values_list("pk", "city"))
    assert cities == {first.pk: "湘潭市", second.pk: "太原市", third.pk: "湘潭市"}
    assert Zone.objects.get(pk=third.pk).note == "后来的说明"
    undone(Change.objects.filter(record=second.pk, before__has_key="note"))  # back to 运城市
    assert undone(bulk) == []


def test_what_others_refer_to_stays_and_with_it_what_it_refers_to():
    with unit():
        zone = make.ZoneFactory()
        whole = make.ObservationFactory(zone=zone, slug="whole")
        figure = make.ObservationFactory(zone=zone, slug="total", part_of=whole)
        make.ObservationFactory(zone=zone, slug="alone")
    made = last_unit()
    part = make.ObservationFactory(part_of=figure)
    told = {one.change.slug: one.reason for one in planned(made, user=None).left}
    assert told["total"] == f"figure “{part}” refers to it"
    assert told["whole"] == f"figure “{figure}” refers to it"
    assert told[zone.slug] == f"figure “{whole}” refers to it"
    assert len(undone(made, only_unchanged=True)) == len(told)
    assert set(Observation.objects.exclude(pk=part.pk)) == {whole, figure}


def test_earlier_values_that_break_a_rule_leave_all_as_it_is_or_that_record_alone():
    first, second = make.ReformFactory(title="甲"), make.ReformFactory(title="丙")
    with unit():
        make.change(first, title="乙")
        make.change(second, title="丁")
    changes = last_unit()
    make.ReformFactory(zone=first.zone, title="甲")
    assert "already has a reform with this title" in refusal(changes)
    assert len(undone(changes, only_unchanged=True)) == 1
    assert set(Reform.objects.values_list("title", flat=True)) == {"乙", "丙", "甲"}


def test_what_todays_rules_of_publishing_forbid_is_told_before_and_refused():
    metric = make.MetricFactory(is_draft=True)
    make.change(metric, is_draft=False)
    publishing = last_unit()
    figure = make.ObservationFactory(metric=metric)
    told = f"It cannot be a draft: the public figure “{figure}” refers to it."
    assert planned(publishing, user=None).refusal == told
    assert refusal(publishing) == told


def test_a_deleted_figure_comes_back_to_its_zone_that_was_renamed_since():
    figure, other = make.ObservationFactory(), make.ZoneFactory(slug="other")
    former = figure.zone.slug
    with unit():
        Observation.objects.all().delete()
    deletion = last_unit()
    make.change(figure.zone, slug="renamed")
    make.change(other, slug=former)
    assert undone(deletion) == []
    assert Observation.objects.get().zone.slug == "renamed"


def test_a_record_changed_several_times_in_one_unit_is_taken_back_to_before_the_first():
    kept, gone = make.ZoneFactory(city="湘潭市"), make.ZoneFactory()
    before = everything()
    with unit() as work:
        make.change(kept, city="太原市")
        make.change(gone, city="太原市")
        with_zone = make.ReformFactory()
        work.send()
        make.change(kept, city="运城市", note="新")
        gone.delete()
        make.change(with_zone, title="改")
        work.send()
    assert undone(last_unit()) == []
    assert everything() == before


@pytest.mark.parametrize(("is_draft", "status"), [(True, 200), (False, 403)])
def test_an_editor_undoes_changes_of_drafts_only(is_draft, status):
    zone = make.ZoneFactory(is_draft=is_draft)
    make.change(zone, city="太原市")
    change = Change.objects.first()
    client = client_of("editor")
    history = client.get(f"/en/history/zones.zone/{zone.slug}/").text
    assert ("Undo this change" in history) == is_draft
    assert client.get(f"/en/history/together/{change.unit}/undo/").status_code == status


def test_the_page_of_a_deletion_lists_what_comes_back(admin_client, zone):
    zone.delete()
    assert Change.objects.first().action == Action.DELETE
    history = admin_client.get(f"/en/history/zones.zone/{zone.slug}/").text
    assert "Undo all 6 changes made together" in history
    address = f"/en/history/together/{Change.objects.first().unit}/undo/"
    assert f'<a href="{address}">Bring it back, with all that went with it</a>' in history
    page = admin_client.get(address)
    for words in ("<h2>Comes back</h2>", "Zones · 1", "Figures · 4", "Undo all 6"):
        assert words in page.text
    typed = sent_by(page, "which", "all") | {"change_reason": "a mistake"}
    response = admin_client.post(address, typed, follow=True)
    assert "It was undone." in response.text
    assert f'<a href="{zone.get_absolute_url()}">To the record</a>' in response.text
    assert Zone.objects.filter(slug=zone.slug).exists()
