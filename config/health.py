"""For load balancers: does the process live, and can it answer?"""

from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from operations.replicas import READ_ONLY, place


@require_safe
def healthz(_request) -> HttpResponse:
    """The process lives. No queries."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request) -> HttpResponse:
    """The database answers and every migration is applied; 503 with the reason otherwise.

    While the primary is gone, a replica that answers is enough: pages can be read.
    """
    is_read_only = request.META.get(READ_ONLY, False)
    try:
        executor = MigrationExecutor(connections[place()])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    if waiting:
        return HttpResponse("migrations are waiting\n", "text/plain", status=503)
    text = "ready, for reading only\n" if is_read_only else "ready\n"
    return HttpResponse(text, content_type="text/plain")
