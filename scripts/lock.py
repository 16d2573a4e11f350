"""Pin the packages of pyproject.toml with hashes: `python3 -m scripts.lock [--upgrade]`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.prepare import BENCH, DEV, ERRORS, ROOT, SITE, check_python, check_venv_module, say

OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
]


def check_no_addresses(text, name):
    """A version and a hash suffice: an address would tie us to one server."""
    for line in text.splitlines():
        if "://" in line or line.startswith("--"):
            sys.exit(
                f"{name} names a download address, which must not be committed: {line.strip()}"
            )


def lock(arguments):
    check_python()
    check_venv_module()
    with tempfile.TemporaryDirectory() as folder:
        say("Installing uv in a temporary folder ...")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        files = ((SITE, []), (ERRORS, ["--group=errors"]), (DEV, ["--group=dev"]))
        for name, more in (*files, (BENCH, ["--group=bench"])):
            say(f"Writing {name} ...")
            command = [python, "-m", "uv", "pip", "compile", "pyproject.toml", *OPTIONS, *more]
            subprocess.run([*command, *arguments, "-o", name], cwd=str(ROOT), check=True)
            check_no_addresses((ROOT / name).read_text(), name)


if __name__ == "__main__":
    try:
        lock(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"The packages were not pinned: {Path(error.cmd[0]).name} ended with an error.")
