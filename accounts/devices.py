"""Known devices: a signed cookie for each account that was logged in to before.

They pass the lock of their account, so that password guessing does not lock its owner out.
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
    """The known device that a request comes from, or "". One query if the cookie is set."""
    said = request.COOKIES.get(cookie_name(username), "")
    user = said and get_user_model().objects.filter(username=username).first()
    if not user:
        return ""
    try:
        return _signer(user).unsign(said, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""


def remember(response: HttpResponseBase, user) -> None:
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
    """One cookie for each account, as devices are shared; does not reveal the account."""
    return f"device-{salted_hmac('accounts.device', username, algorithm='sha256').hexdigest()[:16]}"


def _signer(user) -> signing.TimestampSigner:
    """Its signatures become invalid with the account's password."""
    return signing.TimestampSigner(salt=f"accounts.device {user.get_session_auth_hash()}")
