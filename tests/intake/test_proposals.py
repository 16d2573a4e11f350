"""What an editor changes in a public record is proposed, and readers see it once it is accepted."""

import pytest
from django.conf import settings

from history.models import Change, Proposal
from tests import factories as make
from tests.admin.pages import address, filled_in, form_of, save, stored
from tests.intake.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return client_of("editor")


@pytest.fixture
def curator():
    return client_of("curator")


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def post(client, page: str, **posted):
    return client.post(page, posted, follow=True)


def settle(client, proposal, *, fields=(), **posted):
    """Settle a proposal as a browser would: with the hidden fields of its page."""
    page = address(proposal, "change")
    settling = client.get(page).context["settling"]
    hidden = {
        "read_revision": settling.record.revision if settling.record else "",
        "doubts_shown": settling.doubts_shown,
    }
    return post(client, page, **hidden, field=list(fields), **posted)


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
    figure = make.ObservationFactory(value="3980", unit="mu", scope="全区", scope_en="Whole")
    before, changes = stored(figure), Change.objects.count()
    response = editor.post(
        address(figure, "change"),
        filled_in(editor, figure)
        | {"value": "999", "scope": "核心区", "scope_en": "Core", "change_reason": "原文如此"},
        follow=True,
    )
    assert "Readers go on seeing the public version" in told(response)
    assert "was changed successfully" not in told(response)
    assert (stored(figure), Change.objects.count()) == (before, changes)
    proposal = Proposal.objects.get()
    assert proposal.after == {"value": "999", "scope": "核心区", "scope_en": "Core"}
    assert proposal.reason == "原文如此"
    places = public_places(figure)
    assert "999" not in read(client, places)
    # Its proposer sees the proposed values, and the public ones on top of the form.
    page = editor.get(address(figure, "change"))
    assert form_of(page)["value"].value() == "999"
    assert "A change is proposed" in page.text
    assert "A change is proposed" in curator.get(address(figure, "change")).text
    response = settle(curator, proposal, fields=["value"], accept=1, answer="Only the value.")
    assert "Accepted" in told(response)
    now = stored(figure)
    assert (str(now["value"]), now["scope"]) == ("999.000000", "全区")
    change = Change.objects.first()
    assert change.actor_name == "curator"
    assert change.reason == "Proposed by an editor: 原文如此"
    assert "999" in read(client, places)
    proposal.refresh_from_db()
    assert (proposal.accepted, proposal.answer) == (["value"], "Only the value.")
    assert "accepted in part" in editor.get(address(Proposal, "changelist")).text


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


def in_a_browser(new_page, live_server, role):
    """A page on which somebody with this role is logged in."""
    page, session = new_page(locale="en-GB"), client_of(role).cookies[settings.SESSION_COOKIE_NAME]
    name, value = settings.SESSION_COOKIE_NAME, session.value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    return page


def test_an_editor_corrects_a_figure_and_readers_see_it_once_a_curator_accepts(
    new_page, live_server
):
    figure = make.ObservationFactory(value="3980", unit="mu")
    reader = new_page(locale="en-GB")
    editor, curator = (in_a_browser(new_page, live_server, role) for role in ("editor", "curator"))

    def read(value: str) -> None:
        reader.goto(figure.get_absolute_url())
        reader.get_by_text(value).first.wait_for()

    editor.goto(address(figure, "change"))
    editor.get_by_label("Value as reported").fill("999")
    editor.get_by_label("reason for the change").fill("the article says 999")
    shot(editor, "form")
    editor.get_by_role("button", name="Save", exact=True).first.click()
    editor.get_by_text("Readers go on seeing the public version").wait_for()
    read("3,980")
    editor.goto(address(figure, "change"))
    shot(editor, "again")
    curator.goto(figure.get_absolute_url())
    shot(curator, "public")
    curator.goto(address(figure, "change"))
    shot(curator, "noticed")
    curator.goto("/admin/")
    shot(curator, "index")
    curator.get_by_role("region", name="What needs attention").get_by_role(
        "link", name="Proposed changes"
    ).click()
    shot(curator, "list")
    curator.get_by_role("link", name=figure.zone.name_en).click()
    shot(curator, "proposal")
    curator.get_by_role("button", name="Accept what is ticked").click()
    curator.get_by_text("Accepted. Readers see it now.").wait_for()
    read("999")
    editor.goto(address(figure, "delete"))
    shot(editor, "delete")
    editor.get_by_label("Why").fill("recorded twice")
    editor.get_by_role("button", name="Propose the deletion").click()
    editor.get_by_text("A curator decides").wait_for()
    read("999")
    curator.goto(address(Proposal.objects.open().get(), "change"))
    shot(curator, "deletion")


def shot(page, name):
    import os

    if d := os.environ.get("SHOTS"):
        page.screenshot(path=f"{d}/{name}.png", full_page=True)
