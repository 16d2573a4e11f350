"""Two editors at once: nothing is silently overwritten, and nothing typed is lost."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from core.records.models import StaleRecordError
from history.models import Change
from policies.models import Target
from tests import factories as make
from tests.admin.pages import address, filled_in, form_of, refusals, save, stored
from zones.models import Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return make.ZoneFactory(city="运城市", note="")


def post(editor, record, *data):
    posted = {name: value for part in data for name, value in part.items()}
    return editor.post(address(record, "change"), posted)


def test_a_form_opened_before_somebody_elses_save_is_refused_with_both_versions(editor, zone):
    opened = filled_in(editor, zone)
    save(editor, zone, city="临汾市", change_reason="原文如此")
    change = Change.objects.of(Zone, zone.slug).first()
    assert (change.reason, change.route, change.actor_name) == ("原文如此", "admin", "li")
    response = post(editor, zone, opened, {"city": "太原市", "note": "我的"})
    assert "Somebody else has saved this record" in refusals(response)
    [form] = response.context["conflicts"]
    rows = {row["label"]: (row["theirs"], row["yours"]) for row in form.conflicts}
    assert rows["City or county in Chinese"] == ("临汾市", "太原市")
    assert rows["Note in Chinese"] == ("—", "我的")
    for text in ("Saved meanwhile", "临汾市", "太原市"):
        assert text in response.text
    assert (stored(zone)["city"], stored(zone)["note"]) == ("临汾市", "")
    # What was typed is on the page, and is saved when the editor insists.
    form = form_of(response)
    assert form["city"].value() == "太原市"
    again = {"city": "太原市", "read_revision": form["read_revision"].value()}
    assert post(editor, zone, opened, again).status_code == 302
    assert stored(zone)["city"] == "太原市"


def test_a_form_without_its_revision_is_refused(editor, zone):
    data = filled_in(editor, zone)
    del data["read_revision"]
    assert "Somebody else has saved" in refusals(post(editor, zone, data, {"city": "太原市"}))


def test_related_records_are_shown_by_name_in_a_conflict(editor, zone):
    opened = filled_in(editor, zone)
    zone.save()
    other = make.ProvinceFactory(name_en="Elsewhere")
    [form] = post(editor, zone, opened, {"province": str(other.pk)}).context["conflicts"]
    assert [(row["theirs"], row["yours"]) for row in form.conflicts] == [
        (str(zone.province), "Elsewhere")
    ]


def test_a_row_of_an_inline_is_guarded_too(editor):
    target = make.TargetFactory(title="甲")
    opened = filled_in(editor, target.policy)
    Target.objects.filter(pk=target.pk).update(title="乙")
    response = post(editor, target.policy, opened, {"targets-0-title": "丙"})
    assert "Somebody else has saved" in refusals(response)
    assert stored(target)["title"] == "乙"


def test_a_save_between_check_and_write_is_checked_again(editor, zone, monkeypatch):
    data = filled_in(editor, zone) | {"city": "太原市"}
    write = Zone.save_base
    overtaken = []

    def save_base(self, *args, **kwargs):
        if not overtaken:
            overtaken.append(True)
            raise StaleRecordError(self)
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Zone, "save_base", save_base)
    response = post(editor, zone, data)
    assert overtaken
    assert response.status_code == 302, "the second look finds nothing newer, and saves"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_of_two_editors_racing_one_is_told(zone):
    """Both have read the same revision, and both write at the same time."""
    barrier, outcomes = Barrier(2), []

    def change_to(city):
        try:
            mine = Zone.objects.get(pk=zone.pk)
            barrier.wait(timeout=10)
            mine.city = city
            mine.save()
            outcomes.append(city)
        except StaleRecordError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=change_to, args=[city]) for city in ("临汾市", "太原市")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    zone.refresh_from_db()
    assert sorted(outcomes) == sorted(["told", zone.city])
    assert zone.revision == 2
