"""A second factor for staff who want one: a code from an app (TOTP), or a backup code.

django-otp stores the keys, accepts a code once, and delays the next one after a wrong one.
"""

import secrets

import segno
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

BACKUP_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def device_of(user) -> TOTPDevice | None:
    """The app that this user has set up; None without one. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def check_login(user, code: str) -> None:
    """Raise ValidationError unless this user needs no code, or has given a right one."""
    if device_of(user) is None:
        return
    if not code.strip():
        raise ValidationError(
            _("This account has a second factor: enter the code from your app, or a backup code."),
            code="code_required",
        )
    check(user, code)


def check(user, code: str) -> None:
    """Raise ValidationError unless the code is this user's; it works no second time."""
    code = "".join(code.split()).casefold()
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    found = kind.objects.filter(user=user, confirmed=True).first()
    with transaction.atomic():
        device = found and Device.from_persistent_id(found.persistent_id, for_verify=True)
        may, _reason = device.verify_is_allowed() if device else (True, None)
        right = bool(device) and may and device.verify_token(code)
    if not may:
        raise ValidationError(
            _("After several wrong codes the next one is looked at a little later: wait a minute."),
            code="wait",
        )
    if not right:
        raise ValidationError(
            _("That code is not right, or was used before: enter the one that is shown now."),
            code="wrong_code",
        )


def begin(user) -> TOTPDevice:
    """A new key, or the one begun before; in force once a code of it was given."""
    device, _created = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "app"}
    )
    return device


def confirm(user, code: str, session: SessionBase) -> list[str] | None:
    """Put the begun key in force and give the backup codes; None for a wrong code.

    Ends the account's other sessions. A key in force is never replaced: a thief of a session could.
    """
    code = "".join(code.split())
    with transaction.atomic():
        begun = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if begun is None or device_of(user) is not None or not begun.verify_token(code):
            return None
        begun.confirmed = True
        begun.save()
        end_sessions(user, but=session)
        return new_backup_codes(user)


def new_backup_codes(user) -> list[str]:
    """Codes that work once each, in the place of any before."""
    codes = ["".join(secrets.choice(LETTERS) for _n in range(10)) for _m in range(BACKUP_CODES)]
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup codes")
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def forget(user, session: SessionBase | None = None) -> bool:
    """Remove the second factor and end the account's other sessions; whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        deleted, _by_model = TOTPDevice.objects.filter(user=user).delete()
        if deleted:
            end_sessions(user, but=session)
    return deleted > 0


def end_sessions(user, but: SessionBase | None = None) -> None:
    """End every session of this account but one, which gets another key.

    Django does this for a new password. Reads every open session, one query: only staff have any.
    """
    if but is not None:
        but.cycle_key()
    others = Session.objects.filter(expire_date__gt=timezone.now())
    if but is not None:
        others = others.exclude(pk=but.session_key)
    of_user = [one.pk for one in others if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=of_user).delete()


def picture(device: TOTPDevice) -> str:
    """The key as a QR code, a data: address."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, dark="#000", light="#fff")


def key_in_words(device: TOTPDevice) -> str:
    """The key to type into an app, in groups of four."""
    text = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
