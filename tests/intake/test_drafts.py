"""Drafts in the admin and on the pages of records: who makes, sees and publishes them."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.records.changes import unit
from history.models import Change
from sources.drafts import drafts_above
from tests import factories as make
from tests.admin.pages import address, filled_in
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db

FACTS = [
    make.ZoneFactory,
    make.ObservationFactory,
    make.ReformFactory,
    make.PolicyFactory,
    make.TargetFactory,
    make.FollowUpFactory,
]
WHY = "Only staff see a draft. A curator publishes it."


def copy_of(client, record, **changes) -> dict:
    """What a browser posts to add a record like this one."""
    data = filled_in(client, record) | {"slug": "a-new-one", **changes}
    for name in ("title", "name", "catalogue_code", "aliases", "scope"):
        if data.get(name) is not None and name not in changes:
            data[name] = {"catalogue_code": "", "aliases": ""}.get(name, "新的")
    return data


def saved_as_new(client, record, **changes):
    """The answer to "save as new" on a record's page; a browser posts no slug, it is disabled."""
    data = filled_in(client, record) | changes | {"_saveasnew": "1"}
    data.pop("slug")
    return client.post(address(record, "change"), data)


# -- What an editor enters --------------------------------------------------------------


@pytest.mark.parametrize("factory", FACTS)
@pytest.mark.parametrize(
    ("role", "posted", "is_draft"),
    [
        ("editor", {}, True),
        ("editor", {"is_draft": "false"}, True),
        ("curator", {}, False),
        ("curator", {"is_draft": "on"}, True),
    ],
)
def test_what_an_editor_adds_is_a_draft_and_what_a_curator_adds_as_they_say(
    factory, role, posted, is_draft
):
    client, record = client_of(role), factory()
    data = copy_of(client, record, **posted)
    assert client.post(address(type(record), "add"), data).status_code == 302
    assert type(record).objects.get(slug="a-new-one").is_draft is is_draft


@pytest.mark.parametrize("factory", FACTS)
@pytest.mark.parametrize("is_draft", [True, False])
def test_an_editor_changes_a_fact_and_neither_publishes_nor_unpublishes_it(factory, is_draft):
    client, record = client_of("editor"), factory(is_draft=is_draft)
    data = filled_in(client, record) | {"quote": "另一处"}
    data |= {} if is_draft else {"is_draft": "on"}
    assert client.post(address(record, "change"), data).status_code == 302
    record.refresh_from_db()
    assert (record.quote, record.is_draft) == ("另一处", is_draft)


@pytest.mark.parametrize("factory", FACTS)
def test_an_editor_sees_the_state_and_reads_why_it_cannot_be_changed(factory):
    client, record = client_of("editor"), factory(is_draft=True)
    for page in (address(record, "change"), address(type(record), "add")):
        text = client.get(page).text
        assert 'name="is_draft"' not in text
        assert WHY in text
        assert '<div class="readonly"><img src="/static/admin/img/icon-yes.svg" alt="True">' in text


def test_a_figure_that_an_editor_adds_to_a_reform_is_a_draft():
    client, reform = client_of("editor"), make.ReformFactory()
    row = {"metric": make.MetricFactory().pk, "value": "12", "unit": "mu", "bound": "exactly"}
    row |= {"period": "2018", "basis": "over-period", "status": "actual", "is_draft": ""}
    row |= {"source": reform.source_id}
    data = filled_in(client, reform) | {f"outcomes-0-{name}": value for name, value in row.items()}
    data |= {"outcomes-TOTAL_FORMS": "1"}
    assert client.post(address(reform, "change"), data).status_code == 302
    assert reform.outcomes.get().is_draft
    reform.refresh_from_db()
    assert not reform.is_draft


def test_nobody_publishes_without_the_permission_by_whatever_route():
    editor = User.objects.create(username="editor", is_staff=True)
    draft, published = make.ReformFactory(is_draft=True), make.ReformFactory()
    draft.is_draft = False
    with pytest.raises(PermissionDenied), unit(actor=editor, route="import"):
        draft.save()
    with pytest.raises(PermissionDenied), unit(actor=editor, route="import"):
        type(published).objects.filter(pk=published.pk).update(is_draft=True)
    with pytest.raises(PermissionDenied), unit(actor=editor, route="undo"):
        make.ObservationFactory()
    draft.refresh_from_db()
    published.refresh_from_db()
    assert draft.is_draft
    assert not published.is_draft


def test_an_editor_may_delete_a_draft_and_what_somebody_publishes_in_no_name_passes():
    editor = User.objects.create(username="editor", is_staff=True)
    draft = make.ReformFactory(is_draft=True)
    with unit(actor=editor, route="admin"):
        draft.delete()
    with unit(route="command"):
        make.ReformFactory()


# -- Copies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (make.ReformFactory, {"title": "另一项改革"}),
        (make.ObservationFactory, {"period": "2019"}),
        (make.TargetFactory, {"title": "另一个目标"}),
        (make.PolicyFactory, {"title": "另一个办法"}),
    ],
)
@pytest.mark.parametrize("role", ["editor", "curator"])
def test_a_copy_has_a_slug_of_its_own_and_an_editors_is_a_draft(factory, changes, role):
    client, first = client_of(role), factory()
    assert saved_as_new(client, first, **changes).status_code == 302
    second = type(first).objects.exclude(pk=first.pk).get()
    assert second.slug
    assert second.slug != first.slug
    assert second.source == first.source
    assert second.is_draft is (role == "editor")


def test_a_copy_of_a_reform_has_its_types_and_not_its_figures():
    client, reform = client_of("curator"), make.ReformFactory()
    make.ObservationFactory(zone=reform.zone, reform=reform)
    assert saved_as_new(client, reform, title="另一项改革").status_code == 302
    copy = type(reform).objects.exclude(pk=reform.pk).get()
    assert list(copy.types.all()) == list(reform.types.all())
    assert not copy.outcomes.exists()
    assert reform.outcomes.count() == 1


def test_a_copy_that_changes_nothing_is_refused_in_words():
    client, reform = client_of("curator"), make.ReformFactory()
    response = saved_as_new(client, reform)
    assert response.status_code == 200
    assert "This zone already has a reform with this title." in response.text


# -- What waits for a draft -------------------------------------------------------------


def test_a_fact_published_before_its_zone_is_saved_and_its_editor_told():
    client, zone = client_of("curator"), make.ZoneFactory(is_draft=True, name_en="New zone")
    reform = make.ReformFactory(zone=zone, is_draft=True)
    data = filled_in(client, reform) | {"title_en": "First reform"}
    data.pop("is_draft")
    response = client.post(address(reform, "change"), data, follow=True)
    told = "“First reform” is no draft; it will be public when these are: New zone."
    assert told in [str(message) for message in response.context["messages"]]
    assert "This record is no draft; it will be public when these are: New zone." in (
        client.get(address(reform, "change")).text
    )


def test_the_drafts_above_a_figure_are_its_zone_its_reform_and_its_totals():
    zone = make.ZoneFactory(is_draft=True)
    reform = make.ReformFactory(zone=zone, is_draft=True)
    total = make.ObservationFactory(zone=zone, is_draft=True)
    middle = make.ObservationFactory(zone=zone, part_of=total)
    part = make.ObservationFactory(zone=zone, reform=reform, part_of=middle)
    assert set(drafts_above(part)) == {zone, reform, total}
    total.part_of = part  # a circle, which nobody should make, ends too
    assert set(drafts_above(part)) == {zone, reform, total}
    assert drafts_above(make.ObservationFactory()) == []


# -- Marks ------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", FACTS)
def test_lists_and_pages_of_the_admin_mark_drafts_and_filter_them(factory):
    client = client_of("viewer")
    draft, published = factory(is_draft=True), factory()
    model = type(draft)
    text = client.get(address(model, "changelist")).text
    assert text.count('<span class="draft-mark">draft</span>') == 1
    rows = client.get(address(model, "changelist"), {"is_draft__exact": "1"}).context["cl"]
    assert list(rows.result_list) == [draft]
    assert "Only staff see this record." in client.get(address(draft, "change")).text
    assert "Only staff see this record." not in client.get(address(published, "change")).text


# -- The pages of drafts ----------------------------------------------------------------


def pages_of_drafts() -> list[str]:
    zone = make.ZoneFactory(is_draft=True)
    drafts = [zone, make.ReformFactory(is_draft=True), make.PolicyFactory(is_draft=True)]
    figure, target = make.ObservationFactory(is_draft=True), make.TargetFactory(is_draft=True)
    pages = [draft.get_absolute_url() for draft in drafts]
    return [
        *pages,
        reverse("figures:detail", args=[figure.slug]),
        reverse("targets:detail", args=[target.slug]),
    ]


def test_the_page_of_a_draft_is_there_for_staff_alone_and_says_so(client):
    viewer = client_of("viewer")
    for page in pages_of_drafts():
        assert client.get(page).status_code == 404
        page = page.replace("/zh-hans/", "/en/")
        assert client.get(page).status_code == 404
        assert "Draft: only staff see this page." in viewer.get(page).text


def test_what_staff_see_is_not_kept_for_others_by_a_cache_between(client):
    pages = [make.ZoneFactory().get_absolute_url(), *pages_of_drafts()]
    for browser in (client, client_of("viewer")):
        for page in pages:
            response = browser.get(page)
            assert "Cookie" in response.headers.get("Vary", "")
            assert "public" not in response.headers.get("Cache-Control", "")


def test_a_user_who_is_not_staff_sees_no_draft(client):
    client.force_login(User.objects.create(username="reader"))
    assert {client.get(page).status_code for page in pages_of_drafts()} == {404}


def test_the_page_of_what_waits_names_the_draft_that_it_waits_for(client):
    zone = make.ZoneFactory(is_draft=True)
    page = make.ReformFactory(zone=zone).get_absolute_url().replace("/zh-hans/", "/en/")
    assert client.get(page).status_code == 404
    text = client_of("viewer").get(page).text
    assert "Only staff see this page. It will be public when these are:" in text
    assert f">{zone.name_en}</a></p>" in text


def test_a_public_page_has_no_banner_and_marks_drafts_among_its_rows(client):
    zone = make.ZoneFactory()
    reform = make.ReformFactory(zone=zone)
    make.ObservationFactory(zone=zone, reform=reform, is_draft=True)
    make.ReformFactory(zone=zone, is_draft=True, title_en="Not yet")
    page = zone.get_absolute_url().replace("/zh-hans/", "/en/")
    for text in (client.get(page).text, client_of("viewer").get(page).text):
        assert "only staff see this page" not in text.lower()
    assert '<span class="flag">draft</span>' not in client.get(page).text
    shown = client.get(page, headers={"accept-language": "en"})
    assert "Not yet" not in shown.text


def test_publishing_is_told_in_the_history_with_its_reason():
    client, reform = client_of("curator"), make.ReformFactory(is_draft=True)
    data = filled_in(client, reform) | {"change_reason": "checked"}
    data.pop("is_draft")
    assert client.post(address(reform, "change"), data).status_code == 302
    change = Change.objects.order_by("pk").last()
    assert (change.reason, change.actor_name, change.route) == ("checked", "curator", "admin")
    assert change.before["is_draft"] is True


# -- The history of what is gone --------------------------------------------------------


def public_slugs() -> set[str]:
    """The records whose deletion everybody may read of."""
    return set(
        Change.objects.filter(action="delete", is_public=True).values_list("slug", flat=True)
    )


def test_what_is_deleted_with_or_below_a_draft_stays_unseen():
    zone, target = make.ZoneFactory(is_draft=True), make.TargetFactory(is_draft=True)
    reform, follow_up = make.ReformFactory(zone=zone), make.FollowUpFactory(target=target)
    figure = make.ObservationFactory(zone=zone, reform=reform)
    for record in (figure, reform, follow_up):
        record.delete()
    total = make.ObservationFactory(zone=zone)
    make.ObservationFactory(zone=zone, reform=make.ReformFactory(zone=zone), part_of=total)
    zone.delete()
    assert Change.objects.filter(action="delete").count() == 7
    assert public_slugs() == set()


def test_everybody_reads_of_public_records_that_are_deleted():
    zone = make.ZoneFactory()
    reform, total = make.ReformFactory(zone=zone), make.ObservationFactory(zone=zone)
    part = make.ObservationFactory(zone=zone, part_of=total)
    hidden = make.ObservationFactory(zone=zone, is_draft=True)
    zone.delete()
    assert public_slugs() == {zone.slug, reform.slug, total.slug, part.slug}
    assert hidden.slug not in public_slugs()


def test_figures_that_are_parts_of_each_other_can_be_deleted():
    first, second = make.ObservationFactory.create_batch(2)
    first.part_of, second.part_of = second, first
    for figure in (first, second):
        figure.save()
    Observation.objects.all().delete()
    assert Change.objects.filter(action="delete").count() == 2
