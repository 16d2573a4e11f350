"""Feeds of changes: what a page offers to follow. The history makes them, from above."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from core.records import versions

FEED = "atom"  # of `format`
Records = QuerySet | type[Model]


class Followed(NamedTuple):
    """A page whose changes can be followed: its title, its path with query, and its records.

    Each of `records` is a query, or a model for all of its records, deleted ones included.
    """

    title: str
    address: str
    records: tuple[Records, ...]


_makers: list[Callable[[HttpRequest, Followed], HttpResponseBase]] = []


def register(make: Callable[[HttpRequest, Followed], HttpResponseBase]) -> None:
    """Register the function that answers with the feed of a page."""
    _makers[:] = [make]


def known(request: HttpRequest) -> HttpResponse | None:
    """That the reader has the feed already, if so: asked before anything is read. One query."""
    version = versions.current()
    changed = version and int(version.changed.timestamp())
    return get_conditional_response(request, etag(version), changed)


def etag(version: object) -> str:
    """Of every feed: it tells of the data, so that it stays while they stay."""
    return f'"{version or 0}"'


def feed_response(request: HttpRequest, followed: Followed) -> HttpResponseBase:
    return _makers[0](request, followed)


def feed_address(address: str) -> str:
    """The feed of a page, by the page's path with query."""
    return f"{address}{'&' if '?' in address else '?'}format={FEED}"
