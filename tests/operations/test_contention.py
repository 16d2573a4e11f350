"""SQLite with several writers and readers: everybody waits, nobody meets a lock."""

import json
import os
import shutil

import pytest

from operations.environment import database
from tests.operations.conftest import python

pytestmark = pytest.mark.once

SECONDS = os.environ.get("CONTENTION_SECONDS", "4")  # the whole minute: 60


def test_four_writers_and_eight_readers_meet_no_lock(filled_sqlite, tmp_path):
    file = tmp_path / "site.sqlite3"
    shutil.copy(filled_sqlite, file)
    command = ["-m", "bench.contention", "--seconds", SECONDS, "--writers", "4", "--readers", "8"]
    process = python(*command, DATABASE_URL=f"sqlite:///{file}")
    told = json.loads(process.stdout)
    assert told["errors"] == []
    assert told["writes"] >= 4
    assert told["reads"] >= 8


def test_a_setting_in_the_address_wins_over_ours():
    options = database("sqlite:////tmp/x.sqlite3?timeout=1")["OPTIONS"]
    assert options["timeout"] == 1
    assert options["transaction_mode"] == "IMMEDIATE"
