"""Comparisons and charts framed by another site, in Debian's Chromium."""

from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

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
def framed(new_page, live_server):
    """Opens a page of another site that frames one of ours; gives that page and the frame."""
    call_command("seed", stdout=StringIO())

    def open_frame(path: str, **options):
        page = new_page(**options)
        frame = f'<iframe id="f" title="x" width="900" height="700" src="{live_server.url}{path}">'
        body = f"<!doctype html><title>Other</title>{frame}</iframe>"
        page.route(
            "http://other.example/",
            lambda route: route.fulfill(content_type="text/html", body=body),
        )
        page.goto("http://other.example/")
        return page, page.frame_locator("#f")

    return open_frame


def test_another_site_shows_a_comparison(framed, page_errors):
    _page, frame = framed(f"/en/embed/zones/?{ZONES}")
    frame.get_by_role("heading", name="Zones side by side: Xiangtan ETDZ").wait_for()
    assert frame.get_by_role("link", name="evidence 1", exact=True).first.is_visible()
    assert page_errors == []


def test_another_site_shows_a_chart(framed, page_errors):
    _page, frame = framed(f"/en/embed/chart/?{ZONES}&chart={CHART}")
    frame.locator(f"#{CHART} .main-svg[role=img]").wait_for()
    assert frame.locator(f"#{CHART} .points path.point").count() == 3
    assert page_errors == []


def test_links_in_a_frame_open_beside_it_and_notes_within(framed, page_errors):
    page, frame = framed(f"/en/embed/zones/?{ZONES}")
    frame.get_by_role("link", name="evidence 1", exact=True).first.click()
    assert page.frames[1].url.endswith("#note-1")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="The whole comparison").click()
    opened.value.wait_for_load_state()
    assert "/en/compare/zones/?zone=xiangtan-etdz" in opened.value.url
    assert page.url == "http://other.example/"
    assert page_errors == []


def test_the_whole_page_refuses_to_be_framed(framed, page_errors):
    page, _frame = framed(f"/en/compare/zones/?{ZONES}")
    page.wait_for_load_state("networkidle")
    assert any("frame" in error.lower() for error in page_errors)
    page_errors.clear()


def test_embedded_pages_are_accessible_and_fit_a_phone(framed, new_page):
    found = []
    for language, scheme, width in (("en", "light", 1000), ("zh-hans", "dark", 360)):
        page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        for embed in EMBEDS:
            page.goto(f"/{language}/{embed}")
            for broken in Axe().run(page).response["violations"]:
                found.append((page.url, broken["id"], broken["nodes"][0]["html"][:120]))
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, embed
    assert found == []
