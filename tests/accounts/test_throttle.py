"""Whoever guesses passwords is stopped and told so, and keeps nobody else out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone

from accounts import devices, throttle
from accounts.models import LoginAttempt
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TOLD = "Too many logins have failed"
HERE = "192.0.2.1"


def test_after_ten_wrong_passwords_the_account_waits_and_says_how_long(person, log_in):
    for _number in range(throttle.LIMIT):
        assert TOLD not in log_in(password="wrong")
    told = log_in()  # with the right password
    assert TOLD in told
    assert "15 minutes" in told


def test_wrong_passwords_from_elsewhere_do_not_keep_its_owner_out(person, log_in):
    for _number in range(throttle.LIMIT + 1):
        log_in(password="wrong", address="203.0.113.1")
    for number in range(throttle.LIMIT + 1):
        log_in(password="wrong", address=f"198.51.100.{number}")
    assert log_in() == "in"


def failed(number: int, name: str = "li", address: str = "") -> None:
    """So many failures, of different accounts or from different addresses where none is given."""
    LoginAttempt.objects.bulk_create(
        LoginAttempt(
            account=throttle.keyed(name or f"guess-{n}"),
            address=throttle.keyed(address or f"198.51.100.{n}"),
            at=timezone.now(),
        )
        for n in range(number)
    )


def guessed_from_everywhere():
    failed(throttle.ACCOUNT_LIMIT)


def test_after_many_failures_from_everywhere_only_devices_it_knows_are_let_in(
    person, log_in, browser_of
):
    browser = browser_of()
    assert log_in(browser=browser) == "in"
    guessed_from_everywhere()
    assert TOLD in log_in(), "another device, at the same address"
    assert log_in(browser=browser, address="198.51.100.7") == "in"


def test_failures_at_its_address_do_not_keep_a_known_device_out(person, log_in, browser_of):
    browser = browser_of()
    log_in(browser=browser)
    failed(throttle.ADDRESS_LIMIT, name="", address=HERE)
    failed(throttle.LIMIT, address=HERE)
    assert TOLD in log_in()
    assert log_in(browser=browser) == "in"


def test_a_known_device_may_be_wrong_as_often_as_an_address(person, log_in, browser_of):
    stolen = browser_of()
    log_in(browser=stolen)
    for number in range(throttle.LIMIT):
        assert TOLD not in log_in(browser=stolen, password="x", address=f"192.0.2.{number}")
    assert TOLD in log_in(browser=stolen, address="198.51.100.7")
    assert log_in() == "in", "its failures keep nobody else out"


def test_a_device_is_known_no_more_when_the_password_changes(person, log_in, browser_of):
    browser = browser_of()
    log_in(browser=browser)
    person.set_password("another horse battery")
    person.save()
    guessed_from_everywhere()
    assert TOLD in log_in(browser=browser, password="another horse battery")


def test_a_device_is_known_to_its_own_account_alone(person, log_in, browser_of):
    User.objects.create_user("wang", password=PASSWORD, is_staff=True)
    browser = browser_of()
    log_in(name="wang", browser=browser)
    (cookie,) = (c for name, c in browser.cookies.items() if name.startswith("device-"))
    for value in (cookie.value, cookie.value[:-3] + "abc", "x", ""):
        browser.cookies[devices.cookie_name("li")] = value
        guessed_from_everywhere()
        assert TOLD in log_in(browser=browser), value


def test_what_makes_a_device_known_is_sent_to_the_admin_alone_and_read_by_no_script(
    person, log_in, browser_of, settings
):
    settings.SESSION_COOKIE_SECURE = True
    browser = browser_of()
    log_in(browser=browser, password="wrong")
    assert not [name for name in browser.cookies if name.startswith("device-")]
    log_in(browser=browser)
    cookie = browser.cookies[devices.cookie_name("li")]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/admin/")
    assert cookie["max-age"] == 365 * 86400
    assert "li" not in f"{cookie.key}".removeprefix("device-")


def test_attempts_dated_in_the_future_lock_nothing_and_go(person, log_in):
    """A clock that was wrong has noted them."""
    for days in (1, 0.1, 0.01):
        failed(throttle.LIMIT, address=HERE)
        LoginAttempt.objects.update(at=timezone.now() + timedelta(days=days))
        assert log_in() == "in"
    assert not LoginAttempt.objects.filter(at__gt=timezone.now() + throttle.WINDOW).exists()


def test_attempts_of_a_clock_that_differs_a_little_count(person, log_in):
    failed(throttle.LIMIT, address=HERE)
    LoginAttempt.objects.update(at=timezone.now() + throttle.SKEW / 2)
    assert TOLD in log_in()


def test_the_account_opens_again_when_the_failures_are_old(person, log_in):
    failed(throttle.LIMIT, address=HERE)
    assert TOLD in log_in()
    LoginAttempt.objects.update(at=timezone.now() - throttle.WINDOW - timedelta(seconds=1))
    assert log_in() == "in"
    assert LoginAttempt.objects.count() == 0, "what no longer counts is deleted"


def test_trying_while_it_waits_does_not_make_it_wait_longer(person, log_in):
    failed(throttle.LIMIT, address=HERE)
    before = sorted(LoginAttempt.objects.values_list("at", flat=True))
    assert TOLD in log_in(password="wrong")
    assert sorted(LoginAttempt.objects.values_list("at", flat=True)) == before


def test_one_address_that_tries_many_accounts_waits_and_others_do_not(person, log_in):
    failed(throttle.ADDRESS_LIMIT - 1, name="", address=HERE)
    assert TOLD not in log_in(name="guess", password="wrong")
    assert TOLD in log_in()
    assert log_in(address="198.51.100.1") == "in"


def test_a_right_password_forgets_the_failures_from_its_own_address(person, log_in):
    log_in(password="wrong", address="203.0.113.1")
    for _number in range(throttle.LIMIT - 1):
        log_in(password="wrong")
    assert log_in() == "in"
    for _number in range(throttle.LIMIT - 1):
        log_in(password="wrong")
    assert log_in() == "in"
    assert LoginAttempt.objects.count() == 1, "a guesser's, from elsewhere"


def test_an_account_that_does_not_exist_is_treated_alike(log_in):
    answers = [log_in(name="nobody", password="x") for _n in range(throttle.LIMIT + 1)]
    assert TOLD in answers[-1]
    assert TOLD not in answers[-2]


def test_capital_letters_do_not_make_it_another_account(person, log_in):
    for _number in range(throttle.LIMIT):
        log_in(name="LI", password="wrong")
    assert TOLD in log_in()


def test_nothing_in_the_database_names_the_account_or_the_address(log_in):
    log_in(name="zhang.san", password="wrong", address="203.0.113.9")
    (row,) = LoginAttempt.objects.values_list("account", "address")
    assert all(len(value) == 64 and set(value) <= set("0123456789abcdef") for value in row)


def test_a_form_that_is_not_filled_in_is_no_attempt(log_in):
    log_in(password="")
    log_in(name="")
    assert LoginAttempt.objects.count() == 0


def test_a_password_is_not_looked_at_while_the_account_waits(person, log_in, monkeypatch):
    failed(throttle.LIMIT, address=HERE)
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *a, **k: 1 / 0)
    assert TOLD in log_in()


def address(forwarded: str = "", remote: str = "192.0.2.1") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return throttle.address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote))


def test_the_callers_own_word_on_his_address_is_not_believed(settings):
    assert address("203.0.113.9") == "192.0.2.1"
    settings.TRUSTED_PROXY = True
    assert address("203.0.113.9, 198.51.100.7") == "198.51.100.7"


def test_all_addresses_of_one_ipv6_network_count_together():
    assert address(remote="2001:db8:1:2::1") == address(remote="2001:db8:1:2:ffff::9")
    assert address(remote="2001:db8:1:2::1") != address(remote="2001:db8:1:3::1")
