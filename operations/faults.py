"""Database failures during a request: read again elsewhere, or answer 503 with the form's data."""

import logging
import re

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.api.problems import API_PATH, problem
from operations import replicas

logger = logging.getLogger("databases")
FAULTS = (OperationalError, InterfaceError)
SECRETS = ("password", "code", "csrfmiddlewaretoken")  # never shown back
# Internal form fields: sent again, hidden.
UNSEEN = re.compile(r"^_|^next$|revision$|^initial-|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-id$")
RETRY_AFTER = 10  # seconds
CROWDED = "zone_reforms.crowded"  # environ key: the form was refused because too many are saving
NOT_SAVED = _("The database takes no changes at the moment, so nothing of this was saved.")
TOO_MANY_SAVE = _("Too many people are saving at this moment, so nothing of this was saved.")
UNAVAILABLE = _("The database does not answer. Nothing is lost: try again in a minute.")


class DatabaseFaultMiddleware(MiddlewareMixin):
    """Answers 503 instead of 500 when the database fails. Must be the last.

    A page is read again, from another database or on a new connection. A form is shown back.
    """

    def process_view(self, request, view, args, kwargs):
        if request.META.get(CROWDED):
            return not_saved(request, TOO_MANY_SAVE)
        if request.method not in replicas.SAFE and replicas.is_read_only():
            return not_saved(request)
        return None

    def process_exception(self, request, error):
        if not isinstance(error, FAULTS):
            return None
        logger.error("The database failed", exc_info=error)
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()
        if request.method not in replicas.SAFE:
            return not_saved(request)
        return self.once_more(request) or answer(request, UNAVAILABLE)

    @staticmethod
    def once_more(request):
        """The response from another database or a new connection, or None."""
        if getattr(request, "was_tried_again", False):
            return None
        request.was_tried_again = True
        if settings.DATABASE_ROUTERS and replicas.read_from_another():
            request.META[replicas.READ_ONLY] = replicas.place() != replicas.PRIMARY
        match = request.resolver_match
        try:
            response = match.func(request, *match.args, **match.kwargs)
            return response.render() if hasattr(response, "render") else response
        except FAULTS:
            logger.error("The database failed again", exc_info=True)
            return None


def not_saved(request, why: Promise = NOT_SAVED) -> HttpResponse:
    return answer(request, why, fields=sent(request), files=bool(request.FILES))


def sent(request) -> list[tuple[str, str, str, bool]]:
    """(name, label, value, visible) of a form's fields, without passwords and codes."""
    return [
        (name, label(request, name), value, bool(value.strip()) and not UNSEEN.search(name))
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name for secret in SECRETS)
    ]


def label(request, name: str) -> str:
    form = getattr(request.resolver_match.func, "model_admin", None)
    try:
        return capfirst(form.model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name


def answer(request, sentence: str | Promise, fields=None, files: bool = False) -> HttpResponse:
    """503, from a template without queries; problem details for the API."""
    if request.path.startswith(API_PATH):
        title = _("Not available at the moment")
        response = problem(request, 503, "unavailable", title, sentence)
        response["Retry-After"] = RETRY_AFTER
        return response
    context = {
        "sentence": sentence,
        "fields": fields,
        "files": files,
        "address": request.get_full_path(),
        "may_be_asked_again": request.method in replicas.SAFE,
        "token": get_token(request) if fields is not None else "",
        "site_title": settings.SITE_TITLE,
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = RETRY_AFTER
    add_never_cache_headers(response)
    return response
