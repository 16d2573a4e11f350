"""`python3 -m scripts.run 8000`: prepare and serve the site, called by `make run`."""

import os
import signal
import subprocess
import sys

from scripts.check_port import HOST, check_port
from scripts.ending import end_with_parent, ends_with_us
from scripts.prepare import PYTHON, ROOT, check_python, one_at_a_time, prepare_alone, say

# The server warns of as many threads as we want (core/web/crowds.py); most of them wait.
OPTIONS = ["--interface", "wsgi", "--no-ws", "--log-level", "error", "--blocking-threads", "10"]
OPTIONS += ["--workers-kill-timeout", "5", "--respawn-failed-workers"]


def manage(*arguments):
    command = [str(PYTHON), "manage.py", *arguments]
    if subprocess.run(command, cwd=str(ROOT), close_fds=False).returncode != 0:
        sys.exit("The site was not started: `manage.py {}` failed.".format(" ".join(arguments)))


def serve(port):
    """Run the server until Ctrl-C, a kill or a closed terminal.

    It has its own session and is ended by us only: its workers hang now and then when the terminal
    signals them too. It replaces a killed worker.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    command = [str(PYTHON), "-m", "granian", "--host", HOST, "--port", str(port), *OPTIONS]
    command += ["scripts.served:application"]
    server = subprocess.Popen(
        command, cwd=str(ROOT), start_new_session=True, preexec_fn=ends_with_us()
    )
    try:
        server.wait()
    finally:
        server.terminate()
        server.wait()
    sys.exit("The server ended by itself: its own words above say why.")


def run(port_text):
    if "MAKELEVEL" in os.environ:  # `make`, which started us, may be killed
        end_with_parent()
    check_python()
    port = check_port(port_text)
    with one_at_a_time():
        prepare_alone()
        say("Bringing the database up to date ...")
        manage("migrate", "--verbosity", "0")
        say("Loading the data ...")
        manage("seed")
        manage("make_roles")
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
        say("\nStopped.")
