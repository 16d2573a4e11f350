"""Devices with which an account was logged in to before, by a signed cookie.

They pass the lock of their account, so that guessing passwords does not keep its owner out. The
cookie replaces no password, and a device has as many attempts as an address.
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
    """The device of this account that a request comes from, or "". One query with such a cookie."""
    said = request.COOKIES.get(cookie_name(username), "")
    user = said and get_user_model().objects.filter(username=username).first()
    if not user:
        return ""
    try:
        return _signer(user).unsign(said, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""


def remember(response: HttpResponseBase, user) -> None:
    """Set the cookie after a login."""
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
    """One for each account, as people may share a device; it does not reveal the account."""
    return f"device-{salted_hmac('accounts.device', username, algorithm='sha256').hexdigest()[:16]}"


def _signer(user) -> signing.TimestampSigner:
    """Its signatures end with the account's password."""
    return signing.TimestampSigner(salt=f"accounts.device {user.get_session_auth_hash()}")
