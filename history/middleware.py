"""Redirects of URLs with former slugs."""

from django.db import models
from django.http import HttpResponsePermanentRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin

from core.records.changes import kinds
from history.models import Change
from history.querysets import model_named

MAX_VALUES = 60  # the limit of a filter
A_DAY = 24 * 60 * 60


class FormerAddressMiddleware(MiddlewareMixin):
    """Redirects, for a day, where a former slug in path or parameters causes a 404 or 400."""

    def process_response(self, request, response):
        if response.status_code in (400, 404) and request.method in ("GET", "HEAD"):
            address = present_address(request)
            if address:
                response = HttpResponsePermanentRedirect(address)
                patch_cache_control(response, private=True, max_age=A_DAY)
        return response


def present_address(request) -> str:
    """The URL with every former slug replaced; "" if there is none."""
    match = request.resolver_match
    if match is None:
        return ""
    path, query = _path(match, request), _query(request)
    if path == request.path and query == request.GET:
        return ""
    return f"{path}?{query.urlencode()}" if query else path


def _path(match, request) -> str:
    model, slug = _model_of(match), match.kwargs.get("slug")
    found = Change.objects.present_slugs(model, [slug], request.user) if model and slug else {}
    if not found:
        return request.path
    return reverse(match.view_name, kwargs={**match.kwargs, "slug": found[slug]})


def _model_of(match) -> type[models.Model] | None:
    if "model" in match.kwargs:
        return model_named(match.kwargs["model"])
    view = getattr(match.func, "view_class", None) or getattr(match.func, "cls", None)
    model = getattr(view, "model", None)
    return model if model in kinds() else None


def parameter_of(model: type[models.Model]) -> str:
    """The parameter by which lists, comparisons and the API name such a record."""
    return model.parameter or model._meta.model_name


def _query(request) -> QueryDict:
    query = request.GET.copy()
    for model in kinds():
        name = parameter_of(model)
        values = query.getlist(name)[:MAX_VALUES]
        found = Change.objects.present_slugs(model, values, request.user) if values else {}
        if found:
            query.setlist(name, list(dict.fromkeys(found.get(value, value) for value in values)))
    return query
