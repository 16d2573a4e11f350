"""A second factor: set up by whoever wants one, asked for at each login, one code works once.

Turning it on or off and a new password end the account's older sessions.
"""

import re
import time
from base64 import b32decode

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from tests.accounts.conftest import PASSWORD
from tests.intake.people import logged_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/second-factor/"


def code_of(key: bytes, steps: int = 0) -> str:
    """What an app shows now, or some half minutes later."""
    totp = TOTP(key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def set_up(browser) -> tuple[bytes, list[str]]:
    """Set up a second factor: the key and the backup codes, as the pages tell them."""
    assert browser.post(PAGE, {"do": "begin"}).status_code == 302
    text = browser.get(PAGE).text
    key = b32decode(re.search(r"<code>([A-Z2-7 ]+)</code>", text)[1].replace(" ", ""))
    text = browser.post(PAGE, {"do": "confirm", "code": code_of(key, -1)}).text
    codes = re.findall(r"<li><code>([a-z2-9]{10})</code></li>", text)
    assert len(codes) == second_factor.BACKUP_CODES
    return key, codes


@pytest.fixture
def with_factor(mine):
    """The person with a second factor: their key and backup codes."""
    return set_up(mine)


def test_with_one_the_password_alone_is_not_enough(with_factor, log_in):
    key, _codes = with_factor
    assert "enter the code from your app" in log_in()
    assert "That code is not right" in log_in(code="000000x")
    assert log_in(code=code_of(key)) == "in"


def test_a_code_works_once(with_factor, log_in):
    key, codes = with_factor
    code = code_of(key)
    assert log_in(code=code) == "in"
    assert "used before" in log_in(code=code)
    assert log_in(code=codes[0].upper()) == "in"
    assert log_in(code=codes[1]) == "in"
    assert "used before" in log_in(code=codes[0])


def test_after_a_wrong_code_the_next_one_waits(with_factor, log_in):
    key, _codes = with_factor
    wrong = f"{(int(code_of(key)) + 1) % 10**6:06}"
    assert "not right" in log_in(code=wrong)
    assert "wait a minute" in log_in(code=code_of(key))


def test_wrong_codes_count_as_failed_logins_and_a_wrong_password_tells_of_no_factor(
    with_factor, log_in
):
    assert "has a second factor" not in log_in(password="wrong")
    answers = [log_in(code="12345x") for _number in range(11)]
    assert "Too many logins have failed" in answers[-1]


def test_a_key_is_made_when_it_is_asked_for_and_in_force_only_after_a_code_of_it(mine, log_in):
    assert "Set up a second factor" in mine.get(PAGE).text
    assert not TOTPDevice.objects.exists()
    mine.post(PAGE, {"do": "begin"})
    assert log_in() == "in"
    assert "not of this key" in mine.post(PAGE, {"do": "confirm", "code": "000"}).text
    assert log_in() == "in"
    assert "no-store" in mine.get(PAGE)["Cache-Control"]


def test_who_has_taken_over_a_session_can_neither_end_nor_replace_it(with_factor, mine):
    assert "That code is not right" in mine.post(PAGE, {"do": "remove", "code": "1x"}).text
    mine.post(PAGE, {"do": "begin"})
    begun = TOTPDevice.objects.filter(confirmed=False).get()
    mine.post(PAGE, {"do": "confirm", "code": code_of(begun.bin_key)})
    (device,) = TOTPDevice.objects.filter(confirmed=True)
    assert device.bin_key == with_factor[0]


def test_its_owner_ends_it_with_a_code(with_factor, mine, log_in):
    assert mine.post(PAGE, {"do": "remove", "code": with_factor[1][0]}).status_code == 302
    assert not StaticDevice.objects.exists()
    assert log_in() == "in"


def test_a_lost_device_is_forgotten_by_a_command(with_factor, log_in, capsys):
    call_command("remove_second_factor", "li")
    assert "password alone" in capsys.readouterr().out
    assert log_in() == "in"
    call_command("remove_second_factor", "li")
    assert "had no second factor" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("remove_second_factor", "nobody")


def test_nobody_else_sees_keys_in_the_admin():
    shown = {model._meta.label for model in admin.site._registry}
    assert not [label for label in shown if label.startswith("otp_")]


NEW = "another horse battery"


def is_in(browser) -> bool:
    return browser.get("/admin/").status_code == 200


def test_turning_on_a_second_factor_ends_older_sessions_and_not_the_one_in_hand(person):
    older, stolen, in_hand = logged_in(person), logged_in(person), logged_in(person)
    stolen.cookies["sessionid"] = in_hand.cookies["sessionid"].value
    in_hand.post(PAGE, {"do": "begin"})
    in_hand.post(PAGE, {"do": "confirm", "code": "000"})
    assert is_in(older), "a wrong code ends none"
    TOTPDevice.objects.update(throttling_failure_count=0)  # the minute has passed
    set_up(in_hand)
    assert [is_in(one) for one in (in_hand, older, stolen)] == [True, False, False]


def test_turning_it_off_ends_older_sessions_but_not_the_one_in_hand_and_a_wrong_code_none(person):
    in_hand = logged_in(person)
    key, _codes = set_up(in_hand)
    older = logged_in(person)
    in_hand.post(PAGE, {"do": "remove", "code": "000"})
    assert is_in(older)
    TOTPDevice.objects.update(throttling_failure_count=0)  # the minute has passed
    in_hand.post(PAGE, {"do": "remove", "code": code_of(key)})
    assert [is_in(one) for one in (in_hand, older)] == [True, False]


def test_the_command_that_turns_it_off_ends_every_session_and_those_of_others_go_on(
    person, admin_user
):
    other, browser = logged_in(admin_user), logged_in(person)
    set_up(browser)
    assert is_in(other)
    call_command("remove_second_factor", "li")
    assert [is_in(one) for one in (browser, other)] == [False, True]


def test_changing_ones_password_ends_older_sessions_and_not_the_one_in_hand(person):
    older, in_hand = logged_in(person), logged_in(person)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert in_hand.post("/admin/password_change/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older)] == [True, False]


def test_an_administrator_who_changes_a_password_ends_that_accounts_sessions(person, admin_user):
    theirs, older, in_hand = logged_in(person), logged_in(admin_user), logged_in(admin_user)
    form = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert in_hand.post(f"/admin/auth/user/{person.pk}/password/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older, theirs)] == [True, True, False]
    assert in_hand.post(f"/admin/auth/user/{admin_user.pk}/password/", form).status_code == 302
    assert [is_in(one) for one in (in_hand, older)] == [True, False]


@pytest.mark.browser
def test_a_person_sets_it_up_in_a_browser(logged_in_page):
    page = logged_in_page(locale="en-GB")
    page.goto(PAGE)
    page.get_by_role("button", name="Set up a second factor").click()
    page.get_by_alt_text("The key as a QR code").wait_for()
    assert page.evaluate("() => document.querySelector('ol img').naturalWidth") > 0
    key = b32decode(page.locator("ol code").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("Backup codes").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("Logged out").wait_for()
    page.goto("/admin/login/")
    assert page.get_by_label("Code").is_visible()
