"""Comparisons and charts framed by another site, in Debian's Chromium."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ZONES = "zone=xiangtan-etdz&zone=huaian-etdz&zone=linfen-edz"
CHART = "chart-approved-area-dots"
EMBEDS = [
    f"embed/zones/?{ZONES}",
    f"embed/zones/?{ZONES}&show=differences",
    f"embed/chart/?{ZONES}&chart={CHART}",
    "embed/reforms/?type=standard-land",
    "embed/policies/?province=henan&province=hebei",
    "embed/policies/",
]


@pytest.fixture
def other_site():
    """A web site on another origin, whose pages frame the address that their own ends with."""

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self):
            _path, _, address = self.path.partition("?")
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            frame = f'<iframe id="frame" title="x" width="900" height="700" src="{address}">'
            page = f'<!doctype html><title>Other</title><link rel="icon" href="data:,">{frame}'
            self.wfile.write(f"{page}</iframe>".encode())

        def log_message(self, *_arguments):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def framed(seeded_site, page, other_site, live_server):
    """Opens a page of another site that frames one of ours, and gives the frame."""

    def open_frame(path: str):
        page.goto(f"{other_site}?{live_server.url}{path}")
        return page.frame_locator("#frame")

    return open_frame


def test_another_site_shows_a_comparison(framed, page_errors):
    frame = framed(f"/en/embed/zones/?{ZONES}")
    frame.get_by_role("heading", name="Zones side by side: Xiangtan ETDZ").wait_for()
    expect(frame.get_by_role("link", name="evidence 1", exact=True).first).to_be_visible()
    assert page_errors == []


def test_another_site_shows_a_chart(framed, page_errors):
    frame = framed(f"/en/embed/chart/?{ZONES}&chart={CHART}")
    frame.locator(f"#{CHART} .main-svg[role=img]").wait_for()
    expect(frame.locator(f"#{CHART} .points path.point")).to_have_count(3)
    assert page_errors == []


def test_links_in_a_frame_open_beside_it_and_notes_within(framed, page, other_site):
    frame = framed(f"/en/embed/zones/?{ZONES}")
    frame.get_by_role("link", name="evidence 1", exact=True).first.click()
    page.frames[1].wait_for_url("**#note-1")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="The whole comparison").click()
    whole = re.compile(r"/en/compare/zones/\?zone=xiangtan-etdz")
    expect(opened.value).to_have_url(whole)
    assert page.url.startswith(other_site)


def test_the_whole_page_refuses_to_be_framed(framed, page, page_errors):
    framed(f"/en/compare/zones/?{ZONES}")
    page.wait_for_load_state("networkidle")
    assert any("frame" in error.lower() for error in page_errors)
    page_errors.clear()


def test_embedded_pages_are_accessible_and_fit_a_phone(seeded_site, new_page):
    found = []
    for language, scheme, width in (("en", "light", 1000), ("zh-hans", "dark", 360)):
        page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        for embed in EMBEDS:
            page.goto(f"/{language}/{embed}")
            for broken in Axe().run(page).response["violations"]:
                found.append((page.url, broken["id"], broken["nodes"][0]["html"][:120]))
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, embed
    assert found == []
