"""A second factor that is turned on or off and a new password end the account's older sessions."""

import pytest
from django.core.management import call_command

from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import PAGE, code_of, set_up

pytestmark = pytest.mark.django_db
NEW = "another horse battery"


@pytest.fixture
def logged_in(browser_of):
    """Make a browser in which somebody is logged in."""

    def make(user):
        browser = browser_of()
        browser.force_login(user)
        return browser

    return make


def is_in(browser) -> bool:
    return browser.get("/admin/").status_code == 200


def test_turning_on_a_second_factor_ends_older_sessions_and_not_the_one_in_hand(person, logged_in):
    older, stolen, in_hand = logged_in(person), logged_in(person), logged_in(person)
    stolen.cookies["sessionid"] = in_hand.cookies["sessionid"].value
    set_up(in_hand)
    assert [is_in(one) for one in (in_hand, older, stolen)] == [True, False, False]


def test_a_wrong_code_ends_no_session(person, logged_in):
    older, in_hand = logged_in(person), logged_in(person)
    in_hand.post(PAGE, {"do": "begin"})
    in_hand.post(PAGE, {"do": "confirm", "code": "000"})
    in_hand.post(PAGE, {"do": "remove", "code": "000"})
    assert is_in(older)


def test_turning_it_off_ends_older_sessions_and_not_the_one_in_hand(person, logged_in):
    in_hand = logged_in(person)
    key, _codes = set_up(in_hand)
    older = logged_in(person)
    in_hand.post(PAGE, {"do": "remove", "code": code_of(key)})
    assert [is_in(one) for one in (in_hand, older)] == [True, False]


def test_the_command_that_turns_it_off_ends_every_session(person, logged_in):
    browser = logged_in(person)
    set_up(browser)
    call_command("remove_second_factor", "li")
    assert not is_in(browser)


def test_sessions_of_others_go_on(person, admin_user, logged_in):
    other, in_hand = logged_in(admin_user), logged_in(person)
    set_up(in_hand)
    assert is_in(other)


def test_changing_ones_password_ends_older_sessions_and_not_the_one_in_hand(person, logged_in):
    older, in_hand = logged_in(person), logged_in(person)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert in_hand.post("/admin/password_change/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older)] == [True, False]


def test_an_administrator_who_changes_a_password_ends_that_accounts_sessions(
    person, admin_user, logged_in
):
    theirs, older, in_hand = logged_in(person), logged_in(admin_user), logged_in(admin_user)
    form = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert in_hand.post(f"/admin/auth/user/{person.pk}/password/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older, theirs)] == [True, True, False]
    assert in_hand.post(f"/admin/auth/user/{admin_user.pk}/password/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older)] == [True, False]
