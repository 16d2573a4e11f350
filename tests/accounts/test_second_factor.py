"""A second factor: set up by whoever wants one, asked for at each login, one code works once."""

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
def with_factor(person, browser_of):
    """The person with a second factor: their key and backup codes."""
    browser = browser_of()
    browser.force_login(person)
    return set_up(browser)


def test_without_one_a_login_asks_for_no_code(person, log_in):
    assert log_in() == "in"


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


def test_wrong_codes_count_as_failed_logins(with_factor, log_in):
    answers = [log_in(code="12345x") for _number in range(11)]
    assert "Too many logins have failed" in answers[-1]


def test_a_wrong_password_says_nothing_about_a_second_factor(with_factor, log_in):
    assert "has a second factor" not in log_in(password="wrong")


def test_a_key_is_in_force_only_after_a_code_of_it(person, browser_of, log_in):
    browser = browser_of()
    browser.force_login(person)
    browser.post(PAGE, {"do": "begin"})
    assert log_in() == "in"
    assert "not of this key" in browser.post(PAGE, {"do": "confirm", "code": "000"}).text
    assert log_in() == "in"


def test_looking_at_the_page_makes_no_key(person, browser_of):
    browser = browser_of()
    browser.force_login(person)
    assert "Set up a second factor" in browser.get(PAGE).text
    assert not TOTPDevice.objects.exists()


def test_who_has_taken_over_a_session_can_neither_end_nor_replace_it(
    with_factor, person, browser_of
):
    browser = browser_of()
    browser.force_login(person)
    assert "That code is not right" in browser.post(PAGE, {"do": "remove", "code": "1x"}).text
    browser.post(PAGE, {"do": "begin"})
    begun = TOTPDevice.objects.filter(confirmed=False).get()
    browser.post(PAGE, {"do": "confirm", "code": code_of(begun.bin_key)})
    (device,) = TOTPDevice.objects.filter(confirmed=True)
    assert device.bin_key == with_factor[0]


def test_its_owner_ends_it_with_a_code(with_factor, person, browser_of, log_in):
    browser = browser_of()
    browser.force_login(person)
    assert browser.post(PAGE, {"do": "remove", "code": with_factor[1][0]}).status_code == 302
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


def test_the_page_is_for_staff(client):
    assert "/admin/login/" in client.get(PAGE)["Location"]


def test_nobody_else_sees_keys_in_the_admin():
    shown = {model._meta.label for model in admin.site._registry}
    assert not [label for label in shown if label.startswith("otp_")]


def test_the_key_and_the_codes_are_not_kept_by_a_browsers_cache(person, browser_of):
    browser = browser_of()
    browser.force_login(person)
    assert "no-store" in browser.get(PAGE)["Cache-Control"]


@pytest.mark.browser
def test_a_person_sets_it_up_and_logs_in_with_it(person, new_page, live_server):
    page = new_page(locale="en-GB")
    page.goto("/admin/login/?next=/admin/second-factor/")
    page.get_by_label("Username").fill("li")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Set up a second factor").click()
    page.get_by_alt_text("The key as a QR code").wait_for()
    assert page.evaluate("() => document.querySelector('ol img').naturalWidth") > 0
    key = b32decode(page.locator("ol code").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(code_of(key, -1))
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("Backup codes").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("Logged out").wait_for()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("li")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("Welcome,").wait_for()
