"""The entry point of WSGI servers: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
site = get_wsgi_application()

from django.conf import settings  # noqa: E402

from config.kept_pages import KeptPages  # noqa: E402, the settings must be read first
from operations.replicas import ReplicaReads  # noqa: E402

application = KeptPages(site)
if settings.DATABASE_ROUTERS:
    application = ReplicaReads(application)
