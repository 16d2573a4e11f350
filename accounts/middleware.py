"""Personal answers are not cached."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.deprecation import MiddlewareMixin

# Cookies of the session, CSRF and messages.
OWN_COOKIES = frozenset(
    (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name)
)
FOR_ALL = "zone_reforms.for_all"  # environ key: the answer is the same for everybody


class PersonalAnswersMiddleware(MiddlewareMixin):
    """Forbids all caches to store answers to requests with our cookies.

    Marks other answers in the environ for the page cache. Must not read the session, which would
    add `Vary: Cookie`. Belongs directly below the session's middleware, to see all answers.
    """

    def process_response(self, request, response):
        if OWN_COOKIES.isdisjoint(request.COOKIES) and request.session.is_empty():
            request.META[FOR_ALL] = True
        else:
            response["Cache-Control"] = "private, no-store"
        return response
