"""Error responses of the API: problem details (RFC 9457)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, server_error
from rest_framework import exceptions
from rest_framework.exceptions import APIException

from core.web.addresses import absolute
from core.web.facets import printable

MEDIA_TYPE = "application/problem+json"
API_PATH = "/api/"


@dataclass(frozen=True)
class ParameterProblem:
    parameter: str
    detail: str
    accepted: tuple[str, ...] = ()


class ParametersRefused(APIException):
    status_code = 400

    def __init__(self, problems: Iterable[ParameterProblem]):
        self.problems = tuple(problems)
        super().__init__()


def problem(
    request: HttpRequest, status: int, kind: str, title: str, detail: str, **more
) -> HttpResponse:
    """A problem response; `kind` names the section of the documentation that explains it."""
    content = {
        "type": f"{absolute(request, reverse('api-docs'))}#{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    plain = {"ensure_ascii": False}
    return JsonResponse(content, status=status, content_type=MEDIA_TYPE, json_dumps_params=plain)


def answer(error: Exception, context: dict) -> HttpResponse | None:
    """REST framework's exception handler. None for errors that are not the request's fault."""
    request = context["request"]
    match error:
        case ParametersRefused(problems=problems):
            named = [{**asdict(one), "parameter": printable(one.parameter)} for one in problems]
            detail = " ".join(f"{one['parameter']}: {one['detail']}" for one in named)
            return problem(request, *_parameters(), detail, errors=named)
        case Http404() | exceptions.NotFound():
            path = "".join(c if c.isprintable() else "�" for c in request.path[:200])
            detail = _("There is nothing at %(path)s.") % {"path": path}
            return problem(request, 404, "not-found", _("Not found"), detail)
        case exceptions.MethodNotAllowed():
            methods = ", ".join(context["view"].allowed_methods)
            detail = _("The API is for reading: it answers %(methods)s.") % {"methods": methods}
            return problem(request, 405, "method", _("Method not allowed"), detail)
        case exceptions.NotAcceptable():
            detail = _(
                "The API answers in JSON: ask for application/json or for anything (*/*). "
                "The pages give CSV and XLSX."
            )
            return problem(request, 406, "not-acceptable", _("Only JSON"), detail)
        case exceptions.Throttled():
            seconds = max(1, round(error.wait or 1))
            detail = _(
                "Your address has asked too often in a short time. "
                "Ask again in %(seconds)s seconds."
            ) % {"seconds": seconds}
            response = problem(request, 429, "too-many-requests", _("Too many requests"), detail)
            response["Retry-After"] = seconds
            return response
    return None


def _parameters() -> tuple[int, str, str]:
    return 400, "parameters", _("Parameters that we do not understand")


def on_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's handler of status 400, for URLs and headers that cannot be read."""
    if not request.path.startswith(API_PATH):
        return bad_request(request, exception)
    detail = _("The address has too many parameters, or something in it cannot be read.")
    return problem(request, *_parameters(), detail)


def on_server_error(request: HttpRequest) -> HttpResponse:
    """The site's handler of status 500: problem details below /api/, a page elsewhere."""
    if not request.path.startswith(API_PATH):
        return server_error(request)
    detail = _("The fault is ours, and it has been noted. The same request may work later.")
    return problem(request, 500, "server-error", _("Server error"), detail)
