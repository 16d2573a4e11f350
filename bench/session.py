"""A superuser of the made-up data, logged in, to ask Django's admin: `python -m bench.session`.

Reads slugs of reform types and prints as JSON the key of the session and those of the types.
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
