"""The benchmark still runs from end to end, on very little data."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.servers


@pytest.mark.skipif(connection.vendor != "sqlite", reason="starts databases of its own")
def test_the_benchmark_runs_and_writes_its_results(tmp_path):
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "bench", "--scale", "0.004", "--rounds", "1"]
    command += ["--seconds", "0.2", "--mixed", "20", "--folder", tmp_path, "--out", out]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        list(map(str, command)), cwd=settings.BASE_DIR, env=environment, capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    table = done.stdout
    for goal in ("list against the floor", "six zones: queries", "search against LIKE, rare terms"):
        assert goal in table
    told = json.loads(out.read_text())["databases"]["SQLite"]
    assert all(round_["answers"] for job in told["load"].values() for round_ in job)
    assert told["csv"]["ours"]["bytes"] == told["csv"]["floor"]["bytes"] > 10_000
    assert [step["answers"] for step in told["memory"]] == list(range(2, 21, 2))
    assert "sql" not in told["pages"]["list"][0]
