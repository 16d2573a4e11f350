"""Errors go to the address in SENTRY_DSN, without the reader's data; nothing goes without one."""

import gzip
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from django.core.exceptions import ImproperlyConfigured

from operations.reporting import report_errors
from tests.operations.conftest import ask, python

REQUEST = {
    "path": "/readyz?q=zhang-san",
    "cookies": {"sessionid": "s3ss10n"},
    "environ": {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "telltale"},
}
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def tracker():
    """A server that takes reports: its address as a DSN, and what it was sent."""
    taken = []

    class Tracker(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = UNPACK[self.headers["Content-Encoding"]]
            taken.append(unpack(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Tracker)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", taken
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_error_is_reported_without_the_readers_data(tracker):
    address, taken = tracker
    ask(REQUEST, BROKEN="broken", SENTRY_DSN=address)
    (envelope,) = taken
    event = json.loads(envelope.splitlines()[2])
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("RuntimeError", "broken")
    assert event["request"] == {"method": "GET", "url": "http://localhost/readyz"}
    for word in ("203.0.113.9", "zhang-san", "telltale", "s3ss10n"):
        assert word not in envelope


def test_without_an_address_the_library_is_not_even_loaded():
    code = "import sys; from config import settings; print('sentry_sdk' in sys.modules)"
    assert python("-c", code).stdout == "False\n"


def test_an_address_without_the_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-errors\.txt"):
        report_errors("http://key@127.0.0.1:1/1")
