"""Devices from which an account was logged in to before: a signed cookie says so.

Such a device is let through the lock of its account, so that nobody who guesses passwords keeps
the account's owner out. The cookie opens nothing: a password is asked for as ever, and a device
may be wrong about it as often as an address.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

KNOWN_FOR = timedelta(days=365)


def known(request: HttpRequest, username: str) -> str:
    """Which device of this account a request comes from; "" from one that is not known.

    One query where there is such a cookie, otherwise none.
    """
    said = request.COOKIES.get(cookie_name(username), "")
    user = said and get_user_model().objects.filter(username=username).first()
    if not user:
        return ""
    try:
        return _signer(user).unsign(said, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""


def remember(response: HttpResponseBase, user) -> None:
    """Let the browser say from now on that this account was logged in to with it."""
    response.set_cookie(
        cookie_name(user.get_username()),
        _signer(user).sign(secrets.token_urlsafe(16)),
        max_age=KNOWN_FOR,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name(username: str) -> str:
    """One for each account, as people may share a device; it tells nobody the account."""
    return f"device-{salted_hmac('accounts.device', username, algorithm='sha256').hexdigest()[:16]}"


def _signer(user) -> signing.TimestampSigner:
    """Signs for this account as long as it has this password."""
    return signing.TimestampSigner(salt=f"accounts.device {user.get_session_auth_hash()}")
