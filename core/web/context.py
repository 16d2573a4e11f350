"""What every template knows."""

from django.conf import settings


def site(_request) -> dict:
    return {"site_title": settings.SITE_TITLE, "compared_zones_max": settings.COMPARED_ZONES_MAX}
