"""Starts and stops the contenders, each as one process unless told otherwise."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from scripts.check_port import free_port

TICKS = os.sysconf("SC_CLK_TCK")


def granian(application: str, workers: int = 1, threads: int = 1) -> list[str]:
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws"]
    command += ["--workers", str(workers), "--blocking-threads", str(threads)]
    return [*command, "--log-level", "error", "--host", "127.0.0.1", application]


def datasette(binary: str, database: Path) -> list[str]:
    """Without Datasette's time limits."""
    limits = {"sql_time_limit_ms": 120_000, "facet_time_limit_ms": 120_000}
    limits |= {"facet_suggest_time_limit_ms": 10, "suggest_facets": 0, "cache_size_kb": 20_000}
    command = [binary, "serve", str(database), "--host", "127.0.0.1"]
    for name, value in limits.items():
        command += ["--setting", name, str(value)]
    return command


@contextlib.contextmanager
def running(command: list[str], check: str, **variables: str):
    port = free_port()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_answered(process, f"http://127.0.0.1:{port}{check}")
        yield Server(process.pid, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_answered(process, address: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=seconds).close()  # noqa: S310, our own server
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args[0]} did not answer {address}") from error
            time.sleep(0.05)


class Server:
    def __init__(self, pid: int, port: int):
        self.pid, self.port = pid, port

    def processes(self) -> list[int]:
        found, new = [], [self.pid]
        while new:
            pid = new.pop()
            found.append(pid)
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            new += map(int, children)
        return found

    def cpu_seconds(self) -> float:
        used = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / TICKS

    def memory(self, row: str = "VmRSS:") -> float:
        sizes = []
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(row):
                    sizes.append(int(line.split()[1]) / 1024)
        return max(sizes)

    def peak_memory(self) -> float:
        return self.memory("VmHWM:")

    def fetch(self, path: str, seconds: float) -> dict:
        """Read a file to its end: seconds to the first and last chunk, bytes.

        One that is still being made is asked for again, as the answer says.
        """
        began, size, first = time.perf_counter(), 0, None
        with self._made(path, seconds) as answer:
            while piece := answer.read1(1 << 16):
                first = first or time.perf_counter() - began
                size += len(piece)
        return {"first s": first, "all s": time.perf_counter() - began, "bytes": size}

    def _made(self, path: str, seconds: float):
        deadline = time.monotonic() + seconds
        while True:
            try:
                return urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}{path}", timeout=seconds
                )
            except urllib.error.HTTPError as error:
                wait = float(error.headers.get("Retry-After", "nan"))
                if error.code != 503 or not time.monotonic() + wait < deadline:
                    raise
            time.sleep(wait)
