"""Make `.venv` with the pinned packages (`--dev`: those of tests too), compile translations.

Does only what changed. Must parse on any Python 3, so that an old one gets a clear message.
"""

import contextlib
import fcntl
import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
SITE, DEV = "requirements.txt", "requirements-dev.txt"
ERRORS = "requirements-errors.txt"  # the site, and what SENTRY_DSN needs
BENCH = "requirements-bench.txt"  # the site, and what benchmarks compare it with

# In settings.PACKAGED_STATIC_FILES, each of megabytes. In production `collectstatic` does it.
SWAGGER_UI = "drf_spectacular_sidecar/static/drf_spectacular_sidecar/swagger-ui-dist/"
LIBRARIES = (
    "plotly/package_data/plotly.min.js",
    SWAGGER_UI + "swagger-ui-bundle.js",
    SWAGGER_UI + "swagger-ui.css",
)


def say(sentence):
    print(sentence, flush=True)


def check_python(version=sys.version_info):
    if tuple(version[:2]) < OLDEST_PYTHON:
        sys.exit(
            "This is Python {}.{}, and 3.11 or newer is needed: install one "
            "(Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv) "
            "or name it, for example: make run PYTHON=python3.12".format(*version[:2])
        )


def check_venv_module(find=importlib.util.find_spec):
    if find("venv") is None or find("ensurepip") is None:
        sys.exit(
            "Python's venv module is missing: install it "
            "(Debian, Ubuntu: apt-get install python3-venv) and run this again."
        )


def make_venv(venv=VENV):
    python = venv / "bin" / "python"
    if python.exists() and run_quietly([python, "-c", "import pip"]).returncode == 0:
        return
    check_venv_module()
    say("Making a virtual environment in .venv ...")
    try:
        made = run_quietly([sys.executable, "-m", "venv", "--clear", venv])
        if made.returncode != 0:
            sys.exit("The virtual environment could not be made: " + last_line(made.stdout))
    except BaseException:
        shutil.rmtree(str(venv), ignore_errors=True)  # half of one would look complete
        raise


def install(names, venv=VENV, root=ROOT):
    """Install the last of `names`, which includes the others. Stamps hold installed hashes."""
    wanted = {
        venv / (name + ".stamp"): hashlib.sha256((root / name).read_bytes()).hexdigest()
        for name in names
    }
    stamp = venv / (names[-1] + ".stamp")
    if stamp.exists() and stamp.read_text() == wanted[stamp]:
        return
    say(f"Installing the packages of {names[-1]} (about half a minute) ...")
    log = venv / "pip.log"
    pip = [venv / "bin" / "python", "-m", "pip", "install", "--require-hashes"]
    pip += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    installed = run_quietly([*pip, "-r", root / names[-1]])
    log.write_text(installed.stdout)
    if installed.returncode != 0:
        sys.exit(
            "The packages could not be downloaded and installed: check the network connection "
            "and run this again (what pip said is in .venv/pip.log)."
        )
    for path, digest in wanted.items():
        path.write_text(digest)


def compress_libraries(venv=VENV):
    """Put a compressed copy beside each large library for browsers; WhiteNoise sends that one."""
    packages = venv / "lib"
    for pattern in LIBRARIES:
        for path in packages.glob("python*/site-packages/" + pattern):
            packed = path.with_name(path.name + ".gz")
            if not packed.exists() or packed.stat().st_mtime < path.stat().st_mtime:
                packed.write_bytes(gzip.compress(path.read_bytes(), 9))


def compile_translations(locale=ROOT / "locale", python=PYTHON):
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        say(f"Compiling the translation {source.relative_to(locale.parent)} ...")
        pybabel = [python, "-m", "babel.messages.frontend", "-q", "compile"]
        compiled = run_quietly(
            [*pybabel, "-i", source, "-o", target, "-l", source.parent.parent.name]
        )
        if compiled.returncode != 0 or not target.exists():
            sys.exit("It could not be compiled: " + last_line(compiled.stdout))


def run_quietly(command, **options):
    return subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # see one_at_a_time()
        **options,
    )


def last_line(text):
    return (text.strip().splitlines() or ["no reason was given."])[-1]


@contextlib.contextmanager
def one_at_a_time(folder=None):
    """Let one command at a time prepare the site; others wait and say so.

    The lock on a file in `var/` ends with the processes that hold it, also with those started with
    `close_fds=False`.
    """
    folder = folder or VAR
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = (folder / "preparing.lock").open("w")
    except PermissionError:
        sys.exit(f"{folder} belongs to another user: run this as that one, or in a clone of yours.")
    with file:
        os.set_inheritable(file.fileno(), True)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another command is preparing the site: this one waits for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare_alone(dev=False):
    make_venv()
    install([SITE, DEV] if dev else [SITE])
    compress_libraries()
    compile_translations()
    (ROOT / "staticfiles").mkdir(exist_ok=True)  # WhiteNoise warns if it is missing


if __name__ == "__main__":
    try:
        check_python()
        with one_at_a_time():
            prepare_alone(dev="--dev" in sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
