"""The database logs each changed row, and what is kept is dropped when its rows change."""

import pytest
from django.db import connection, transaction

from core.records import cache, changelog, following, reads, triggers, versions
from tests import factories as make
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db(transaction=True)


def execute(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def last() -> changelog.Place:
    with connection.cursor() as cursor:
        cursor.execute('SELECT id, "at" FROM sources_changedrow ORDER BY id DESC LIMIT 1')
        return cursor.fetchone()


def logged(change) -> list[changelog.RowChange]:
    """What a change leaves in the log, the data version apart."""
    before = last()
    change()
    _place, found = changelog.since(connection, before)
    return [one for one in found if one.table != "sources_dataversion"]


def test_what_is_done_by_hand_is_logged():
    reform = make.ReformFactory()
    zone = reform.zone
    for model in changelog.logged_models():
        table, column = model._meta.db_table, model._meta.concrete_fields[-1].column
        unchanged = f'UPDATE {table} SET "{column}" = "{column}"'  # noqa: S608
        assert logged(lambda same=unchanged: execute(same)) == []
    [noted] = logged(lambda: execute("UPDATE zones_zone SET note = 'x' WHERE id = %s", zone.pk))
    assert (noted.table, noted.row, noted.has_moved) == ("zones_zone", zone.pk, False)
    assert noted.after["source_id"] == zone.source_id
    hide = "UPDATE zones_zone SET is_draft = true WHERE id = %s"
    [hidden] = logged(lambda: execute(hide, zone.pk))
    assert hidden.has_moved
    part = "DELETE FROM reforms_reform_types WHERE reform_id = %s"
    [parted] = logged(lambda: execute(part, reform.pk))
    assert parted.before["reform_id"] == reform.pk
    assert parted.after is None


def test_what_is_rolled_back_is_not_logged():
    make.ZoneFactory()

    def change():
        with transaction.atomic():
            make.ZoneFactory()
            transaction.set_rollback(True)

    assert logged(change) == []


def test_the_log_keeps_the_newest_rows(monkeypatch):
    make.ZoneFactory()
    first = last()
    monkeypatch.setattr(changelog, "MOST", 3)
    for number in range(4):
        assert changelog.since(connection, first) is not None
        execute("UPDATE zones_zone SET note = %s", number)
    assert changelog.since(connection, first) is None, "too many to go through"
    assert changelog.since(connection, (first[0], "another time")) is None, "restored from a backup"


def test_the_log_is_swept():
    make.ZoneFactory()
    log = changelog.log_table()
    execute(
        f"UPDATE {log} SET id = id - {triggers.KEPT + triggers.SWEEP} "  # noqa: S608
        f"WHERE id = (SELECT min(id) FROM {log})"
    )
    for number in range(triggers.SWEEP):
        execute("UPDATE zones_zone SET note = %s", str(number))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {log}")  # noqa: S608
        assert cursor.fetchone()[0] > 0


class Made:
    """Counts how often a result is made."""

    def __init__(self, rows):
        self.rows, self.times = rows, 0

    def __call__(self):
        self.times += 1
        return list(self.rows.values_list("pk", "note"))

    def again(self) -> int:
        """In a request that has read nothing else."""
        before = self.times
        with reads.recording():
            found = cache.cached(("test", id(self)), self)
        assert found == list(self.rows.values_list("pk", "note"))
        return self.times - before


def test_a_result_is_made_anew_when_its_rows_change_and_only_then():
    zone, other = make.ZoneFactory(), make.ZoneFactory()
    figure = make.ObservationFactory(zone=zone)
    zones, figures = Made(Zone.objects.all()), Made(Observation.objects.all())
    assert zones.again() == figures.again() == 1
    assert zones.again() == figures.again() == 0
    execute("UPDATE zones_observation SET note = 'by hand' WHERE id = %s", figure.pk)
    assert (zones.again(), figures.again()) == (0, 1)
    other.note = "saved"
    other.save()
    assert (zones.again(), figures.again()) == (1, 0)

    def again() -> int:
        before = figures.times
        with reads.recording():
            cache.cached("of one zone", figures, about=[zone])
        return figures.times - before

    elsewhere = make.ObservationFactory(zone=other)
    assert (again(), again()) == (1, 0)
    elsewhere.note = "another zone's"
    elsewhere.save()
    assert again() == 0
    elsewhere.zone = zone
    elsewhere.save()
    assert again() == 1, "it came to this zone"
    elsewhere.zone = other
    elsewhere.save()
    assert again() == 1, "it left this zone"


def test_a_result_that_holds_another_one_is_made_anew_with_it():
    zone = make.ZoneFactory()
    inner = Made(Zone.objects.all())
    for _once_made_once_kept in range(2):
        cache.cached("inner", inner)
        cache.cached("outer", lambda: cache.cached("inner", inner))
        zone.note += "x"
        zone.save()
        assert cache.cached("outer", lambda: cache.cached("inner", inner)) == inner()


def test_a_result_depends_on_what_was_read_for_it():
    zone = make.ZoneFactory(note="before")

    def page():
        note = Zone.objects.get().note
        return cache.cached("shown", lambda: note)

    for note in ("before", "after"):
        execute("UPDATE zones_zone SET note = %s", note)
        with reads.recording():
            assert page() == note
        assert page() == note, "outside a request anything may have been read"
    assert zone.pk


def test_what_changes_while_a_result_is_made_is_not_kept():
    zone = make.ZoneFactory()

    def make_slowly():
        found = list(Zone.objects.values_list("note", flat=True))
        execute("UPDATE zones_zone SET note = 'meanwhile'")
        versions.key()  # another thread is told
        return found

    assert cache.cached("slow", make_slowly) == [zone.note]
    assert cache.cached("slow", lambda: ["made anew"]) == ["made anew"]


def test_changes_by_hand_show_in_the_version():
    zone = make.ZoneFactory()
    before = versions.label()
    execute("UPDATE zones_zone SET note = 'x'")
    execute("UPDATE zones_zone SET note = 'y'")
    assert versions.label() == f"{before}+2"
    zone.note = "z"
    zone.save()
    assert "+" not in versions.label()


def test_a_process_asks_for_news_once():
    make.ZoneFactory()
    versions.key()
    follower = following.follower("default")
    step = follower.step
    execute("UPDATE zones_zone SET note = 'x'")
    versions.key()
    versions.key()
    assert follower.step == step + 1


def test_nobody_reads_what_is_being_dropped(monkeypatch):
    """A place is reached when everybody has been told, not before."""
    make.ZoneFactory()
    versions.key()
    follower, seen = following.follower("default"), []
    monkeypatch.setattr(following, "_subscribers", [lambda *_told: seen.append(follower.place)])
    before = follower.place
    execute("UPDATE zones_zone SET note = 'x'")
    versions.key()
    assert seen == [before]
    assert follower.place == last()
