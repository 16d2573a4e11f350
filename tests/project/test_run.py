"""`make run`: its server lives as long as it does, and two of them at once do not collide."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from scripts import prepare, run
from scripts.check_port import HOST, free_port
from tests.faults.servers import wait_for
from tests.operations.conftest import clean_environment

pytestmark = pytest.mark.once
# Without the steps before: they are long done here.
RUN = """
import os, sys
from pathlib import Path
from scripts import prepare, run
print(os.getpid(), flush=True)
prepare.VAR = Path(sys.argv[2])
run.prepare_alone = run.manage = lambda *words: None
run.run(sys.argv[1])
"""


class Serving:
    """`scripts.run`, started by a process that stands for `make`."""

    def __init__(self, folder):
        self.folder, self.port, self.runner, self.server = folder, free_port(), 0, 0

    def start(self) -> None:
        folder = self.folder
        (folder / "run.py").write_text(RUN)
        environment = clean_environment(
            DATABASE_URL=f"sqlite:///{folder / 'site.sqlite3'}",
            SECRET_KEY="k" * 50,
            MAKELEVEL="1",
            PYTHONPATH=str(prepare.ROOT),
        )
        script = f"{sys.executable} {folder}/run.py {self.port} {folder}; :"
        self.starter = subprocess.Popen(
            ["sh", "-c", script],
            cwd=prepare.ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.runner = int(self.starter.stdout.readline())
        wait_for(self.answers, why="the site answers")
        (self.server,) = children(self.runner)

    def answers(self) -> bool:
        with contextlib.suppress(OSError, urllib.error.URLError):
            return urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz").status == 200
        return False

    def workers(self) -> list[int]:
        return children(self.server)

    def everybody(self) -> list[int]:
        return [self.runner, self.server, *self.workers()]

    def end(self) -> None:
        for leader in (self.starter.pid, self.server):
            if leader:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(leader, signal.SIGKILL)
        self.starter.wait()
        self.starter.stdout.close()


def children(number: int) -> list[int]:
    command = ["ps", "-o", "pid=,args=", "--ppid", str(number)]
    told = subprocess.run(command, capture_output=True, text=True)
    lines = [line.split(None, 1) for line in told.stdout.splitlines()]
    return [int(found) for found, words in lines if "resource_tracker" not in words]


def live(number: int) -> bool:
    """Whether the process runs: one that has ended may wait to be noticed by its parent."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return bool(told.stdout.strip()) and not told.stdout.startswith("Z")


@pytest.fixture
def serving(tmp_path):
    site = Serving(tmp_path)
    try:
        site.start()
        yield site
    finally:
        site.end()


def all_gone(numbers: list[int]) -> bool:
    return not any(live(number) for number in numbers)


@pytest.mark.parametrize("killed", ["starter", "runner", "server"])
def test_whatever_of_make_run_is_killed_nothing_of_it_is_left(serving, killed):
    everybody = serving.everybody()
    number = serving.starter.pid if killed == "starter" else getattr(serving, killed)
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: all_gone(everybody), why="all processes have ended")
    assert not serving.answers()


def test_a_killed_worker_is_replaced(serving):
    (worker,) = serving.workers()
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: serving.workers() not in ([], [worker]), why="there is another worker")
    wait_for(serving.answers, why="the site answers again")


HOLD = """
import sys, time
from pathlib import Path
from scripts.prepare import one_at_a_time
with one_at_a_time(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


@contextlib.contextmanager
def holder(folder):
    """Another command that holds the lock, until it is killed."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, cwd=prepare.ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_start_waits_with_a_sentence_until_the_first_has_ended_or_died(tmp_path):
    with holder(tmp_path) as first:
        assert first.stdout.readline() == "in\n"
        with holder(tmp_path) as second:
            assert second.stdout.readline() == (
                "Another command is preparing the site: this one waits for it ...\n"
            )
            os.kill(first.pid, signal.SIGKILL)
            assert second.stdout.readline() == "in\n"


def test_nobody_else_prepares_until_everything_before_serving_is_done(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "VAR", tmp_path)
    held = {}

    def note(*step):
        with holder(tmp_path) as other:
            held[step] = other.stdout.readline() != "in\n"

    monkeypatch.setattr(run, "prepare_alone", lambda: note("prepare"))
    monkeypatch.setattr(run, "manage", lambda *words: note(words[0]))
    monkeypatch.setattr(run, "serve", lambda port: note("serve"))
    run.run(str(free_port()))
    assert held == {
        ("prepare",): True,
        ("migrate",): True,
        ("seed",): True,
        ("make_roles",): True,
        ("create_administrator",): True,
        ("serve",): False,
    }
