"""Whoever guesses passwords is stopped and told so, and keeps nobody else out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone

from accounts import throttle
from accounts.models import LoginAttempt
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TOLD = "Too many logins have failed"
HERE = "192.0.2.1"


@pytest.fixture
def known(person, log_in, client):
    """A browser in which the person has logged in before."""
    assert log_in(browser=client) == "in"
    return client


@pytest.mark.parametrize("name", ["li", "LI", "nobody"])
def test_after_ten_wrong_passwords_any_account_waits_and_says_how_long(person, log_in, name):
    for _number in range(throttle.LIMIT):
        assert TOLD not in log_in(name=name, password="wrong")
    told = log_in(name=name.lower())  # with the right password, if there is one
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


def test_after_many_failures_from_everywhere_only_devices_it_knows_are_let_in(
    person, log_in, known
):
    failed(throttle.ACCOUNT_LIMIT)
    assert TOLD in log_in(), "another device, at the same address"
    assert log_in(browser=known, address="198.51.100.7") == "in"
    person.set_password("another horse battery")
    person.save()
    assert TOLD in log_in(browser=known, password="another horse battery"), "no longer known"


def test_failures_at_its_address_do_not_keep_a_known_device_out(log_in, known):
    failed(throttle.ADDRESS_LIMIT, name="", address=HERE)
    failed(throttle.LIMIT, address=HERE)
    assert TOLD in log_in()
    assert log_in(browser=known) == "in"


def test_a_known_device_may_be_wrong_as_often_as_an_address(log_in, known):
    for number in range(throttle.LIMIT):
        assert TOLD not in log_in(browser=known, password="x", address=f"192.0.2.{number}")
    assert TOLD in log_in(browser=known, address="198.51.100.7")
    assert log_in() == "in", "its failures keep nobody else out"


def test_a_device_is_known_to_its_own_account_alone(person, log_in, client):
    User.objects.create_user("wang", password=PASSWORD, is_staff=True)
    log_in(name="wang", browser=client)
    (cookie,) = (c for name, c in client.cookies.items() if name.startswith("device-"))
    for value in (cookie.value, cookie.value[:-3] + "abc", "x", ""):
        client.cookies[throttle.cookie_name("li")] = value
        failed(throttle.ACCOUNT_LIMIT)
        assert TOLD in log_in(browser=client), value


def test_what_makes_a_device_known_is_sent_to_the_admin_alone_and_read_by_no_script(
    person, log_in, client, settings
):
    settings.SESSION_COOKIE_SECURE = True
    log_in(browser=client, password="wrong")
    assert not [name for name in client.cookies if name.startswith("device-")]
    log_in(browser=client)
    cookie = client.cookies[throttle.cookie_name("li")]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/admin/")
    assert cookie["max-age"] == 365 * 86400
    assert "li" not in f"{cookie.key}".removeprefix("device-")


@pytest.mark.parametrize(
    ("shift", "counts"),
    [
        *((timedelta(days=days), False) for days in (1, 0.1, 0.01)),  # a clock that was wrong
        (throttle.SKEW / 2, True),  # one that differs a little
        (-throttle.WINDOW - timedelta(seconds=1), False),
    ],
)
def test_failures_count_while_they_are_recent_and_go(person, log_in, shift, counts):
    failed(throttle.LIMIT, address=HERE)
    assert TOLD in log_in()
    now = timezone.now()
    LoginAttempt.objects.update(at=now + shift)
    assert (TOLD in log_in()) is counts
    window = (now - throttle.WINDOW, timezone.now() + throttle.WINDOW)
    assert not LoginAttempt.objects.exclude(at__range=window).exists()


def test_trying_while_it_waits_looks_at_no_password_and_does_not_make_it_wait_longer(
    person, log_in, monkeypatch
):
    failed(throttle.LIMIT, address=HERE)
    before = sorted(LoginAttempt.objects.values_list("at", flat=True))
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *a, **k: 1 / 0)
    assert TOLD in log_in()
    assert sorted(LoginAttempt.objects.values_list("at", flat=True)) == before


def test_one_address_that_tries_many_accounts_waits_and_others_do_not(person, log_in):
    failed(throttle.ADDRESS_LIMIT - 1, name="", address=HERE)
    assert TOLD not in log_in(name="guess", password="wrong")
    assert TOLD in log_in()
    assert log_in(address="198.51.100.1") == "in"


def test_a_right_password_forgets_the_failures_from_its_own_address(person, log_in):
    log_in(password="wrong", address="203.0.113.1")
    for _time in range(2):
        for _number in range(throttle.LIMIT - 1):
            log_in(password="wrong")
        assert log_in() == "in"
    assert LoginAttempt.objects.count() == 1, "a guesser's, from elsewhere"


def test_a_failure_is_noted_without_the_name_or_the_address_and_an_empty_form_is_none(log_in):
    log_in(password="")
    log_in(name="")
    assert LoginAttempt.objects.count() == 0
    log_in(name="zhang.san", password="wrong", address="203.0.113.9")
    (row,) = LoginAttempt.objects.values_list("account", "address")
    assert all(len(value) == 64 and set(value) <= set("0123456789abcdef") for value in row)


def address(forwarded: str = "", remote: str = "192.0.2.1") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return throttle.address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote))


def test_the_callers_own_word_on_his_address_is_not_believed(settings):
    assert address("203.0.113.9") == "192.0.2.1"
    settings.TRUSTED_PROXY = True
    assert address("203.0.113.9, 198.51.100.7") == "198.51.100.7"


def test_all_addresses_of_one_ipv6_network_count_together():
    one, same, other = (f"2001:db8:1:{end}" for end in ("2::1", "2:ffff::9", "3::1"))
    assert address(remote=one) == address(remote=same) != address(remote=other)
