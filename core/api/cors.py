"""Pages of other sites may read the API.

It is for reading, has no log-in and looks at no cookie, so there is nothing to allow or refuse
site by site. That is four fixed headers: a package with lists of origins would be more to set
right, and to keep, than these lines.
"""

from django.http import HttpRequest, HttpResponse

from core.api.problems import API_PATH

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "Data-Version, ETag, Last-Modified, Link, Retry-After"


class CorsMiddleware:
    """Answers the question that browsers ask first, and marks every answer of the API.

    It stands before whatever redirects, since a browser wants the mark on redirects too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API_PATH):
            return self.get_response(request)
        asks_first = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and asks_first:
            response = HttpResponse(status=204, headers=ALLOWED)
        else:
            response = self.get_response(request)
            response["Access-Control-Expose-Headers"] = EXPOSED
        response["Access-Control-Allow-Origin"] = "*"
        return response
