"""Optional second factor for staff: a TOTP code or a backup code, by django-otp."""

import segno
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

BACKUP_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that look alike


def device_of(user) -> TOTPDevice | None:
    """The user's active TOTP device. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def check_login(user, code: str) -> None:
    """Raise ValidationError if the user needs a code and this is not a valid one."""
    if device_of(user) is None:
        return
    if not code.strip():
        raise ValidationError(
            _("This account has a second factor: enter the code from your app, or a backup code."),
            code="code_required",
        )
    check(user, code)


def check(user, code: str) -> None:
    """Raise ValidationError for a wrong code; a code works once."""
    code = "".join(code.split()).casefold()
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
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


def begin(user) -> None:
    """Make a key, unless one is begun; takes effect with `confirm`."""
    TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})


def confirm(user, code: str, session: SessionBase) -> list[str] | None:
    """Activate the new key, end other sessions, return backup codes; None for a wrong code.

    An active key is never replaced: somebody with a stolen session could do that.
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
    codes = [get_random_string(10, LETTERS) for _n in range(BACKUP_CODES)]
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
    """End all sessions but one, which gets a new key. Reads all open sessions, one query."""
    others = Session.objects.filter(expire_date__gt=timezone.now())
    if but is not None:
        but.cycle_key()
        others = others.exclude(pk=but.session_key)
    of_user = [one.pk for one in others if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=of_user).delete()


def picture(device: TOTPDevice) -> str:
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, dark="#000", light="#fff")


def key_in_words(device: TOTPDevice) -> str:
    text = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
