"""Answers made for one person say so, and nobody keeps them."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest

# Cookies by which Django knows a reader, or has something to tell this one alone.
OWN_COOKIES = frozenset(
    (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name)
)
FOR_ALL = "zone_reforms.for_all"  # in the environ of a request whose answer is for everybody


class PersonalAnswersMiddleware:
    """Forbids every cache to keep what was made for a reader with a session or a cookie of ours.

    Other answers it marks in the environ, so that what nobody has looked at is not taken for
    one of them. It asks neither the session nor the user: answers would vary by cookie that do
    not. Directly below the session's middleware, to see whatever the others answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_personal(request):
            response["Cache-Control"] = "private, no-store"
        else:
            request.META[FOR_ALL] = True
        return response


def is_personal(request: HttpRequest) -> bool:
    """Whether an answer may hold what is for one reader: a login needs a session. No queries."""
    return not OWN_COOKIES.isdisjoint(request.COOKIES) or not request.session.is_empty()
