"""`manage.py create_administrator`: the login that `make run` prints once."""

import io
import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def create_administrator(**options) -> str:
    output = io.StringIO()
    call_command("create_administrator", stdout=output, **options)
    return output.getvalue()


def password_in(printed: str) -> str:
    return re.search(r"password +(\S+)$", printed, re.MULTILINE)[1]


def test_the_printed_password_opens_the_admin_and_is_another_one_each_time():
    password = password_in(create_administrator())
    user = authenticate(username="admin", password=password)
    assert user.is_superuser
    assert user.is_staff
    validate_password(password, user)
    user.delete()
    assert password_in(create_administrator()) != password


def test_one_administrator_of_any_name_is_enough():
    get_user_model().objects.create_superuser("somebody")
    before = list(get_user_model().objects.values())
    assert create_administrator() == ""
    assert list(get_user_model().objects.values()) == before


def test_a_plain_user_of_that_name_is_left_alone():
    get_user_model().objects.create_user("admin")
    with pytest.raises(CommandError, match="--username"):
        create_administrator()
    assert password_in(create_administrator(username="editor-in-chief"))
