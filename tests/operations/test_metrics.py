"""Figures for Prometheus: none unless enabled, the same from whichever process is asked."""

from tests.operations.conftest import ask


def figures(**variables) -> dict[str, float]:
    """Those told by a process that was asked for three pages before."""
    *_pages, told = ask("/healthz", "/healthz", "/en/nothing-here/", "/metrics", **variables)
    assert told["headers"]["Content-Type"].startswith("text/plain")
    pairs = [line.rpartition(" ") for line in told["text"].splitlines() if line[:1] != "#"]
    return {name: float(value) for name, _, value in pairs if name}


def test_there_are_none_unless_enabled(client, db):
    answer = client.get("/metrics", follow=True)  # a reader may have meant the list of metrics
    assert "http_requests_total" not in answer.content.decode()
    assert "text/html" in answer["Content-Type"]


def test_requests_are_counted_and_timed_by_the_name_of_their_address(filled_sqlite):
    told = figures(METRICS="1", DATABASE_URL=f"sqlite:///{filled_sqlite}")
    assert told['http_requests_total{method="GET",status="200",view="healthz"}'] == 2
    assert told['http_requests_total{method="GET",status="404",view=""}'] == 1
    assert told['http_request_duration_seconds_count{view="healthz"}'] == 2
    assert "process_resident_memory_bytes" in told


def test_processes_that_share_a_folder_tell_the_figures_of_all(filled_sqlite, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    variables = {
        "METRICS": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{filled_sqlite}",
    }
    figures(**variables)
    told = figures(**variables)
    assert told['http_requests_total{method="GET",status="200",view="healthz"}'] == 4
