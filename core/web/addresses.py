"""Addresses of records' pages, and absolute URLs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import include, path
from django.utils.translation import get_language
from django.views import View


def record_pages(name: str, detail: type[View], listing: type[View] | None = None):
    """The addresses of a kind of record: of each (`name:detail`), and of the list, if any."""
    pages = [path("<slug:slug>/", detail.as_view(), name="detail")]
    if listing:
        pages.append(path("", listing.as_view(), name="list"))
    return path(f"{name}/", include((pages, name)))


def absolute(request: HttpRequest, path: str) -> str:
    """The absolute URL of a path: under SITE_URL, else under the request's host."""
    if settings.SITE_URL:
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)


def in_language(path: str, language: str) -> str:
    """The path in another language, or without one (""). The API's paths are unchanged."""
    current = f"/{get_language() or ''}/"
    if not path.startswith(current):
        return path
    rest = path.removeprefix(current)
    return f"/{language}/{rest}" if language else f"/{rest}"
