"""For load balancers: does the process live, and can it answer?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse


def healthz(_request) -> HttpResponse:
    """The process lives. No queries."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request) -> HttpResponse:
    """The database answers and every migration is applied; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    if waiting:
        return HttpResponse("migrations are waiting\n", "text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
