"""Commands run at the same time, and what they say is read one after the other."""

import signal
import subprocess
import sys
import time

import pytest

from scripts.prepare import ROOT

BESIDE = [sys.executable, "-m", "scripts.side_by_side"]


def shell(*scripts: str) -> list[str]:
    words = [word for script in scripts for word in (",", "sh", "-c", script)]
    return [*BESIDE, *words[1:]]


def test_they_run_at_once_and_the_second_is_heard_when_the_first_has_ended(tmp_path):
    meets = "touch {0}/{1}; while [ ! -e {0}/{2} ]; do sleep 0.01; done; echo {1}"
    scripts = [meets.format(tmp_path, *names) for names in ("ab", "ba")]
    command = shell(f"sleep 0.2; {scripts[0]}", f"{scripts[1]} >&2")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("a\nb\n", 0)


@pytest.mark.parametrize(
    ("scripts", "code"),
    [(("exit 3", "true"), 3), (("true", "exit 4"), 4), (("true", "kill -9 $$"), 128 + 9)],
)
def test_one_that_fails_is_enough_to_fail(scripts, code):
    assert subprocess.run(shell(*scripts), cwd=ROOT).returncode == code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_are_ended_together(number):
    command = shell("echo ready; exec sleep 60", "exec sleep 60")
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell's background job ignores it, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        process.stdout.readline()
        time.sleep(0.2)
        group = number == signal.SIGINT  # a terminal signals all of them
        (subprocess.os.killpg if group else subprocess.os.kill)(process.pid, number)
        assert process.wait(20) == 128 + number
