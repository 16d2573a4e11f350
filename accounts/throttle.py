"""How often a password may be wrong, counted by account and by address.

Counted in the database, so that all processes of the site count together; as keyed hashes, so
that nobody can read there who tried to log in and where from.
"""

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import LoginAttempt

WINDOW = timedelta(minutes=15)
ACCOUNT_LIMIT = 10  # failures in WINDOW for one account, whether or not there is such an account
ADDRESS_LIMIT = 50  # more, as a whole office may have one address


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy of ours, the address that it noted last.

    Of an IPv6 address the network: whoever has one has all addresses in it.
    """
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


def begin(username: str, address: str) -> tuple[LoginAttempt, datetime | None]:
    """Note an attempt before it is made, and tell until when none may be made; None: it may.

    Noted first, so that many at once do not all find room. A refused one does not count: whoever
    waits gets in. Five queries.
    """
    now = timezone.now()
    LoginAttempt.objects.filter(at__lt=now - WINDOW).delete()
    attempt = LoginAttempt.objects.create(
        account=keyed(username.casefold()), address=keyed(address), at=now
    )
    ends = []
    for column, limit in (("account", ACCOUNT_LIMIT), ("address", ADDRESS_LIMIT)):
        same = LoginAttempt.objects.filter(**{column: getattr(attempt, column)})
        # the attempt that must be forgotten before there is room for one more
        times = same.exclude(pk=attempt.pk).order_by("-at").values_list("at", flat=True)
        ends += [at + WINDOW for at in times[limit - 1 : limit]]
    if ends:
        attempt.delete()
    return attempt, max(ends, default=None)


def succeeded(attempt: LoginAttempt) -> None:
    """Forget this account's failures; those of the address stay, as they may be of others."""
    LoginAttempt.objects.filter(account=attempt.account).delete()
