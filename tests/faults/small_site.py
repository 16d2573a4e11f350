"""The site's settings with few static files, which are collected in a second."""

import os

from config.settings import *  # noqa: F403

STATIC_ROOT = os.environ["SMALL_STATIC_ROOT"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
