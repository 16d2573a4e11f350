"""nginx with our own configuration, before servers of the site."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from scripts.check_port import HOST, free_port
from scripts.prepare import ROOT
from tests.faults.servers import Browser, Site, wait_for

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def configuration(folder, ports: list[int], http: int, https: int) -> str:
    """deploy/nginx.conf for this machine: its ports, folders and a certificate of its own.

    Debian's nginx looks names up only when it starts, so there is no `resolve`. Its workers may
    write into a test's folder: where root starts them they would otherwise be somebody else.
    """
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    servers = "\n".join(f"        server {HOST}:{port} \\1;" for port in ports)
    changes = (
        (r" *server web:8000 (.*) resolve;", servers),
        (r"pid /tmp/nginx.pid;", f"user root;\npid {folder}/nginx.pid;\ndaemon off;"),
        (r"listen 8080;", f"listen {HOST}:{http};"),
        (r"listen 8443 ssl", f"listen {HOST}:{https} ssl"),
        (r"/run/secrets/tls_certificate", f"{folder}/certificate.pem"),
        (r"/run/secrets/tls_key", f"{folder}/key.pem"),
        (r"(\w+_temp_path) (/tmp|/var/cache/nginx)/", rf"\1 {folder}/"),
        (r" *resolver [^;]+;", ""),
    )
    for pattern, replacement in changes:
        text, number = re.subn(pattern, replacement, text)
        assert number, pattern
    return text


@contextmanager
def proxy(folder: Path, sites: list[Site]) -> Iterator[tuple[int, int]]:
    """nginx before these servers: its ports for HTTP and HTTPS."""
    http, https = free_port(), free_port()
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=zones.example", *files],
        check=True,
        capture_output=True,
    )
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, [site.port for site in sites], http, https))
    with (folder / "nginx.txt").open("w") as log:
        nginx = subprocess.Popen([NGINX, "-c", file], stdout=log, stderr=log)
    try:
        wait_for((folder / "nginx.pid").exists)
        yield http, https
    finally:
        nginx.send_signal(signal.SIGQUIT)
        try:
            nginx.wait(timeout=20)
        except subprocess.TimeoutExpired:  # an answer that nobody takes
            nginx.terminate()
            nginx.wait(timeout=20)


class SecureBrowser(Browser):
    """A browser that takes the test's own certificate, and says where forms come from."""

    def __init__(self, port: int):
        super().__init__(f"https://{HOST}:{port}")
        self.verify = False
        self.headers["Referer"] = "https://zones.example/"


@pytest.fixture(autouse=True)
def own_certificate():
    """No warning of the test's own certificate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urllib3.connectionpool.warnings, "warn", lambda *arguments, **more: None)
        yield
