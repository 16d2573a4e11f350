"""The Makefile tells what it can do."""

import re
import subprocess

from scripts.prepare import ROOT

INTERNAL = {"site-packages"}


def make(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True
    )


def test_make_alone_lists_every_target_with_one_line():
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    listed = make().stdout.splitlines()
    assert {line.split()[0] for line in listed} == set(phony.split()) - INTERNAL
    assert all(len(line.split()) > 2 for line in listed)


def test_a_wrong_port_is_refused_before_anything_is_installed():
    done = make("run", "PORT=zones", "PYTHON=python3")
    assert done.stderr.startswith("PORT must be a number from 1 to 65535, and 'zones' is not one.")
    assert done.stdout == ""
    assert done.returncode != 0
