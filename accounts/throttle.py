"""Failed logins, counted in the database by account, address and known device (decision 17).

A signed cookie makes a device known to each account that was logged in to before. It passes the
lock of that account, so that password guessing does not lock its owner out.
"""

import ipaddress
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import LoginAttempt

WINDOW = timedelta(minutes=15)
LIMIT = 10  # failures in WINDOW for one account at one address, or from one known device
ADDRESS_LIMIT = 50  # for all accounts at one address, such as an office's
ACCOUNT_LIMIT = 100  # for one account from all addresses
KNOWN_FOR = timedelta(days=365)
SKEW = timedelta(minutes=1)  # limit of the clocks' difference between machines


def address_of(request: HttpRequest) -> str:
    """The client's address: the last forwarded one behind our proxy; of IPv6 the /64 network."""
    text = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.TRUSTED_PROXY and forwarded:
        text = forwarded.rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def keyed(text: str) -> str:
    return salted_hmac("accounts.throttle", text, algorithm="sha256").hexdigest()


def begin(request: HttpRequest, username: str) -> tuple[LoginAttempt, datetime | None]:
    """Record an attempt; also the time until which it is refused, or None. Seven queries at most.

    Recorded before the check, so that parallel attempts are counted. Refused attempts and those
    dated in the future do not count.
    """
    device = known_device(request, username)
    now = timezone.now()
    LoginAttempt.objects.exclude(at__range=(now - WINDOW, now + WINDOW)).delete()
    attempt = LoginAttempt.objects.create(
        account=keyed(username.casefold()),
        address=keyed(address_of(request)),
        device=keyed(device) if device else "",
        at=now,
    )
    earlier = LoginAttempt.objects.filter(at__lte=now + SKEW).exclude(pk=attempt.pk)
    ends = []
    for same, limit in counted_with(attempt, earlier):
        # the attempt whose expiry makes room for one more
        times = same.order_by("-at").values_list("at", flat=True)
        ends += [at + WINDOW for at in times[limit - 1 : limit]]
    if ends:
        attempt.delete()
    return attempt, max(ends, default=None)


def counted_with(attempt: LoginAttempt, attempts: QuerySet) -> list[tuple[QuerySet, int]]:
    """Attempts that count against this one, with limits; a known device has its own."""
    of_account = attempts.filter(account=attempt.account, device=attempt.device)
    if attempt.device:
        return [(of_account, LIMIT)]
    at_address = attempts.filter(address=attempt.address, device="")
    return [
        (of_account.filter(address=attempt.address), LIMIT),
        (at_address, ADDRESS_LIMIT),
        (of_account, ACCOUNT_LIMIT),
    ]


def succeeded(attempt: LoginAttempt) -> None:
    """Delete the account's failures at the same address; others may be an attacker's."""
    (same, _limit), *_others = counted_with(attempt, LoginAttempt.objects.all())
    same.delete()


def known_device(request: HttpRequest, username: str) -> str:
    """The known device that a request comes from, or "". One query if the cookie is set."""
    said = request.COOKIES.get(cookie_name(username), "")
    user = said and get_user_model().objects.filter(username=username).first()
    if not user:
        return ""
    try:
        return signer(user).unsign(said, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""


def remember_device(response: HttpResponseBase, user) -> None:
    response.set_cookie(
        cookie_name(user.get_username()),
        signer(user).sign(secrets.token_urlsafe(16)),
        max_age=KNOWN_FOR,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name(username: str) -> str:
    """One cookie for each account, as devices are shared; does not reveal the account."""
    return f"device-{salted_hmac('accounts.device', username, algorithm='sha256').hexdigest()[:16]}"


def signer(user) -> signing.TimestampSigner:
    """Its signatures become invalid with the account's password."""
    return signing.TimestampSigner(salt=f"accounts.device {user.get_session_auth_hash()}")
