"""Health checks for load balancers."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from operations.logs import QUIET
from operations.replicas import READ_ONLY, place


@require_safe
def healthz(_request) -> HttpResponse:
    """The process is alive. No queries."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request) -> HttpResponse:
    """The database, or a replica, answers and all migrations are applied; else 503 and why."""
    try:
        executor = MigrationExecutor(connections[place()])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    if waiting:
        return HttpResponse("migrations are waiting\n", "text/plain", status=503)
    text = "ready, for reading only\n" if request.META.get(READ_ONLY) else "ready\n"
    return HttpResponse(text, content_type="text/plain")


class AskedBesideTheProxyMiddleware:
    """Answers health checks and Prometheus under hosts not in ALLOWED_HOSTS.

    Only for callers on this machine and, behind a proxy, those that do not come through it.
    """

    def __init__(self, get_response):
        if not settings.PRODUCTION:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.name = settings.ALLOWED_HOSTS[0].lstrip(".")

    def __call__(self, request):
        if request.path_info in QUIET and "HTTP_X_FORWARDED_FOR" not in request.META:
            caller = request.META.get("REMOTE_ADDR", "")
            if settings.TRUSTED_PROXY or caller.startswith(("127.", "::1", "::ffff:127.")):
                request.META["HTTP_HOST"] = self.name
        return self.get_response(request)
