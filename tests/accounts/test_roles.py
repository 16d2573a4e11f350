"""The four roles: what each may do with each kind of record; pages: tests/security/test_access."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError
from django.utils.translation import override

from accounts import roles
from tests.admin.pages import address
from tests.intake.people import client_of, make_roles

pytestmark = [pytest.mark.once, pytest.mark.django_db]

OURS = ("sources", "zones", "reforms", "policies", "history", "curation")
NOT_IN_THE_ADMIN = {"sources.changedrow", "sources.dataversion"}
NOT_IN_THE_ADMIN |= {"curation.stagedrow", "curation.upload", "curation.savedmapping"}
NOT_IN_THE_ADMIN |= {"curation.articlereview", "curation.articleproposal"}


def test_every_kind_of_record_has_its_line_in_the_table():
    models = {m._meta.label_lower for app in OURS for m in apps.get_app_config(app).get_models()}
    assert set(roles.RECORDS) == models | {"auth.user", "auth.group"}
    in_the_admin = {model._meta.label_lower for model in admin.site._registry}
    shown = {kind for kind, actions in roles.RECORDS.items() if any(actions)}
    assert in_the_admin <= shown == set(roles.RECORDS) - NOT_IN_THE_ADMIN


@pytest.mark.parametrize("role", roles.NAMES)
def test_each_role_has_exactly_its_permissions(role):
    """What they open for each role, page by page, is in tests/security/test_access."""
    make_roles()
    held = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Group.objects.get(name=role).permissions.select_related("content_type")
    }
    assert held == roles.permissions_of(role)
    of_curators = {"sources.publish_facts", "history.import_records", "history.undo_import"}
    assert held & of_curators == (of_curators if role in ("curator", "administrator") else set())


def test_the_command_says_what_it_made_and_then_nothing():
    assert make_roles().splitlines()[0].startswith("made the role viewer with ")
    assert Group.objects.count() == len(roles.NAMES)
    before = list(Group.permissions.through.objects.order_by("pk").values())
    assert make_roles() == ""
    assert list(Group.permissions.through.objects.order_by("pk").values()) == before


def test_the_command_puts_a_role_right_and_leaves_other_groups_alone():
    make_roles()
    other = Group.objects.create(name="interns")
    other.permissions.set(Permission.objects.filter(codename="add_zone"))
    viewer = Group.objects.get(name="viewer")
    viewer.permissions.remove(Permission.objects.get(codename="view_zone"))
    viewer.permissions.add(
        Permission.objects.get(codename="add_zone"), Permission.objects.get(codename="add_user")
    )
    assert make_roles() == "corrected the role viewer: +1 −2 permissions\n"
    assert other.permissions.get().codename == "add_zone"


def test_without_its_permissions_the_command_makes_no_role_and_says_why():
    Permission.objects.filter(codename="publish_facts").delete()
    with pytest.raises(CommandError, match=r"sources\.publish_facts.*manage\.py migrate"):
        make_roles()
    assert not Group.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_roles_are_offered_in_words_when_a_user_is_edited(language):
    client = client_of("administrator")
    user = User.objects.get()
    text = client.get(address(user, "change"), headers={"accept-language": language}).text
    with override(language):
        for name, meaning in roles.MEANINGS.items():
            assert f"{roles.NAMES[name]}: {meaning}" in text


def test_an_editor_reads_who_adds_an_agency_where_one_is_chosen_and_a_curator_does_not():
    page = address(apps.get_model("policies.policy"), "add")
    text = client_of("editor").get(page).text
    assert "Not offered? A curator adds agencies." in text
    assert "Not offered? A curator adds sources." not in text
    assert "Not offered?" not in client_of("curator").get(page).text
