"""Answers made for one person are cached nowhere."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest

# Cookies of a session, of a form's token, and of messages.
OWN_COOKIES = frozenset(
    (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name)
)
FOR_ALL = "zone_reforms.for_all"  # in the environ of a request whose answer is for everybody


class PersonalAnswersMiddleware:
    """Forbids every cache to store answers to a reader with a session or a cookie of ours.

    Marks all other answers in the environ for the page cache. Does not read the session: answers
    would vary by cookie. Directly below the session's middleware, to see what all others answer.
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
