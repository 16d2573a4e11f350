"""Refusals say what is lacking and whom to ask, in the site's look; a form is shown back."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from accounts import names
from tests import factories as make
from tests.intake.people import client_of, logged_in

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


@pytest.mark.parametrize("role", ["viewer", "editor", "curator"])
def test_a_refusal_names_the_roles_that_may_and_who_has_them(role):
    client = client_of(role)
    wang = User.objects.create(username="wang", is_staff=True)
    wang.groups.add(Group.objects.get(name="administrator"))
    names.choose(wang, "王主管")
    page = "/admin/auth/user/add/" if role == "curator" else "/admin/zones/province/add/"
    response = client.get(page, headers={"referer": f"{HOST}/admin/zones/province/"})
    text = response.text
    assert response.status_code == 403
    assert '<header class="site-header">' in text
    kinds = (
        "users you need the role"
        if role == "curator"
        else ("provinces you need the role curator or administrator.")
    )
    assert f"To add {kinds}" in text
    assert f"You are logged in as {role}, {role}." in text
    assert "王主管" in text
    assert f'href="{HOST}/admin/zones/province/"' in text


def test_a_refusal_says_its_own_words_where_it_has_some_and_names_nobody_to_others(client):
    client_of("curator")
    reader = logged_in(User.objects.create(username="reader"))
    source = make.SourceFactory()
    page = f"/en/sources/{source.slug}/text/set-aside/"
    refused = client_of("editor").post("/admin/imports/1/apply/")
    assert refused.status_code == 403
    assert "For this you need the role curator or administrator." in refused.text
    assert "Ask one of these: curator" in refused.text
    for browser in (client, reader):
        assert "Ask one of these" not in browser.post(page).text


def test_a_form_without_a_token_is_shown_back_unless_another_site_has_sent_it():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    user = User.objects.create(username="root", is_staff=True, is_superuser=True)
    client.force_login(user)
    typed = {"name": "新区", "csrfmiddlewaretoken": "x" * 32}
    kept = client.post("/admin/zones/zone/add/", typed, headers={"origin": HOST})
    assert kept.status_code == 403
    assert "新区</textarea>" in kept.text
    foreign = client.post(
        "/admin/zones/zone/add/", typed, headers={"origin": "http://evil.example"}
    )
    assert foreign.status_code == 403
    assert "新区" not in foreign.text
    assert "The form could not be checked" in foreign.text
