"""`make run`: its server lives as long as it does, and two of them at once do not collide."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from scripts import prepare, run
from scripts.check_port import free_port
from tests.faults.servers import Site, children, wait_for

pytestmark = pytest.mark.once
# Without the steps before: they are long done here.
RUN = """
import sys
from pathlib import Path
from scripts import prepare, run
prepare.VAR = Path(sys.argv[2])
run.prepare_alone = run.manage = lambda *words: None
run.run(sys.argv[1])
"""


def live(number: int) -> bool:
    """Whether the process runs: one that has ended may wait to be noticed by its parent."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return bool(told.stdout.strip()) and not told.stdout.startswith("Z")


@pytest.fixture
def serving(tmp_path):
    """`scripts.run`, started by a process that stands for `make`."""
    (tmp_path / "run.py").write_text(RUN)
    more = {"MAKELEVEL": "1", "PYTHONPATH": str(prepare.ROOT)}
    site = Site(f"sqlite:///{tmp_path / 'site.sqlite3'}", tmp_path / "log", workers=1, **more)
    script = f"{sys.executable} {tmp_path}/run.py {site.port} {tmp_path}; :"
    site.command = ("sh", "-c", script)
    with site:
        site.starter = site.process.pid
        (site.runner,) = children(site.starter)
        (site.server,) = children(site.runner)
        yield site
        with contextlib.suppress(ProcessLookupError):
            os.killpg(site.server, signal.SIGKILL)


@pytest.mark.parametrize("killed", ["starter", "runner", "server"])
def test_whatever_of_make_run_is_killed_nothing_of_it_is_left(serving, killed):
    everybody = [serving.runner, serving.server, *children(serving.server)]
    os.kill(getattr(serving, killed), signal.SIGKILL)
    wait_for(lambda: not any(map(live, everybody)), why="all processes have ended")
    assert not serving.is_alive()


def test_a_killed_worker_is_replaced(serving):
    (worker,) = children(serving.server)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children(serving.server) not in ([], [worker]), why="there is another worker")
    wait_for(serving.is_alive, why="the site answers again")


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
