"""Two editors at once: nothing is silently overwritten, and nothing typed is lost."""

import pytest
from django.db import connection

from core.records.models import StaleRecordError
from policies.models import Target
from tests import factories as make
from tests.admin.pages import address, filled_in, refusals
from zones.models import Zone

pytestmark = pytest.mark.django_db


def test_a_form_opened_before_somebody_elses_save_is_refused_with_both_versions(editor):
    zone = make.ZoneFactory(city="运城市", note="")
    opened = filled_in(editor, zone)
    editor.post(address(zone, "change"), filled_in(editor, zone) | {"city": "临汾市"})
    response = editor.post(address(zone, "change"), opened | {"city": "太原市", "note": "我的"})
    assert "Somebody else has saved this record" in refusals(response)
    [form] = response.context["conflicts"]
    rows = {row.label: (row.theirs, row.yours) for row in form.conflicts}
    assert rows["City or county in Chinese"] == ("临汾市", "太原市")
    assert rows["Note in Chinese"] == ("—", "我的")
    for text in ("Saved meanwhile", "临汾市", "太原市"):
        assert text in response.text
    zone.refresh_from_db()
    assert (zone.city, zone.note) == ("临汾市", "")


def test_what_was_typed_is_kept_and_saved_when_the_editor_insists(editor):
    zone = make.ZoneFactory(city="运城市")
    opened = filled_in(editor, zone)
    editor.post(address(zone, "change"), opened | {"city": "临汾市"})
    response = editor.post(address(zone, "change"), opened | {"city": "太原市"})
    form = response.context["adminform"].form
    assert form["city"].value() == "太原市"
    again = opened | {"city": "太原市", "read_revision": form["read_revision"].value()}
    assert editor.post(address(zone, "change"), again).status_code == 302
    zone.refresh_from_db()
    assert zone.city == "太原市"


def test_a_form_without_its_revision_is_refused(editor):
    zone = make.ZoneFactory()
    data = filled_in(editor, zone) | {"city": "太原市"}
    del data["read_revision"]
    assert "Somebody else has saved" in refusals(editor.post(address(zone, "change"), data))


def test_related_records_are_shown_by_name_in_a_conflict(editor):
    zone = make.ZoneFactory()
    opened = filled_in(editor, zone)
    zone.save()
    other = make.ProvinceFactory(name_en="Elsewhere")
    data = opened | {"province": str(other.pk)}
    response = editor.post(address(zone, "change"), data)
    [form] = response.context["conflicts"]
    assert [(row.theirs, row.yours) for row in form.conflicts] == [
        (str(zone.province), "Elsewhere")
    ]


def test_a_row_of_an_inline_is_guarded_too(editor):
    target = make.TargetFactory(title="甲")
    opened = filled_in(editor, target.policy)
    Target.objects.filter(pk=target.pk).update(title="乙")
    response = editor.post(address(target.policy, "change"), opened | {"targets-0-title": "丙"})
    assert "Somebody else has saved" in refusals(response)
    target.refresh_from_db()
    assert target.title == "乙"


def test_a_save_between_check_and_write_is_checked_again(editor, monkeypatch):
    zone = make.ZoneFactory(city="运城市")
    data = filled_in(editor, zone) | {"city": "太原市"}
    write = Zone.save_base
    overtaken = []

    def save_base(self, *args, **kwargs):
        if not overtaken:
            overtaken.append(True)
            raise StaleRecordError(self)
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Zone, "save_base", save_base)
    response = editor.post(address(zone, "change"), data)
    assert overtaken
    assert response.status_code == 302, "the second look finds nothing newer, and saves"


def test_the_reason_and_the_editor_are_kept_with_the_change(editor, admin_user):
    from history.models import Change  # noqa: PLC0415

    zone = make.ZoneFactory()
    editor.post(
        address(zone, "change"),
        filled_in(editor, zone) | {"city": "吕梁市", "change_reason": "原文如此"},
    )
    change = Change.objects.of(Zone, zone.slug).first()
    assert (change.reason, change.route) == ("原文如此", "admin")
    assert change.actor_name


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_of_two_editors_racing_one_is_told():
    """Both have read the same revision, and both write at the same time."""
    import threading  # noqa: PLC0415

    zone = make.ZoneFactory(city="运城市")
    barrier, outcomes = threading.Barrier(2), []

    def save(city):
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

    threads = [threading.Thread(target=save, args=[city]) for city in ("临汾市", "太原市")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    zone.refresh_from_db()
    assert sorted(outcomes) == sorted(["told", zone.city])
    assert zone.revision == 2
