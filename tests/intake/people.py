"""Browsers of people who have a role, set to English."""

import io

from django.contrib.auth.models import Group, User
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
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
