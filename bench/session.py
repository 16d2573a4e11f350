"""`python -m bench.session`: a superuser's session, to request the admin; prints its key."""

import os

import django


def session_key() -> str:
    from django.contrib import auth  # noqa: PLC0415, Django must be set up first
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    user, _is_new = auth.get_user_model().objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    session = SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(session_key())
