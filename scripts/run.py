"""From a fresh clone to the running site: `python3 -m scripts.run 8000`, called by `make run`.

Each step does nothing when it was done before, so that the next start takes seconds.
"""

import os
import subprocess
import sys

from scripts.check_port import HOST, check_port
from scripts.prepare import PYTHON, ROOT, check_python, prepare, say


def manage(*arguments):
    """Run a command of `manage.py`; when it fails, its own words have said why."""
    if subprocess.run([str(PYTHON), "manage.py", *arguments], cwd=str(ROOT)).returncode != 0:
        sys.exit("The site was not started: `manage.py {}` failed.".format(" ".join(arguments)))


def serve(port):
    """Become the server, which ends with Ctrl-C."""
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"]
    options += ["--log-level", "warning", "--blocking-threads", "1"]
    os.chdir(str(ROOT))
    command = [str(PYTHON), "-m", "granian", *options, "config.wsgi:application"]
    os.execv(str(PYTHON), command)  # noqa: S606 - the server takes our place, and our Ctrl-C


def run(port_text):
    check_python()
    port = check_port(port_text)
    prepare()
    say("Bringing the database up to date ...")
    manage("migrate", "--verbosity", "0")
    say("Loading the data ...")
    manage("seed")
    manage("create_administrator")
    check_port(port_text)
    say("Serving until Ctrl-C:")
    say(f"  http://{HOST}:{port}/        the site")
    say(f"  http://{HOST}:{port}/admin/  for editors")
    serve(port)


if __name__ == "__main__":
    try:
        run(sys.argv[1])
    except KeyboardInterrupt:
        say("\nStopped; `make run` goes on from here.")
