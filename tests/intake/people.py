"""Browsers of people who have a role, set to English."""

import io

from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client


def make_roles() -> str:
    """What the command says."""
    output = io.StringIO()
    call_command("make_roles", stdout=output)
    return output.getvalue()


def client_of(role: str) -> Client:
    """The browser of somebody who has this role."""
    make_roles()
    user = User.objects.create(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return logged_in(user)


def logged_in(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def somebody_who_may(*codenames: str) -> User:
    """A member of the staff with these permissions alone."""
    user = User.objects.create(username="wang", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user
