"""What every template knows."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from core.records import versions


def site(_request) -> dict:
    """`data_version` has its number and the time of the last change, for pages that show it."""
    return {
        "site_title": settings.SITE_TITLE,
        "compared_zones_max": settings.COMPARED_ZONES_MAX,
        "data_version": SimpleLazyObject(versions.current),
    }
