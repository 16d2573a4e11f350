"""The entry point of WSGI servers: `granian --interface wsgi config.wsgi:application`."""

import gc
import os
import sys
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
site = get_wsgi_application()

from django.conf import settings  # noqa: E402

from operations.page_cache import PageCache  # noqa: E402, the settings must be read first
from operations.replicas import ReplicaReads  # noqa: E402

application = PageCache(site)
if settings.DATABASE_ROUTERS:
    application = ReplicaReads(application)

# Threads share the GIL, and a cached page needs it only for a moment. Busy threads, such as an
# import's, yield each millisecond (default: five), and objects loaded here are not garbage
# collected, which takes a tenth of a second.
sys.setswitchinterval(0.001)
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
