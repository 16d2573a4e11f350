"""What an editor changes in a public record is proposed, and readers see it once it is accepted."""

import pytest

from history.models import Change, Proposal
from sources.models import ConfirmedDoubt
from tests import factories as make
from tests.admin.pages import (
    address,
    filled_in,
    form_of,
    save,
    sent_by,
    shown_again,
    stored,
    told,
)
from tests.intake.people import client_of, logged_in, somebody_who_may

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return client_of("editor")


def post(client, page: str, **posted):
    return client.post(page, posted, follow=True)


def settle(client, proposal, press: str = "accept", **typed):
    """Settle a proposal as a browser would: press a button of its page."""
    page = address(proposal, "change")
    return post(client, page, **sent_by(client.get(page), press) | typed)


def public_places(figure) -> list[str]:
    return [
        figure.get_absolute_url(),
        f"/en/zones/{figure.zone.slug}/",
        f"/en/zones/{figure.zone.slug}/?format=csv",
        f"/api/v1/observations/{figure.slug}/",
        "/en/zones/?format=json",
        "/en/history/feed/",
    ]


def read(client, places) -> str:
    answers = [client.get(place) for place in places]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(
        b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        for answer in answers
    )


def test_readers_see_what_is_public_until_a_curator_accepts_field_by_field(
    client, editor, curator, settings, tmp_path
):
    settings.EXPORT_DIR = tmp_path
    figure = make.ObservationFactory(value="3980", unit="mu", detail="全区", detail_en="Whole")
    before, changes = stored(figure), Change.objects.count()
    response = editor.post(
        address(figure, "change"),
        filled_in(editor, figure)
        | {"value": "987.25", "detail": "核心区", "detail_en": "Core", "change_reason": "原文如此"},
        follow=True,
    )
    assert "Readers go on seeing the public version" in told(response)
    assert "was changed successfully" not in told(response)
    assert (stored(figure), Change.objects.count()) == (before, changes)
    proposal = Proposal.objects.get()
    assert proposal.after == {"value": "987.25", "detail": "核心区", "detail_en": "Core"}
    assert proposal.reason == "原文如此"
    places = public_places(figure)
    assert "987.25" not in read(client, places)  # no piece of an identifier
    assert "A change is proposed" not in read(client, places)
    assert "A change is proposed" in read(editor, places[:1])
    # Its proposer sees the proposed values, and the public ones on top of the form.
    page = editor.get(address(figure, "change"))
    assert form_of(page)["value"].value() == "987.25"
    assert "A change is proposed" in page.text
    assert "A change is proposed" in curator.get(address(figure, "change")).text
    response = settle(curator, proposal, field=["value"], answer="Only the value.")
    assert "Accepted" in told(response)
    now = stored(figure)
    assert (str(now["value"]), now["detail"]) == ("987.250000", "全区")
    change = Change.objects.first()
    assert change.actor_name == "curator"
    assert change.reason == "Proposed by an editor: 原文如此"
    assert "987.25" in read(client, places)
    proposal.refresh_from_db()
    assert (proposal.accepted, proposal.answer) == (["value"], "Only the value.")
    assert "accepted in part" in editor.get(address(Proposal, "changelist")).text
    assert "Answers to your proposals" in editor.get("/admin/").text


def test_saving_again_replaces_a_proposal_and_the_public_values_withdraw_it(editor):
    zone = make.ZoneFactory(city="运城市")
    save(editor, zone, city="临汾市")
    save(editor, zone, city="太原市")
    assert Proposal.objects.get().after == {"city": "太原市"}
    response = editor.post(
        address(zone, "change"), filled_in(editor, zone) | {"city": "运城市"}, follow=True
    )
    assert "Withdrawn" in told(response)
    assert not Proposal.objects.exists()


def proposed(client, record, **posted) -> Proposal:
    assert save(client, record, **posted).status_code == 302
    return Proposal.objects.open().get(record=record.pk, actor_name="editor")


def test_two_people_propose_side_by_side_and_a_field_changed_meanwhile_is_not_ticked(
    editor, curator
):
    zone = make.ZoneFactory(city="运城市", website="")
    first = proposed(editor, zone, city="临汾市", website="https://example.org/")
    other = logged_in(somebody_who_may("view_zone", "change_zone"))
    save(other, zone, city="太原市")
    second = Proposal.objects.exclude(pk=first.pk).get()
    assert form_of(editor.get(address(zone, "change")))["city"].value() == "临汾市"
    settle(curator, second)
    page = curator.get(address(first, "change"))
    assert page.context["settling"].chosen == ["website"]
    for words in ("changed meanwhile", "运城市", "太原市", "临汾市"):
        assert words in page.text
    settle(curator, first)
    now = stored(zone)
    assert (now["city"], now["website"]) == ("太原市", "https://example.org/")


def test_the_rows_on_a_page_are_proposed_each_by_itself(editor, curator):
    kept, gone = make.ObservationFactory.create_batch(2, value="12", reform=make.ReformFactory())
    reform = kept.reform
    make.change(gone, reform=reform, zone=reform.zone, detail="x", detail_en="x")
    make.change(kept, zone=reform.zone)
    page = filled_in(editor, reform)
    rows = {page[f"outcomes-{n}-id"]: f"outcomes-{n}-" for n in range(2)}
    new = {f"outcomes-2-{name}": page[f"outcomes-0-{name}"] for name in ROW} | {
        "outcomes-2-value": "7",
        "outcomes-2-period": "2011",
        "outcomes-TOTAL_FORMS": "3",
    }
    changes = {rows[str(kept.pk)] + "value": "15", rows[str(gone.pk)] + "DELETE": "on"}
    before = stored(kept), stored(gone)
    answer = editor.post(address(reform, "change"), page | new | changes, follow=True)
    assert "itself stays as it is" not in told(answer)
    assert (stored(kept), stored(gone)) == before
    assert reform.outcomes.get(value=7).is_draft
    change, deletion = (Proposal.objects.get(record=one.pk) for one in (kept, gone))
    assert (change.after, deletion.after) == ({"value": "15"}, None)
    row = rows[str(kept.pk)] + "value"
    assert filled_in(editor, reform)[row] == "15"
    save(editor, reform, **{row: "12"})
    assert Proposal.objects.get() == deletion
    settle(curator, deletion)
    assert not type(gone).objects.filter(pk=gone.pk).exists()


ROW = ("metric", "unit", "bound", "basis", "status", "source")


def test_a_deletion_names_what_goes_with_it_and_needs_a_reason(editor, curator):
    reform = make.ReformFactory(title_en="One stop")
    make.ObservationFactory(zone=reform.zone, reform=reform)
    page = editor.get(address(reform.zone, "delete")).text
    for words in ("Reforms: 1", "Reform: One stop", "You propose that it be deleted"):
        assert words in page
    assert "Say why" in post(editor, address(reform.zone, "delete"), post="yes").text
    why = {"post": "yes", "change_reason": "recorded twice"}
    assert "A curator decides" in told(post(editor, address(reform.zone, "delete"), **why))
    proposal = Proposal.objects.get()
    assert (proposal.after, proposal.reason) == (None, "recorded twice")
    assert "Reform: One stop" in curator.get(address(proposal, "change")).text
    settle(curator, proposal, "decline", answer="They are two.")
    assert "They are two." in editor.get(address(proposal, "change")).text
    assert type(reform).objects.exists()
    post(editor, address(reform.zone, "delete"), **why)
    settle(curator, Proposal.objects.open().get())
    assert not type(reform).objects.exists()
    assert {change.reason for change in Change.objects.filter(action="delete")} == {
        "Proposed by an editor: recorded twice"
    }


def test_of_several_chosen_records_drafts_are_deleted_and_public_ones_proposed(editor):
    draft, public = make.ReformFactory(is_draft=True), make.ReformFactory()
    data = {"action": "delete_selected", "_selected_action": [draft.pk, public.pk], "post": "yes"}
    page = address(type(draft), "changelist")
    assert "Say why" in editor.post(page, data).text
    answer = editor.post(page, data | {"change_reason": "twice"}, follow=True)
    assert "Successfully deleted" not in told(answer)
    assert type(draft).objects.get() == public
    assert Proposal.objects.get().record == public.pk


def test_a_draft_on_which_something_public_hangs_is_proposed_too(editor):
    zone = make.ZoneFactory(is_draft=True)
    make.ReformFactory(zone=zone)
    post(editor, address(zone, "delete"), post="yes", change_reason="twice")
    assert Proposal.objects.get().record == zone.pk


def test_a_curator_corrects_a_proposal_in_the_form(editor, curator):
    zone = make.ZoneFactory(city="运城市", website="")
    proposal = proposed(editor, zone, city="临汾", website="https://example.org/")
    page = f"{address(zone, 'change')}?proposal={proposal.pk}"
    form = form_of(curator.get(page))
    assert (form["city"].value(), form["website"].value()) == ("临汾", "https://example.org/")
    corrected = {"city": "临汾市", "website": "https://example.org/"}
    curator.post(page, filled_in(curator, zone) | corrected)
    assert stored(zone)["city"] == "临汾市"
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.settled_by.username) == (
        "Accepted with corrections.",
        "curator",
    )


def test_what_is_doubtful_about_a_proposal_is_confirmed_with_a_reason(editor, curator):
    metric = make.MetricFactory(unit="ha", plausible_min=0, plausible_max=1000)
    figure = make.ObservationFactory(metric=metric, unit="ha", value=10)
    posted = filled_in(editor, figure) | {"value": "-5", "quote": ""}
    refused = editor.post(address(figure, "change"), posted)
    posted = shown_again(refused, posted) | {"doubts_reason": "printed so"}
    assert editor.post(address(figure, "change"), posted).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.reason == "printed so"
    assert "Say why what is doubtful" in told(settle(curator, proposal))
    assert (stored(figure)["value"], ConfirmedDoubt.objects.count()) == (10, 0)
    settle(curator, proposal, doubts_reason="a footnote says so")
    assert (stored(figure)["value"], ConfirmedDoubt.objects.get().reason) == (
        -5,
        "a footnote says so",
    )


def test_a_proposal_outlives_its_record_and_is_withdrawn_by_its_proposer_alone(editor, curator):
    zone = make.ZoneFactory(city="运城市")
    proposal = proposed(editor, zone, city="临汾市")
    page = address(proposal, "change")
    stale = {"read_revision": zone.revision, "doubts_shown": "", "field": ["city"], "accept": 1}
    make.change(zone, website="https://example.org/")
    assert "changed while you looked" in told(post(curator, page, **stale))
    assert curator.post(page, {"withdraw": 1}).status_code == 200
    assert editor.post(page, {"accept": 1}).status_code == 403
    zone.delete()
    assert "The record was deleted" in curator.get(page).text
    assert "The record was deleted" in told(post(curator, page, accept=1))
    assert "Withdrawn" in told(settle(editor, proposal, "withdraw"))
    assert not Proposal.objects.exists()
