"""The benchmark still runs from end to end, on very little data."""

import json
import sys

import pytest
from django.db import connection

from bench import __main__ as benchmark
from bench.driving import CSV, LISTS, Load

pytestmark = pytest.mark.servers
PAGES = {
    "list": LISTS[:1],
    "compare": ["/en/compare/zones/?zone=made-zone-2&zone=made-zone-3"],
    "csv": [CSV],
}
JOBS = ("list", "list, floor")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="starts databases of its own")
def test_the_benchmark_runs_and_writes_its_results(tmp_path, monkeypatch, capsys):
    out, jobs = tmp_path / "results.json", Load.jobs
    limits = ["--scale", "0.002", "--rounds", "1", "--seconds", "0.1", "--mixed", "10"]
    monkeypatch.setattr(sys, "argv", ["", *limits, "--folder", str(tmp_path), "--out", str(out)])
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(benchmark, "PAGES", PAGES)
    monkeypatch.setattr("bench.driving.LISTS", PAGES["list"])
    monkeypatch.setattr(Load, "jobs", lambda *of: [job for job in jobs(*of) if job[0] in JOBS])
    benchmark.main()
    table = capsys.readouterr().out
    for goal in ("list against the floor", "six zones: queries", "search against LIKE, rare terms"):
        assert goal in table
    told = json.loads(out.read_text())["databases"]["SQLite"]
    assert told["load"].keys() == {*JOBS, "list, admin"}
    assert all(round_["answers"] for job in told["load"].values() for round_ in job)
    assert told["csv"]["ours"]["bytes"] == told["csv"]["floor"]["bytes"] > 10_000
    assert [step["answers"] for step in told["memory"]] == list(range(1, 11))
    assert "sql" not in told["pages"]["list"][0]
