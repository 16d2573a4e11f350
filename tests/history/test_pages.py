"""The pages of the history: one record's, everybody's, the feed, and undoing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.records.changes import unit
from history.models import Change
from history.wording import described
from tests.admin.pages import queries_of
from tests.factories import ObservationFactory, ReformFactory, TargetFactory, ZoneFactory, change

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def page(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def history_of(record):
    return page("record-history", record._meta.label_lower, record.slug)


def last_change(record):
    return Change.objects.of(type(record), record.slug).first()


def test_the_history_of_a_record_shows_who_changed_what_and_why(client, admin_user):
    zone = ZoneFactory(tier="national")
    with unit(actor=admin_user, route="admin", reason="Misread"):
        change(zone, tier="provincial")
    text = client.get(history_of(zone)).text
    told = ("Reason: Misread", "· an editor", "<del>National</del>", "<ins>Provincial</ins>")
    assert [words for words in told if words not in text] == []
    chinese = client.get(history_of(zone).replace("/en/", "/zh-hans/")).text
    assert "<del>国家级</del>" in chinese


def test_of_a_long_text_only_the_pieces_that_differ_are_marked(client):
    reform = ReformFactory(summary="把行政审批事项集中到一个部门行使。" * 6)
    change(reform, summary=reform.summary.replace("一个部门", "两个部门", 1))
    assert "<del>一</del><ins>两</ins>" in client.get(history_of(reform)).text


def test_the_history_of_a_zone_tells_of_its_reforms_and_figures(client):
    reform = ReformFactory(title_en="A very particular reform")
    ObservationFactory(zone=reform.zone, slug="a-particular-figure")
    text = client.get(history_of(reform.zone)).text
    assert "A very particular reform" in text
    assert "a-particular-figure" in text


def test_a_deleted_record_keeps_its_history(client):
    reform = ReformFactory()
    address = history_of(reform)
    reform.delete()
    assert "This record was deleted." in client.get(address).text


def test_drafts_have_no_public_history_and_publishing_shows_only_the_result(client, admin_client):
    reform = ReformFactory(is_draft=True, summary="TOKEN", title_en="Withdrawn")
    assert client.get(history_of(reform)).status_code == 404
    assert "TOKEN" in admin_client.get(history_of(reform)).text
    change(reform, is_draft=False, summary="改为一枚印章。")
    text = client.get(history_of(reform)).text
    assert "published" in text
    assert "改为一枚印章。" in text
    everybodys = [page("recent-changes"), page("recent-changes-feed")]
    texts = [text, *(client.get(one).text for one in everybodys)]
    assert not any("TOKEN" in one for one in texts)
    assert all("Withdrawn" in one for one in texts)
    change(reform.zone, is_draft=True)  # back with all that belongs to it
    assert client.get(history_of(reform)).status_code == 404
    assert not any("Withdrawn" in client.get(one).text for one in everybodys)


def test_recent_changes_can_be_filtered_and_say_what_they_do_not_know(client):
    ReformFactory(title_en="A reform")

    def asked(query: str):
        return client.get(f"{page('recent-changes')}?{query}")

    assert "A reform" not in asked("kind=zones.zone").text
    assert "There is no kind" in asked("kind=zones.moon").text
    assert "There is no route" in asked("route=carrier").text
    assert asked("page=abc").status_code == 400
    assert "There is no page “abc”" in asked("page=abc").text


def test_a_figure_is_named_after_its_zone_and_metric(client):
    figure = ObservationFactory(zone__name_en="Qinghe HTDZ", metric__name_en="Land granted")
    assert f'">{figure}</a>' in client.get("/zh-hans/history/").text
    assert ">Qinghe HTDZ · Land granted</a>" in client.get("/en/history/").text


def test_an_unknown_kind_or_record_is_not_found(client):
    ZoneFactory()
    for kind in ("zones.moon", "auth.user", "nonsense", "zones.zone"):
        assert client.get(page("record-history", kind, "no")).status_code == 404


def test_the_feed_is_atom_and_links_to_each_change(client):
    zone = change(ZoneFactory(), city="临汾市")
    response = client.get(page("recent-changes-feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    assert f"#change-{last_change(zone).pk}" in response.text


def test_queries_do_not_grow_with_changes(client):
    ReformFactory.create_batch(3)
    few = queries_of(client, page("recent-changes"))
    ReformFactory.create_batch(6)
    assert queries_of(client, page("recent-changes")) <= few <= 40


def test_a_name_joins_nothing_that_it_does_not_need(admin_user):
    target = TargetFactory(title="化工园区认定")
    changes = list(Change.objects.filter(model="policies.target"))
    with CaptureQueriesContext(connection) as captured:
        [view] = described(changes, admin_user)
    assert target.title in str(view.name)
    asked = [q["sql"] for q in captured if 'FROM "policies_target"' in q["sql"]]
    assert asked
    assert all(" JOIN " not in sql for sql in asked)


def undone(client, kept, **data):
    """The page to which undoing this change leads."""
    return client.post(page("undo", kept.pk), {"change_reason": "Wrong"} | data, follow=True).text


def test_a_change_is_undone_field_by_field_and_later_changes_of_others_stay(admin_client):
    zone = change(ZoneFactory(city="运城市", note=""), city="临汾市")
    kept = last_change(zone)
    change(zone, note="后来的说明")
    assert "<ins>运城市</ins>" in admin_client.get(page("undo", kept.pk)).text
    assert "Say why" in undone(admin_client, kept, change_reason=" ")
    assert "It was undone." in undone(admin_client, kept)
    zone.refresh_from_db()
    assert (zone.city, zone.note) == ("运城市", "后来的说明")
    assert (last_change(zone).route, last_change(zone).reason) == ("undo", "Wrong")
    assert "There is nothing to undo" in undone(admin_client, kept)


def test_the_page_says_before_and_after_what_stands_against_undoing(admin_client):
    zone = ZoneFactory()
    kept = Change.objects.filter(slug=zone.source.slug).last()
    told = "refers to it"
    assert told in admin_client.get(page("undo", kept.pk)).text
    assert told in undone(admin_client, kept)
