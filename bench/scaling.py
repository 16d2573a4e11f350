"""What more processes and a streaming replica give, as far as one machine shows it."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from bench.servers import granian, running
from scripts.with_postgres import AS_SHIPPED, find_binaries, owner, server, temporary_folder

TIMES = 50


@contextlib.contextmanager
def replica_of(address: str) -> Iterator[str]:
    """The address of the same database in a new replica of its server."""
    primary, binaries = urlsplit(address), find_binaries()
    with temporary_folder() as folder:
        command = [binaries / "pg_basebackup", "-D", folder / "data", "-R", "-c", "fast"]
        command += ["-h", primary.hostname, "-p", str(primary.port), "-U", primary.username]
        subprocess.run(command, check=True, cwd=folder, capture_output=True, **owner())
        with server(binaries, folder, AS_SHIPPED) as replica:
            yield urlsplit(replica)._replace(path=primary.path).geturl()


def measure(address: str, drive: Callable) -> dict:
    """`drive(server)` gives the figures of pages that are built anew."""
    with replica_of(address) as replica:
        told = {"lag ms": lag(address, replica)}
        for name, workers, variables in (
            ("one process", 1, {}),
            ("two processes", 2, {}),
            ("two processes and a replica", 2, {"REPLICA_URL": replica}),
        ):
            command = granian("config.wsgi:application", workers)
            variables |= {"DATABASE_URL": address, "KEPT_PAGES_MB": "0"}
            with running(command, "/healthz", **variables) as site:
                told[name] = drive(site)
    return told


def lag(address: str, replica: str) -> dict:
    """Milliseconds from a commit until the replica shows it."""
    import psycopg2  # noqa: PLC0415, only where it is asked for

    with (
        contextlib.closing(psycopg2.connect(address)) as first,
        contextlib.closing(psycopg2.connect(replica)) as second,
    ):
        first.autocommit = second.autocommit = True
        write, read = first.cursor(), second.cursor()
        write.execute("CREATE TABLE bench_lag AS SELECT 0 AS n")
        time.sleep(1)  # until the replica has the table
        times = []
        for n in range(1, TIMES + 1):
            write.execute("UPDATE bench_lag SET n = %s", [n])
            committed, seen = time.perf_counter(), -1
            while seen != n:
                read.execute("SELECT n FROM bench_lag")
                seen = read.fetchone()[0]
            times.append(1000 * (time.perf_counter() - committed))
        write.execute("DROP TABLE bench_lag")
    times.sort()
    return {"median": times[TIMES // 2], "most": times[-1]}
