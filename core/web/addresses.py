"""Whole addresses of pages, with scheme and host, as others will store them."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def absolute(request: HttpRequest, path: str) -> str:
    """The whole address of a path: under SITE_URL or, where that is not set, where it was asked."""
    if settings.SITE_URL:
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)


def in_language(path: str, language: str) -> str:
    """The path of the same page in another language; in none ("") it asks the reader's browser.

    A path outside the languages, such as the API's, stays as it is.
    """
    current = f"/{get_language() or ''}/"
    if not path.startswith(current):
        return path
    rest = path.removeprefix(current)
    return f"/{language}/{rest}" if language else f"/{rest}"
