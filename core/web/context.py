"""Template context processor."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from core.records import versions


def site(_request) -> dict:
    """The site's variables. `data_version` has the version's number and time."""
    return {
        "site_title": settings.SITE_TITLE,
        "compared_zones_max": settings.COMPARED_ZONES_MAX,
        "data_version": SimpleLazyObject(versions.current),
    }
