"""Database failures during a request: read again elsewhere, or answer 503 with the form's data."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.api.problems import API_PATH, problem
from operations import replicas
from operations.kept_forms import sent, shown_back

logger = logging.getLogger("databases")
FAULTS = (OperationalError, InterfaceError)
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


def answer(request, sentence: str | Promise, fields=None, files: bool = False) -> HttpResponse:
    """503, from a template without queries; problem details for the API."""
    if request.path.startswith(API_PATH):
        title = _("Not available at the moment")
        response = problem(request, 503, "unavailable", title, sentence)
        response["Retry-After"] = RETRY_AFTER
        return response
    response = shown_back(
        request,
        sentence,
        fields,
        files=files,
        status=503,
        may_be_asked_again=request.method in replicas.SAFE,
        advice=_("Leave this page open and send it again in a few minutes, or copy it."),
    )
    response["Retry-After"] = RETRY_AFTER
    return response
