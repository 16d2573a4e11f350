"""Drafts in the admin and on the pages of records: who makes, sees and publishes them."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from core.records.changes import unit
from history.models import Change
from sources.drafts import drafts_above
from tests import factories as make
from tests.admin.pages import address, filled_in, save, save_new
from tests.factories import FACTS
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db

STATE = '<div class="readonly"><img src="/static/admin/img/icon-yes.svg" alt="True">'
# What tells a copy of a fact from the first one.
ANOTHER = {
    make.ZoneFactory: {"name": "另一个区", "catalogue_code": "", "aliases": ""},
    make.ZoneNameFactory: {"name": "另一个园区"},
    make.ZoneEventFactory: {"date": "2024"},
    make.ObservationFactory: {"period": "2019"},
    make.ReformFactory: {"title": "另一项改革"},
    make.PolicyFactory: {"title": "另一个办法"},
    make.TargetFactory: {"title": "另一个目标"},
    make.FollowUpFactory: {},
}

# These stand on the page of another record.
WITHOUT_A_PAGE = (make.ZoneNameFactory, make.ZoneEventFactory, make.FollowUpFactory)


def published(client, record, **posted):
    """The answer to a record's form, sent without the tick that makes it a draft."""
    data = filled_in(client, record) | posted
    del data["is_draft"]
    return client.post(address(record, "change"), data, follow=True)


def saved_as_new(client, record, **changes):
    """The answer to "save as new" on a record's page; a browser posts no slug, it is disabled."""
    data = filled_in(client, record) | changes | {"_saveasnew": "1"}
    del data["slug"]
    return client.post(address(record, "change"), data)


@pytest.mark.once
@pytest.mark.parametrize("factory", FACTS)
@pytest.mark.parametrize(
    ("role", "posted", "is_draft"),
    [
        ("editor", {"is_draft": "false"}, True),
        ("curator", {}, False),
        ("curator", {"is_draft": "on"}, True),
    ],
)
def test_what_an_editor_adds_is_a_draft_and_what_a_curator_adds_as_they_say(
    factory, role, posted, is_draft
):
    record = factory()
    response = save_new(client_of(role), record, **ANOTHER[factory], **posted)
    assert response.status_code == 302
    assert type(record).objects.get(slug="a-new-one").is_draft is is_draft


@pytest.mark.once
@pytest.mark.parametrize("factory", FACTS)
def test_an_editor_reads_why_a_state_cannot_be_changed_and_posts_another_in_vain(factory):
    client, draft, public = client_of("editor"), factory(is_draft=True), factory()
    for page in (address(draft, "change"), address(type(draft), "add")):
        text = client.get(page).text
        assert 'name="is_draft"' not in text
        assert "Only staff see a draft. A curator publishes it." in text
        assert STATE in text
    for record, posted in ((draft, {}), (public, {"is_draft": "on"})):
        before = record.is_draft
        assert save(client, record, quote="另一处", **posted).status_code == 302
        record.refresh_from_db()
        assert record.is_draft is before
        assert (record.quote == "另一处") is before  # of what is public it is proposed


def test_a_figure_that_an_editor_adds_to_a_reform_is_a_draft():
    reform = make.ReformFactory()
    row = {"metric": make.MetricFactory().pk, "value": "12", "unit": "mu", "bound": "exactly"}
    row |= {"period": "2018", "basis": "over-period", "status": "actual", "is_draft": ""}
    row |= {"source": reform.source_id}
    posted = {f"outcomes-0-{name}": value for name, value in row.items()}
    response = save(client_of("editor"), reform, **posted, **{"outcomes-TOTAL_FORMS": "1"})
    assert response.status_code == 302
    assert reform.outcomes.get().is_draft
    reform.refresh_from_db()
    assert not reform.is_draft


def test_nobody_publishes_without_the_permission_by_whatever_route():
    editor = User.objects.create(username="editor", is_staff=True)
    draft, public = make.ReformFactory(is_draft=True), make.ReformFactory()
    draft.is_draft = False
    with pytest.raises(PermissionDenied), unit(actor=editor, route="import"):
        draft.save()
    with pytest.raises(PermissionDenied), unit(actor=editor, route="import"):
        type(public).objects.filter(pk=public.pk).update(is_draft=True)
    with pytest.raises(PermissionDenied), unit(actor=editor, route="undo"):
        make.ObservationFactory()
    with pytest.raises(PermissionDenied), unit(actor=editor, route="import"):
        make.change(public, quote="另一处")
    with pytest.raises(PermissionDenied), unit(actor=editor, route="undo"):
        public.zone.delete()
    figure = make.ObservationFactory(zone=draft.zone, reform=draft)
    with pytest.raises(PermissionDenied), unit(actor=editor, route="admin"):
        type(draft).objects.get(pk=draft.pk).delete()  # the figure would lose its reform
    figure.delete()
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.is_draft, public.is_draft) == (True, False)
    assert public.quote != "另一处"
    with unit(actor=editor, route="admin"):
        draft.delete()
    with unit(route="command"):  # in nobody's name
        make.ReformFactory()


@pytest.mark.once
@pytest.mark.parametrize("factory", [f for f in FACTS if "name" not in ANOTHER[f] and ANOTHER[f]])
@pytest.mark.parametrize("role", ["editor", "curator"])
def test_a_copy_has_a_slug_of_its_own_and_an_editors_is_a_draft(factory, role):
    first = factory()
    assert saved_as_new(client_of(role), first, **ANOTHER[factory]).status_code == 302
    second = type(first).objects.exclude(pk=first.pk).get()
    assert second.slug
    assert second.slug != first.slug
    assert second.source == first.source
    assert second.is_draft is (role == "editor")


def test_a_copy_of_a_reform_has_its_types_and_not_its_figures_and_another_title(curator):
    reform = make.ReformFactory()
    make.ObservationFactory(zone=reform.zone, reform=reform)
    refused = saved_as_new(curator, reform)
    assert "This zone already has a reform with this title." in refused.text
    assert saved_as_new(curator, reform, title="另一项改革").status_code == 302
    copy = type(reform).objects.exclude(pk=reform.pk).get()
    assert list(copy.types.all()) == list(reform.types.all())
    assert (copy.outcomes.count(), reform.outcomes.count()) == (0, 1)


def test_a_fact_published_before_its_zone_is_saved_and_its_editor_told(curator):
    zone = make.ZoneFactory(is_draft=True, name_en="New zone")
    reform = make.ReformFactory(zone=zone, is_draft=True)
    response = published(curator, reform, title_en="First reform")
    told = "“First reform” is no draft; it will be public when these are: New zone."
    assert told in [str(message) for message in response.context["messages"]]
    assert "This record is no draft; it will be public when these are: New zone." in (
        curator.get(address(reform, "change")).text
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


@pytest.mark.once
@pytest.mark.parametrize("factory", FACTS)
def test_lists_and_pages_of_the_admin_mark_drafts_and_filter_them(factory):
    client, draft, public = client_of("viewer"), factory(is_draft=True), factory()
    page = address(type(draft), "changelist")
    assert client.get(page).text.count('<span class="draft-mark">draft</span>') == 1
    rows = client.get(page, {"is_draft__exact": "1"}).context["cl"]
    assert list(rows.result_list) == [draft]
    assert "Only staff see this record." in client.get(address(draft, "change")).text
    assert "Only staff see this record." not in client.get(address(public, "change")).text


def in_english(record) -> str:
    return record.get_absolute_url().replace("/zh-hans/", "/en/")


@pytest.mark.once
def test_the_page_of_a_draft_is_there_for_staff_alone_says_so_and_is_not_kept_between(client):
    viewer, reader = client_of("viewer"), type(client)()
    reader.force_login(User.objects.create(username="reader"))
    drafts = [factory(is_draft=True) for factory in FACTS if factory not in WITHOUT_A_PAGE]
    for draft in drafts:
        for browser in (client, reader):
            assert browser.get(draft.get_absolute_url()).status_code == 404
            assert browser.get(in_english(draft)).status_code == 404
        assert "Draft: only staff see this page." in viewer.get(in_english(draft)).text
    for page in map(in_english, [make.ZoneFactory(), *drafts]):
        for browser in (client, viewer):
            headers = browser.get(page).headers
            assert "Cookie" in headers.get("Vary", "")
            assert "public" not in headers.get("Cache-Control", "")


@pytest.mark.once
def test_the_page_of_what_waits_names_the_draft_that_it_waits_for(client):
    zone = make.ZoneFactory(is_draft=True)
    page = in_english(make.ReformFactory(zone=zone))
    assert client.get(page).status_code == 404
    text = client_of("viewer").get(page).text
    assert "Only staff see this page. It will be public when these are:" in text
    assert f">{zone.name_en}</a></p>" in text


@pytest.mark.once
def test_a_public_page_has_no_banner_and_shows_the_public_no_draft_among_its_rows(client):
    zone = make.ZoneFactory()
    reform = make.ReformFactory(zone=zone)
    make.ObservationFactory(zone=zone, reform=reform, is_draft=True)
    make.ReformFactory(zone=zone, is_draft=True, title_en="Not yet")
    public, seen_by_staff = (b.get(in_english(zone)).text for b in (client, client_of("viewer")))
    assert "only staff see this page" not in (public + seen_by_staff).lower()
    assert '<span class="flag">draft</span>' not in public
    assert "Not yet" not in public


def public_slugs() -> set[str]:
    """The records whose deletion everybody may read of."""
    public = Change.objects.filter(action="delete", is_public=True)
    return set(public.values_list("slug", flat=True))


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
    make.ObservationFactory(zone=zone, is_draft=True)
    zone.delete()
    assert public_slugs() == {zone.slug, reform.slug, total.slug, part.slug}


def test_figures_that_are_parts_of_each_other_can_be_deleted():
    first, second = make.ObservationFactory.create_batch(2)
    make.change(first, part_of=second)
    make.change(second, part_of=first)
    Observation.objects.all().delete()
    assert Change.objects.filter(action="delete").count() == 2
