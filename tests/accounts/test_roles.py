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
ACTIONS = ("view", "add", "change", "delete")
FACTS = {
    "zones.zone",
    "zones.observation",
    "reforms.reform",
    "policies.policy",
    "policies.target",
    "policies.followup",
}
REFERRED_TO = {
    "sources.source",
    "sources.articletext",
    "sources.setasidenumber",
    "zones.province",
    "zones.metric",
    "reforms.reformgroup",
    "reforms.reformtype",
    "policies.agency",
    "policies.instrument",
}
CONFIRMED = "sources.confirmeddoubt"  # taken back by those who may confirm by import
WRITTEN_BY_THE_SITE = {"history.change", "history.importrun", "sources.seedrecord", CONFIRMED}
NOT_IN_THE_ADMIN = {"sources.dataversion", "curation.stagedrow"}
ACCOUNTS = {"auth.user", "auth.group"}
# What each role may change; it may look at all that is in the admin but accounts.
CHANGES = {
    "viewer": set(),
    "editor": FACTS | {"sources.setasidenumber"},
    "curator": FACTS | REFERRED_TO,
    "administrator": FACTS | REFERRED_TO | ACCOUNTS,
}
EVERY_KIND = sorted(FACTS | REFERRED_TO | WRITTEN_BY_THE_SITE | NOT_IN_THE_ADMIN | ACCOUNTS)


def may(role: str, action: str, kind: str) -> bool:
    """What the role is meant to allow."""
    if kind in CHANGES[role]:
        return True
    if (kind, action) == (CONFIRMED, "delete"):
        return role in ("curator", "administrator")
    looks = kind not in NOT_IN_THE_ADMIN and kind not in ACCOUNTS
    return action == "view" and looks


def test_every_kind_of_record_has_its_line_in_the_table():
    models = {m._meta.label_lower for app in OURS for m in apps.get_app_config(app).get_models()}
    assert set(roles.RECORDS) == models | ACCOUNTS == set(EVERY_KIND)


@pytest.mark.parametrize("role", roles.NAMES)
def test_each_role_has_exactly_its_permissions(role):
    make_roles()
    held = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Group.objects.get(name=role).permissions.select_related("content_type")
    }
    expected = {
        f"{app}.{action}_{model}"
        for kind in EVERY_KIND
        for app, model in [kind.split(".")]
        for action in ACTIONS
        if may(role, action, kind)
    }
    besides = {"sources.publish_facts", "history.import_records", "history.undo_import"}
    assert held == expected | (besides if role in ("curator", "administrator") else set())


def test_everything_in_the_admin_is_in_the_table():
    assert {model._meta.label_lower for model in admin.site._registry} <= set(roles.RECORDS)


# -- The command ------------------------------------------------------------------------


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


# -- Words ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_roles_are_offered_in_words_when_a_user_is_edited(language):
    client = client_of("administrator")
    user = User.objects.get()
    text = client.get(address(user, "change"), headers={"accept-language": language}).text
    with override(language):
        for name, meaning in roles.MEANINGS.items():
            assert f"{roles.NAMES[name]}: {meaning}" in text


def test_an_editor_reads_who_adds_a_source_where_one_is_chosen():
    text = client_of("editor").get(address(apps.get_model("zones.observation"), "add")).text
    assert "Not offered? A curator adds sources." in text
    assert "Not offered? A curator adds metrics." in text
    assert "Not offered? A curator adds zones." not in text


def test_a_curator_who_can_add_a_source_reads_nothing_of_the_kind():
    text = client_of("curator").get(address(apps.get_model("zones.observation"), "add")).text
    assert "Not offered?" not in text
