"""Log lines for requests and events, with the request's id, without personal data."""

import json
import logging
import re
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.utils.encoding import escape_uri_path

logger = logging.getLogger("requests")
WELL_FORMED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = {"/healthz", "/readyz", "/metrics"}  # polled every few seconds
current_request_id: ContextVar[str] = ContextVar("the request being answered", default="")


def described(record: logging.LogRecord) -> dict:
    line = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    if request_id := current_request_id.get():
        line["request_id"] = request_id
    return {**line, **getattr(record, "fields", {})}


def request_id(environ: dict) -> str:
    """The caller's id of a request if it is well-formed, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if WELL_FORMED_ID.fullmatch(given) else uuid.uuid4().hex


class JsonFormatter(logging.Formatter):
    def format(self, record) -> str:
        line = described(record)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    def format(self, record) -> str:
        line = described(record)
        head = [line.pop(name) for name in ("time", "level", "logger", "message")]
        text = " ".join([*head, *(f"{name}={value}" for name, value in line.items())])
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class RequestLogMiddleware:
    """Gives each request an id (the caller's if well-formed), logs and counts it once.

    Logs the path without parameters, which hold what readers type; the user's key if the view used
    the user; the time until the response starts.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = request_id(request.META)
        token = current_request_id.set(request.id)
        try:
            started = time.perf_counter()
            response = self.get_response(request)
            view = request.resolver_match.view_name if request.resolver_match else ""
            user = getattr(request, "_cached_user", None)  # set by Django when a view uses it
            note(request.method, request.path, view, response.status_code, started, user)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


def note(method: str, path: str, view: str, status: int, started: float, user=None) -> None:
    """Log an answer and, with METRICS, count it."""
    seconds = time.perf_counter() - started
    if settings.METRICS:
        from operations import metrics  # noqa: PLC0415, the server's main process only formats

        metrics.count(method, view, status, seconds)
    level = logging.DEBUG if path in QUIET else logging.INFO
    logger.log(
        level,
        "answered",
        extra={
            "fields": {
                "method": escape_uri_path(method),
                "path": escape_uri_path(path),
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "user": user.pk if user else None,
            }
        },
    )
