"""Two editors at once: what one changed and the other left alone is kept, in each order."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.template.response import TemplateResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.records.models import StaleRecordError
from core.records.plain import plain
from history.models import Change, Proposal
from policies.models import Target
from tests import factories as make
from tests.admin.pages import (
    address,
    errors_of,
    fields_of,
    filled_in,
    form_of,
    refusals,
    save,
    stored,
)
from tests.intake.people import client_of, logged_in
from zones.choices import Basis, Status
from zones.models import Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return make.ZoneFactory(city="运城市", note="")


@pytest.fixture
def other():
    """The browser of a second editor."""
    return logged_in(User.objects.create(username="wang", is_staff=True, is_superuser=True))


def post(editor, record, *data):
    posted = {name: value for part in data for name, value in part.items()}
    return editor.post(address(record, "change"), posted)


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def pairs_of_edits(**values):
    """What two people make of some fields, in plain form; each takes one of the values given."""
    fields = {name: st.sampled_from(list(pool)) for name, pool in values.items()}
    edits = st.fixed_dictionaries({}, optional=fields)
    return given(st.tuples(edits, edits))


many = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = {"note": ["", "甲", "乙"], "note_en": ["1\n2", "A"], "locator": ["¶1", "¶2"]}


@pytest.fixture
def keys():
    """Primary keys of the records that edits name."""
    kinds = {slug: make.ReformTypeFactory(slug=slug).pk for slug in "ab"}
    sources = {slug: make.SourceFactory(slug=slug).pk for slug in "cd"}
    return {"types": lambda slugs: [kinds[slug] for slug in slugs], "source": sources.get}


@pytest.fixture
def unrendered(monkeypatch):
    """Pages as their views answer them; the tests further down read them."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")


@pytest.mark.once  # the same question as of a figure
@pytest.mark.usefixtures("unrendered")
@many
@pairs_of_edits(
    **TEXTS, stage=["in-force", "pilot"], started=["", "2017"], types=[["a"], ["b"], ["a", "b"]]
)
def test_of_two_edits_of_a_reform_none_is_lost_whoever_saves_first(editor, other, keys, edits):
    for pair in (edits, edits[::-1]):
        reform = make.ReformFactory(types=keys["types"]("a"), note_en="1\n2")
        save_both(editor, other, reform, *pair, keys)


@pytest.mark.usefixtures("unrendered")
@many
@pairs_of_edits(**TEXTS, basis=Basis.values, status=Status.values, source=["c", "d"])
def test_of_two_edits_of_a_figure_none_is_lost_whoever_saves_first(editor, other, keys, edits):
    for pair in (edits, edits[::-1]):
        figure = make.ObservationFactory(source_id=keys["source"]("c"), quote="", note_en="1\n2")
        save_both(editor, other, figure, *pair, keys)


def save_both(editor, other, record, first: dict, second: dict, keys: dict):
    """Two open the record; one saves, then the other, who answers what is asked with theirs."""

    def typed(edit):
        """As browsers send it."""
        texts = {name: keys.get(name, str)(value) for name, value in edit.items()}
        return {n: t.replace("\n", "\r\n") if isinstance(t, str) else t for n, t in texts.items()}

    def now():
        row = plain(type(record).objects.get(pk=record.pk))
        return row | {"note_en": row["note_en"].replace("\r\n", "\n")}

    base = now()
    firsts, seconds = (
        {name: value for name, value in edit.items() if value != base[name]}
        for edit in (first, second)
    )
    opened = filled_in(editor, record) | typed({"note_en": base["note_en"]})
    assert post(editor, record, opened, typed(first)).status_code == 302
    assert now() == base | firsts
    response = post(other, record, opened, typed(second))
    both = {name for name in firsts.keys() & seconds.keys() if firsts[name] != seconds[name]}
    if both:
        conflicts = response.context_data["conflicts"]
        assert {one.anchor for one in conflicts} == {f"id_{n}" for n in both}
        assert now() == base | firsts
        response = post(other, record, opened, fields_of(form_of(response)))
    assert response.status_code == 302, errors_of(response)
    assert now() == base | firsts | seconds


def test_what_both_changed_is_asked_with_names_and_what_is_kept_as_well_is_said(
    editor, other, zone
):
    opened = filled_in(editor, zone)
    save(editor, zone, city="临汾市", industries="煤炭", change_reason="原文如此")
    change = Change.objects.of(Zone, zone.slug).first()
    assert (change.reason, change.route, change.actor_name) == ("原文如此", "admin", "li")
    response = post(other, zone, opened, {"city": "太原市", "note": "我的"})
    assert "changed what you changed too" in refusals(response)
    [city] = response.context["conflicts"]
    assert (city.before, city.theirs, city.yours) == ("运城市", "临汾市", "太原市")
    assert city.by.startswith("li, ")
    [industries] = response.context["taken"]
    for text in ("Saved meanwhile", "临汾市", "太原市", city.by, str(industries.label), "煤炭"):
        assert text in response.text
    assert (stored(zone)["city"], stored(zone)["note"]) == ("临汾市", "")
    # A third save meanwhile: again only what both changed is asked.
    save(editor, zone, industries="焦化")
    response = post(other, zone, opened, fields_of(form_of(response)))
    assert response.status_code == 302
    assert "Kept as well, saved meanwhile (li, " in told(response)
    kept = stored(zone)
    assert (kept["city"], kept["note"], kept["industries"]) == ("太原市", "我的", "焦化")


@pytest.mark.parametrize("revision", [None, "0", "99", "x", "1" * 30])
def test_a_form_of_an_unknown_revision_asks_about_whatever_differs(editor, zone, revision):
    data = filled_in(editor, zone) | {"read_revision": revision}
    if revision is None:
        del data["read_revision"]
    elsewhere = make.ProvinceFactory(name_en="Elsewhere")
    response = post(editor, zone, data, {"city": "太原市", "province": str(elsewhere.pk)})
    asked = {one.anchor: one for one in response.context["conflicts"]}
    assert asked.keys() == {"id_city", "id_province"}
    assert (asked["id_province"].theirs, asked["id_province"].yours) == (
        str(zone.province),
        "Elsewhere",
    )
    assert post(editor, zone, data).status_code == 302, "nothing differs"


def test_the_changes_since_a_revision_are_unknown_where_one_may_be_missing(zone):
    read = zone.revision
    for city in ("临汾市", "太原市"):
        make.change(zone, city=city)
    rows = Change.objects.filter(model="zones.zone", record=zone.pk)

    def since(revision) -> list[str] | None:
        changes = Change.objects.since(zone, revision)
        return changes and [change.after["city"] for change in changes]

    assert since(read) == ["太原市", "临汾市"]
    assert since(0) is since(read + 3) is None
    rows.filter(record_revision=read).update(record_revision=None)
    assert since(read) == ["太原市", "临汾市"], "older ones have no number"
    rows.filter(record_revision=read + 1).update(record_revision=None)
    assert (since(read), since(read + 1)) == (None, ["太原市"])
    key, _ = zone.pk, zone.delete()
    again = make.ZoneFactory(pk=key)
    make.change(again, city="晋城市")
    assert Change.objects.since(again, again.revision - 1) is None, "it was deleted and restored"


def test_what_an_editor_proposes_is_merged_with_what_was_saved_meanwhile(editor, zone):
    proposer = client_of("editor")
    opened = filled_in(proposer, zone)
    save(editor, zone, city="临汾市", industries="煤炭")
    assert post(proposer, zone, opened, {"note": "我的", "industries": "煤炭"}).status_code == 302
    assert Proposal.objects.get().after == {"note": "我的"}
    response = post(proposer, zone, opened, {"note": "我的", "city": "太原市"})
    assert [one.theirs for one in response.context["conflicts"]] == ["临汾市"]
    assert post(proposer, zone, opened, fields_of(form_of(response))).status_code == 302
    assert Proposal.objects.get().after == {"note": "我的", "city": "太原市"}
    assert stored(zone)["city"] == "临汾市"


def test_pinyin_follows_the_name_of_the_one_who_changed_it(editor, other, zone):
    opened = filled_in(editor, zone)
    save(editor, zone, name="清河开发区")
    assert post(other, zone, opened, {"city": "太原市"}).status_code == 302
    assert (stored(zone)["name"], stored(zone)["pinyin"]) == ("清河开发区", "qing he kai fa qu")


def test_a_row_of_an_inline_is_merged_too_and_not_deleted_unseen(editor, other):
    target = make.TargetFactory(title="甲", position=1)
    opened = filled_in(editor, target.policy)
    save(editor, target, title="乙")
    response = post(other, target.policy, opened, {"targets-0-DELETE": "on"})
    assert "since you opened it: look at it again" in refusals(response)
    assert Target.objects.filter(pk=target.pk).exists()
    response = post(other, target.policy, opened, {"targets-0-title": "丙"})
    assert [one.theirs for one in response.context["conflicts"]] == ["乙"]
    assert post(other, target.policy, opened, {"targets-0-position": "7"}).status_code == 302
    assert (stored(target)["title"], stored(target)["position"]) == ("乙", 7)


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
