"""Counts and times of requests for Prometheus, at /metrics if METRICS=1.

Several processes at one address share the folder PROMETHEUS_MULTIPROC_DIR, empty at the start.
"""

import os

from django.http import HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
requests_total = Counter("http_requests_total", "Requests", ["method", "view", "status"])
request_seconds = Histogram(
    "http_request_duration_seconds", "From the request to the beginning of its answer", ["view"]
)


def count(method: str, view: str, status: int, seconds: float) -> None:
    """Count one response; the view `kept` is the page cache."""
    method = method if method in METHODS else "other"
    requests_total.labels(method, view, status).inc()
    request_seconds.labels(view).observe(seconds)


def metrics(_request) -> HttpResponse:
    """The counts in Prometheus' text format. No queries."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
