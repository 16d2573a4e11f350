"""What each role can do to public records, by every action that changes one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.roles import NAMES
from history.models import Change, ImportRun, Proposal
from tests import factories as make
from tests.admin.pages import address, filled_in, save_new
from tests.intake.people import client_of
from tests.intake.test_actions import chosen, seen_in
from zones.models import Zone

pytestmark = [pytest.mark.once, pytest.mark.django_db]

WHY = {"change_reason": "the article says so"}


def add(client, zone):
    save_new(client, zone, name="另一个区", catalogue_code="", aliases="")


def correct(client, zone):
    client.post(address(zone, "change"), filled_in(client, zone) | WHY | {"city": "运城市"})


def delete(client, zone):
    client.post(address(zone, "delete"), WHY | {"post": "yes"})


def delete_from_the_list(client, zone):
    data = chosen("delete_selected", [zone], post="yes", **WHY)
    client.post(address(Zone, "changelist"), data)


def in_bulk(action: str, record, client, **fields):
    page = address(type(record), "changelist")
    shown = client.post(page, chosen(action, [record], step="preview", **fields))
    if "seen" in shown.text:
        client.post(page, chosen(action, [record], step="apply", seen=seen_in(shown), **fields))


def publish(client, zone):
    in_bulk("publish", make.ZoneFactory(is_draft=True), client, **WHY)


def make_a_draft_again(client, zone):
    in_bulk("back_to_draft", zone, client, **WHY)


def rank(client, zone):
    in_bulk("re_rank", make.ObservationFactory(zone=zone), client, rank="preferred", **WHY)


def undo(client, zone):
    change = Change.objects.filter(slug=zone.slug).first()
    client.post(f"/en/history/change/{change.pk}/undo/", WHY | {"which": "all"})


def settle(client, zone):
    about = {"model": "zones.zone", "record": zone.pk, "slug": zone.slug, "actor_name": "wang"}
    proposal = Proposal.objects.create(**about, before={"city": ""}, after={"city": "运城市"})
    hidden = {"read_revision": Zone.objects.get(pk=zone.pk).revision, "field": "city"}
    client.post(address(proposal, "change"), hidden | {"accept": "Accept"})


def import_a_file(client, zone):
    file = SimpleUploadedFile("zones.csv", f"slug,city\n{zone.slug},运城市\n".encode())
    client.post("/admin/import/", {"file": file, "kind": "zones.zone"})
    if run := ImportRun.objects.first():
        answer = client.post(f"/admin/imports/{run.pk}/apply/", WHY)
        if answer.streaming:
            answer.getvalue()


REFUSED, DRAFT, PROPOSED, DONE = "refused", "a draft", "a proposal", "done"
# Of viewer, editor, curator, administrator.
TABLE = {
    add: (REFUSED, DRAFT, DONE, DONE),
    correct: (REFUSED, PROPOSED, DONE, DONE),
    delete: (REFUSED, PROPOSED, DONE, DONE),
    delete_from_the_list: (REFUSED, PROPOSED, DONE, DONE),
    rank: (REFUSED, PROPOSED, DONE, DONE),
    publish: (REFUSED, REFUSED, DONE, DONE),
    make_a_draft_again: (REFUSED, REFUSED, DONE, DONE),
    undo: (REFUSED, REFUSED, DONE, DONE),
    settle: (REFUSED, REFUSED, DONE, DONE),
    import_a_file: (REFUSED, REFUSED, DONE, DONE),
}


@pytest.mark.parametrize("role", NAMES)
def test_what_each_role_can_do_to_public_records(role):
    client, found = client_of(role), {}
    for action in TABLE:
        with transaction.atomic():
            found[action.__name__] = done_by(client, role, action)
            transaction.set_rollback(True)
    place = [*NAMES].index(role)
    assert found == {action.__name__: answers[place] for action, answers in TABLE.items()}


def done_by(client, role: str, action) -> str:
    """What has become of this action on a public zone."""
    zone = make.ZoneFactory()
    make.change(zone, city="临汾市")
    action(client, zone)
    changes = Change.objects.filter(actor_name=role)
    if Proposal.objects.filter(actor_name=role).exists():
        assert not changes.exists()
        return PROPOSED
    if changes.exists():
        return DRAFT if Zone.objects.filter(is_draft=True, slug="a-new-one") else DONE
    return REFUSED
