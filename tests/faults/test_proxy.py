"""Two servers of the site behind nginx, with our own configuration of it."""

import contextlib
import re
import socket

import pytest

from scripts.check_port import HOST
from sources.models import MAX_CHARACTERS
from tests.faults.crowd import trusting
from tests.faults.proxy import SecureBrowser, own_certificate, proxy
from tests.faults.servers import Browser, Site, wait_for
from tests.operations.conftest import python


@pytest.fixture(scope="module")
def proxied(primary, tmp_path_factory):
    """Two servers of the site with nginx before them: (sites, port for HTTP, for HTTPS)."""
    tmp_path = tmp_path_factory.mktemp("proxied")
    static = tmp_path / "static"
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.faults.small_site",
        "SMALL_STATIC_ROOT": str(static),
        "COLLECTED_STATIC": "1",
    }
    collected = python("manage.py", "collectstatic", "--noinput", "-v", "0", **settings)
    assert collected.returncode == 0, collected.stderr
    more = {**settings, "HTTPS": "1", "TRUSTED_PROXY": "1", "workers": 1}
    with primary.database() as name:
        sites = [Site(primary.address(name), tmp_path / f"{n}.log", **more) for n in range(2)]
        with sites[0], sites[1], proxy(tmp_path, sites) as (http, https):
            yield sites, http, https


__all__ = ["own_certificate"]  # a fixture that each of these tests uses


@contextlib.contextmanager
def both_answer(sites):
    """Each server answers two requests at least meanwhile."""

    def served() -> list[int]:
        return [site.log.read_text().count('"message": "answered"') for site in sites]

    before = served()
    yield
    assert min(after - one for after, one in zip(served(), before, strict=True)) >= 2


@pytest.fixture
def reader(proxied) -> SecureBrowser:
    return SecureBrowser(proxied[2])


@pytest.fixture
def editor(reader) -> SecureBrowser:
    return reader.log_in()


def test_two_servers_serve_one_session_and_one_goes_on_with_it(proxied, editor):
    sites, _http, _https = proxied
    with both_answer(sites):
        assert {editor.get("/admin/").status_code for _number in range(6)} == {200}
    sites[0].__exit__()
    try:
        assert {editor.get("/admin/").status_code for _number in range(8)} == {200}
    finally:
        sites[0].__enter__()


def test_static_files_are_kept_for_ever_and_come_in_brotli(reader):
    page = reader.get("/en/method/")
    (path,) = re.findall(r'href="(/static/site\.[0-9a-f]{12}\.css)"', page.text)
    file = reader.get(path, headers={"Accept-Encoding": "br, gzip"}, stream=True)
    assert file.status_code == 200
    assert file.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert file.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in file.headers["Vary"]
    gzipped = reader.get(path, headers={"Accept-Encoding": "gzip"}, stream=True)
    assert gzipped.headers["Content-Encoding"] == "gzip"


def test_plain_http_is_sent_to_https_and_browsers_are_told_to_insist(proxied, reader):
    answer = Browser(f"http://{HOST}:{proxied[1]}").get("/en/zones/?tier=national")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "https://zones.example/en/zones/?tier=national"
    secure = reader.get("/en/zones/")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert secure.headers["Content-Encoding"] == "gzip"


def test_what_is_for_machines_beside_the_proxy_stays_there(reader):
    assert reader.get("/metrics").status_code == 404
    answer = reader.get("/healthz", headers={"X-Request-ID": "told-by-caller"})
    assert answer.headers["X-Request-ID"] != "told-by-caller", "the proxy names each request"


MEGABYTE = 2**20


def test_a_large_body_is_taken_where_a_file_is_imported_and_nowhere_else(reader):
    for path in ("/", "/en/zones/", "/api/v1/zones/", "/admin/login/", "/admin/imports/1/apply/"):
        assert reader.post(path, data=b"x" * (MEGABYTE + 1)).status_code == 413, path
    assert reader.post("/admin/import/", files=table(33 * MEGABYTE)).status_code == 413
    editor = reader.log_in()
    fields = {"kind": "zones.zone"}
    answer = editor.submit("/admin/import/", fields, files=table(32 * MEGABYTE + 1000))
    assert answer.status_code == 400
    assert "The file is too large: at most" in answer.text, "the site itself says what it takes"


def table(size: int) -> dict:
    return {"file": ("zones.csv", b"x" * size, "text/csv")}


def test_nobody_takes_the_site_away_with_large_bodies_that_are_refused(proxied, reader):
    """A server that refuses one unread ends the connection, which the proxy takes for an error."""
    sites, _http, https = proxied
    stranger = SecureBrowser(https)
    refused = []
    while refused.count(502) < 3 and len(refused) < 20:  # it is one only now and then
        refused.append(stranger.post("/admin/import/", files=table(8 * MEGABYTE)).status_code)
    assert set(refused) <= {403, 502}
    with both_answer(sites):
        for number in range(6):
            assert reader.get(f"/en/zones/?q={number}").status_code == 200


def test_the_longest_article_is_taken_with_the_file_that_takes_its_place(editor):
    page = editor.get("/admin/sources/source/").text
    source = re.search(r"/admin/sources/source/(\d+)/change/", page)[1]
    text = "区" * MAX_CHARACTERS
    file = {"file": ("article.txt", text.encode(), "text/plain")}
    fields = {"source": source, "text": text, "read_sha256": "", "_save": "Save"}
    answer = editor.submit("/admin/sources/articletext/add/", fields, files=file)
    assert answer.status_code == 302, answer.text[:2000]


SLOW = b"POST /admin/import/ HTTP/1.1\r\nHost: zones.example\r\nContent-Length: 1000\r\n\r\n"


@contextlib.contextmanager
def slow_upload(port: int):
    """A connection on which somebody has begun to send a file."""
    with trusting().wrap_socket(socket.create_connection((HOST, port), timeout=20)) as connection:
        connection.sendall(SLOW + b"x")
        yield


def test_one_address_sends_two_files_at_once_and_others_are_not_kept_waiting(proxied, reader):
    https = proxied[2]
    with slow_upload(https), slow_upload(https):
        wait_for(lambda: reader.post("/admin/import/", data="x").status_code == 429)
        assert reader.get("/en/zones/").status_code == 200
    wait_for(lambda: reader.post("/admin/import/", data="x").status_code == 403)


def test_the_machines_own_names_are_answered_beside_the_proxy_alone(proxied, reader):
    (site, _other), _http, _https = proxied
    for host in ("localhost", "127.0.0.1", "[::1]"):
        named = {"Host": host}
        for path in ("/en/zones/", "/healthz", "/readyz"):
            assert reader.get(path, headers=named).status_code == 400, (host, path)
        assert site.browser().get("/readyz", headers=named).status_code == 200
        assert site.browser().get("/en/zones/", headers=named).status_code == 400
    assert reader.get("/healthz").status_code == 200
