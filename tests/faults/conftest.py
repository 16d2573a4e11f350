"""Servers that are started once for a run of these tests, and databases of each test's own."""

import contextlib
from pathlib import Path

import pytest

from scripts.with_postgres import temporary_folder
from tests.faults.servers import Cluster, Site, wait_for
from tests.operations.conftest import fill


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("servers")


@pytest.fixture(scope="session")
def primary():
    """A PostgreSQL server with a filled database, `filled`, to be copied."""
    with temporary_folder() as folder:
        cluster = Cluster(folder).make()
        cluster.ask("CREATE DATABASE filled")
        fill(cluster.address("filled"))
        yield cluster
        cluster.stop()


@pytest.fixture(scope="session")
def replica(primary):
    """A replica that streams from it."""
    with temporary_folder() as folder:
        cluster = Cluster(folder).copy(primary)
        yield cluster
        cluster.stop()


@pytest.fixture
def database(primary):
    """The name of a filled database of this test's own."""
    with primary.database() as name:
        yield name


@pytest.fixture
def replicated(database, primary, replica):
    """The same, once the replica has it too."""
    caught_up(primary, replica)
    return database


def caught_up(primary: Cluster, replica: Cluster) -> None:
    """Wait until the replica has all that the primary has."""
    ((end,),) = primary.ask("SELECT pg_current_wal_lsn()")
    behind = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
    wait_for(lambda: replica.ask(behind, end)[0][0], why="the replica has caught up")


@pytest.fixture
def site_on(tmp_path):
    """Start the site on a database: `site_on(address, workers=1, REPLICA_URL=…)`."""
    with contextlib.ExitStack() as stack:
        yield lambda address, **more: stack.enter_context(
            Site(address, tmp_path / f"{len(list(tmp_path.iterdir()))}.log", **more)
        )


@pytest.fixture
def log_of_sites(tmp_path):
    """What all processes of the site have logged so far."""
    return lambda: "".join(path.read_text() for path in sorted(tmp_path.glob("*.log")))
