"""The calls that the documentation prints do, as they stand there, what it says of them."""

import html
import json
import re
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pandas
import pytest

from config.api_docs import resources

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

PARTS = list(resources().values())
# Runs each sample by itself and writes down its table, column by column, and whether it was
# printed. Columns that hold lists are left out.
RUN_SAMPLES = """
library(jsonlite)
result_of <- function(file) {
  made <- new.env(parent = globalenv())
  printed <- capture.output(source(file, local = made))
  columns <- lapply(Filter(is.atomic, as.list(made$table)), I)
  list(rows = nrow(made$table), columns = columns, lines = length(printed))
}
files <- commandArgs(trailingOnly = TRUE)
found <- lapply(files, result_of)
cat(toJSON(setNames(found, basename(files)), auto_unbox = TRUE, na = "null"))
"""


@pytest.fixture
def site(seeded_site, live_server, settings):
    """The real data, a few records on a page: most lists take several pages."""
    settings.PAGE_SIZE = 7
    return live_server.url


@pytest.fixture
def samples(site, client) -> dict[str, dict[str, str]]:
    """For each part of the API the calls that its page prints, by language."""
    found = {}
    for part in PARTS:
        page = client.get(f"/en/api/{part.name}/", **asked_of(site)).text
        calls = re.findall(r'<pre class="code" data-sample="(\w+)">(.*?)</pre>', page, re.DOTALL)
        found[part.name] = {language: html.unescape(text) for language, text in calls}
    return found


def asked_of(site: str) -> dict:
    """What makes the test's client ask the live server's address, which answers name."""
    return {"headers": {"host": site.removeprefix("http://")}}


def table_of(part, client, site: str) -> pandas.DataFrame:
    """What the call of a part gives, asked for page by page without any sample."""
    found, address = [], f"/api/v1/{part.view.example}"
    while address:
        page = client.get(address, **asked_of(site)).json()
        found += page[part.view.rows]
        address = page["next"] if part.is_list else None
    assert found, part.name
    return pandas.json_normalize(found)


def test_the_calls_in_python_make_one_table_of_all_records(samples, client, site):
    assert len(samples) == 17
    for part in PARTS:
        made, output = {}, StringIO()
        with redirect_stdout(output):
            exec(compile(samples[part.name]["python"], part.name, "exec"), made)  # noqa: S102, ours
        pandas.testing.assert_frame_equal(made["table"], table_of(part, client, site))
        assert len(output.getvalue().splitlines()) > 1


@pytest.mark.curl
@pytest.mark.r
def test_the_calls_of_curl_and_r_give_the_same(samples, client, site, tmp_path):
    for part in PARTS:
        command = ["bash", "-euc", samples[part.name]["curl"]]
        done = subprocess.run(command, capture_output=True, check=True)
        here = client.get(f"/api/v1/{part.view.example}", **asked_of(site))
        assert json.loads(done.stdout) == here.json(), part.name
    found = run_in_r({name: calls["r"] for name, calls in samples.items()}, tmp_path)
    for part in PARTS:
        expected, given = table_of(part, client, site), found[part.name]
        assert given["rows"] == len(expected), part.name
        assert given["lines"] > 1
        columns = given["columns"].keys() & set(expected.columns)
        assert columns, part.name
        for name in columns:
            known = [None if pandas.isna(value) else value for value in expected[name]]
            assert given["columns"][name] == known, (part.name, name)


def run_in_r(scripts: dict[str, str], folder: Path) -> dict[str, dict]:
    """What each of the scripts gives. All in one process: R takes a second to start."""
    for name, script in scripts.items():
        Path(folder, name).write_text(script, encoding="utf-8")
    runner = folder / "run.R"
    runner.write_text(RUN_SAMPLES, encoding="utf-8")
    files = [str(folder / name) for name in scripts]
    done = subprocess.run(["Rscript", str(runner), *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
