"""Known vulnerabilities of the pinned packages: `python3 -m scripts.audit`, with pip-audit.

An unreachable advisory service is an error only with REQUIRE_AUDIT=1.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.prepare import DEV, ROOT, check_python, check_venv_module, last_line, run_quietly, say


def report(dependencies):
    """(vulnerabilities in words, packages without an answer)."""
    found, unknown = [], []
    for one in dependencies:
        if "skip_reason" in one:
            unknown.append(one["name"])
        for each in one.get("vulns", []):
            fixed = ", ".join(each["fix_versions"]) or "no release yet"
            found.append(f"{one['name']} {one['version']}: {each['id']}, fixed in {fixed}")
    return found, unknown


def audit():
    check_python()
    check_venv_module()
    with tempfile.TemporaryDirectory() as folder:
        say("Installing pip-audit in a temporary folder ...")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin" / "python")
        installed = run_quietly([python, "-m", "pip", "install", "--quiet", "pip-audit"])
        if installed.returncode:
            return unreachable("pip-audit cannot be installed: " + last_line(installed.stdout))
        command = [python, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
        command += ["--progress-spinner", "off", "--format", "json", "-r", str(ROOT / DEV)]
        done = subprocess.run(command, capture_output=True, text=True)
    try:
        found, unknown = report(json.loads(done.stdout)["dependencies"])
    except ValueError:
        return unreachable("the advisory service does not answer: " + last_line(done.stderr))
    if found:
        sys.exit("Known vulnerabilities:\n  " + "\n  ".join(found))
    if unknown:
        return unreachable(f"the advisory service says nothing about {len(unknown)} packages")
    say("No known vulnerability in any pinned package.")


def unreachable(reason):
    sentence = f"The packages were not audited, as nobody can be asked: {reason}"
    if os.environ.get("REQUIRE_AUDIT") == "1":
        sys.exit(sentence)
    say(sentence)


if __name__ == "__main__":
    try:
        audit()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The packages were not audited: {Path(error.cmd[0]).name} ended with an error.")
