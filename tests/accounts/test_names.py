"""A login name is public nowhere: people stand in the history under names that they choose."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from accounts import names
from accounts.models import DisplayName
from core.records import versions
from core.records.changes import unit
from history.models import Route
from tests.admin.pages import save
from tests.factories import ZoneFactory
from tests.intake.people import client_of, logged_in, somebody_who_may

pytestmark = pytest.mark.django_db
OWN_PAGE = "/admin/display-name/"


@pytest.fixture
def zone(person):
    """A zone that the person "li" has entered."""
    person.is_superuser = True
    with unit(actor=person, route=Route.ADMIN, reason="first article"):
        return ZoneFactory(slug="by-li", name_en="Zone One")


def public(client) -> str:
    """What the public reads of the zone's history: the pages and the feed."""
    pages = [reverse("recent-changes"), reverse("recent-changes-feed")]
    pages.append(reverse("record-history", args=["zones.zone", "by-li"]))
    texts = [client.get(page.replace("/zh-hans/", "/en/")).text for page in pages]
    assert all("first article" in text for text in texts)
    return "\n".join(texts)


def test_without_a_chosen_name_the_public_reads_of_an_editor(client, zone, person):
    User.objects.filter(pk=person.pk).update(username="w.weilong")
    text = public(client)
    assert text.count("an editor") >= 3
    assert [word for word in ("weilong", ">li<", "· li") if word in text] == []


def test_a_chosen_name_stands_in_the_history_at_once_and_goes_with_the_account(
    client, zone, person
):
    before = versions.label()
    names.choose(person, "李编辑")
    assert versions.label() != before, "pages that are kept are made anew"
    assert public(client).count("李编辑") >= 3
    person.delete()
    text = public(client)
    assert "李编辑" not in text
    assert text.count("an editor") >= 3


def test_who_may_view_changes_reads_the_account(zone, person):
    names.choose(person, "李编辑")
    text = client_of("viewer").get(reverse("record-history", args=["zones.zone", "by-li"])).text
    assert "· li" in text
    assert "李编辑" not in text


def test_what_a_command_did_has_nobodys_name(client):
    with unit(route=Route.COMMAND, reason="first article"):
        ZoneFactory(slug="by-li")
    assert "an editor" not in public(client)


def test_a_person_chooses_and_drops_a_name_on_a_page_of_their_own(person, mine):
    assert mine.post(OWN_PAGE, {"name": " 李\u200b  编辑 "}).status_code == 302
    assert names.name_of(person) == "李 编辑"
    assert 'value="李 编辑"' in mine.get(OWN_PAGE).text
    mine.post(OWN_PAGE, {"name": ""})
    assert not DisplayName.objects.exists()


TAKEN = "is taken, or is a login name"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        *((name, TAKEN) for name in ("li", "LI", "ｌｉ", " l.i ", "l\u200bi")),
        *((name, TAKEN) for name in ("Wang  Fang", "wangfang")),
        ("·—·", "needs a letter"),
    ],
)
def test_a_name_that_is_a_login_name_or_taken_or_of_signs_alone_is_refused(
    person, mine, name, sentence
):
    names.choose(User.objects.create(username="other"), "Wang Fang")
    assert sentence in mine.post(OWN_PAGE, {"name": name}).text
    assert names.name_of(person) == ""


def test_the_longest_name_of_the_longest_letters_is_kept(person):
    name = names.checked("ﷺ" * names.LENGTH, person)
    names.choose(person, name)
    assert names.name_of(person) == name


def changed(client, user, **more):
    """The answer to the form of an account, sent with these fields changed."""
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    return save(client, user, **joined, **more)


def test_an_administrator_chooses_it_for_somebody_under_the_same_rules(person):
    client = client_of("administrator")
    assert changed(client, person, display_name="李编辑").status_code == 302
    assert names.name_of(person) == "李编辑"
    for name in ("administrator", "li", "Li."):
        assert TAKEN in changed(client, person, display_name=name).text, name
    assert changed(client, person, display_name="").status_code == 302
    assert names.name_of(person) == ""


def test_a_name_that_is_public_becomes_no_login_name(person):
    names.choose(person, "Wang Fang")
    client = client_of("administrator")
    told = "stands in the public history as somebody&#x27;s name"
    assert told in changed(client, person, username="WangFang").text
    password = "correct horse battery"
    new = {"username": "wang.fang", "password1": password, "password2": password}
    response = client.post(reverse("admin:auth_user_add"), new | {"usable_password": "true"})
    assert told in response.text
    assert not User.objects.filter(username__icontains="wang").exists()


def test_a_name_that_a_command_made_a_login_name_is_shown_no_more(client, zone, person):
    names.choose(person, "wangfang")
    User.objects.create(username="WangFang")
    assert "wangfang" not in public(client).lower()


def test_who_may_only_look_at_accounts_opens_one(person):
    names.choose(person, "李编辑")
    page = reverse("admin:auth_user_change", args=[person.pk])
    assert "李编辑" in logged_in(somebody_who_may("view_user")).get(page).text
