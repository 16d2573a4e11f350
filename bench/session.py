"""`python -m bench.session`: a superuser's session, to request Django's admin.

Reads slugs of reform types; prints as JSON the session key and the types' keys.
"""

import json
import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.contrib import auth  # noqa: PLC0415, Django must be set up first
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from reforms.models import ReformType  # noqa: PLC0415

    slugs = json.load(sys.stdin)
    user, _is_new = auth.get_user_model().objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    session = SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys = ReformType.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    print(json.dumps([session.session_key, list(keys)]))


if __name__ == "__main__":
    main()
