"""Failed logins, counted by account and by address; see decision 17.

Guessing locks an account for the guesser's address, and only after many more failures for
everybody but devices that the account knows (`accounts.devices`). Counted in the database for all
processes together, as keyed hashes: nobody can read there who tried to log in and where from.
"""

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import LoginAttempt

WINDOW = timedelta(minutes=15)
LIMIT = 10  # failures in WINDOW for one account, at one address or with one device known to it
ADDRESS_LIMIT = 50  # for all accounts at one address: a whole office may have one
ACCOUNT_LIMIT = 100  # for one account from all addresses together
SKEW = timedelta(minutes=1)  # clocks of several machines differ by less


def address_of(request: HttpRequest) -> str:
    """The caller's address, behind our proxy the last one forwarded; of IPv6 the /64 network."""
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


def begin(username: str, address: str, device: str = "") -> tuple[LoginAttempt, datetime | None]:
    """Record an attempt before it is made; with it the time until which none may be, or None.

    `device` is one that the account knows. Recorded first, so that many at once do not all find
    room. Refused attempts do not count, nor do those of a clock that was wrong. Six queries.
    """
    now = timezone.now()
    LoginAttempt.objects.exclude(at__range=(now - WINDOW, now + WINDOW)).delete()
    attempt = LoginAttempt.objects.create(
        account=keyed(username.casefold()),
        address=keyed(address),
        device=keyed(device) if device else "",
        at=now,
    )
    earlier = LoginAttempt.objects.filter(at__lte=now + SKEW).exclude(pk=attempt.pk)
    ends = []
    for same, limit in counted_with(attempt, earlier):
        # the attempt that must be forgotten before there is room for one more
        times = same.order_by("-at").values_list("at", flat=True)
        ends += [at + WINDOW for at in times[limit - 1 : limit]]
    if ends:
        attempt.delete()
    return attempt, max(ends, default=None)


def counted_with(attempt: LoginAttempt, attempts: QuerySet) -> list[tuple[QuerySet, int]]:
    """The attempts that count against this one, with their limits; of a known device its own."""
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
    """Delete this account's failures from the same address; others may be a guesser's."""
    (same, _limit), *_others = counted_with(attempt, LoginAttempt.objects.all())
    same.delete()
