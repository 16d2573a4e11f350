"""Figures for Prometheus: none unless enabled, the same from whichever process is asked."""

from tests.operations.conftest import python

ASK = """
import django; django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
for path in ("/healthz", "/healthz", "/en/nothing-here/"):
    client.get(path, headers={"host": "localhost"})
answer = client.get("/metrics", headers={"host": "localhost"})
print(answer.status_code, answer.headers["Content-Type"])
print(answer.content.decode())
"""


def ask(**variables) -> tuple[str, dict[str, float]]:
    """Ask for three pages and then for the figures: the first line told, and the figures."""
    process = python("-c", ASK, DJANGO_SETTINGS_MODULE="config.settings", **variables)
    assert process.returncode == 0, process.stderr
    first, *lines = process.stdout.splitlines()
    pairs = [line.rpartition(" ") for line in lines if line and not line.startswith("#")]
    return first, {name: float(value) for name, _, value in pairs if _}


def test_there_are_none_unless_enabled(client, db):
    answer = client.get("/metrics", follow=True)  # a reader may have meant the list of metrics
    assert "http_requests_total" not in answer.content.decode()
    assert "text/html" in answer["Content-Type"]


def test_requests_are_counted_and_timed_by_the_name_of_their_address(filled_sqlite):
    first, figures = ask(METRICS="1", DATABASE_URL=f"sqlite:///{filled_sqlite}")
    assert first.startswith("200 text/plain")
    assert figures['http_requests_total{method="GET",status="200",view="healthz"}'] == 2
    assert figures['http_requests_total{method="GET",status="404",view=""}'] == 1
    assert figures['http_request_duration_seconds_count{view="healthz"}'] == 2
    assert "process_resident_memory_bytes" in figures


def test_processes_that_share_a_folder_tell_the_figures_of_all(filled_sqlite, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    variables = {
        "METRICS": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{filled_sqlite}",
    }
    ask(**variables)
    _first, figures = ask(**variables)
    assert figures['http_requests_total{method="GET",status="200",view="healthz"}'] == 4
