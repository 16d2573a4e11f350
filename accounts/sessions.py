"""Sessions end when what they were opened with is no longer all that a login needs.

Django ends those of before a change of the password by itself; a second factor it does not know.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone


def end(user, but: SessionBase | None = None) -> None:
    """End every session of this account but the one in hand, which gets another key.

    Reads every session that is open, one query: nobody but staff has any.
    """
    if but is not None:
        but.cycle_key()
    kept = but.session_key if but is not None else None
    of_user = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=kept or "")
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=of_user).delete()
