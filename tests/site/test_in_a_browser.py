"""The pages in Debian's Chromium: accessible, free of errors, usable with scripts off."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reforms.models import Reform
from tests.site.reading import PAGES
from tests.site.test_embeds import CHART as CHART_KEY
from tests.site.test_embeds import EMBEDS, ZONES

pytestmark = pytest.mark.usefixtures("seeded_site")

LAYOUTS = [
    *("", "zones/", "zones/linfen-edz/", "policies/henan-coal-chemicals-2018-2020/"),
    *("compare/policies/", "compare/zones/?zone=linfen-edz&zone=yanhu-htdz"),
]


def violations(page) -> list[str]:
    """The rules that the page breaks, each with an element that does."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]


def width_needed(page) -> int:
    """How wide the page is, which a narrow window need not be."""
    return page.evaluate("() => document.documentElement.scrollWidth")


# Every kind of page once, the first page twice; half of them each, for machines of several cores.
OTHERS = [page for page in PAGES if page not in LAYOUTS[1:]]
LOOKS = [
    ("en", "light", 1280, OTHERS[::2]),
    ("en", "light", 1280, OTHERS[1::2]),
    ("zh-hans", "dark", 360, [*LAYOUTS, *EMBEDS]),
]


@pytest.mark.parametrize(("language", "scheme", "width", "pages"), LOOKS)
def test_no_page_breaks_a_rule_of_accessibility_or_of_its_policy_or_is_wider_than_a_phone(
    new_page, language, scheme, width, pages
):
    found, page = [], new_page(color_scheme=scheme)
    for path in pages:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/{language}/{path}")
        found += violations(page)
        page.set_viewport_size({"width": 360, "height": 800})
        assert width_needed(page) <= 360, f"{language} {path}"
    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_type_of_reform_to_the_evidence_and_a_file(new_page, scripts):
    page = new_page(java_script_enabled=scripts)
    page.goto("/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reforms").click()
    page.locator(".facet__more summary").filter(visible=True).first.click()
    page.get_by_label("Standard land").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="5 measures")).to_be_visible()
    page.get_by_role("link", name="remove this filter").click()
    every = Reform.objects.public().count()
    expect(page.get_by_role("heading", name=f"{every} reforms")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("type=standard-land"))
    for zone in ("Linfen", "Tunliu", "Yanhu"):
        page.get_by_label(f"Compare {zone}").check()
    if scripts:
        page.get_by_role("link", name="3 zones · Compare").click()
    else:
        page.get_by_role("button", name="Compare the ticked zones").click()
    zones = ["Linfen EDZ", "Tunliu ETDZ", "Yanhu HTDZ"]
    expect(page.locator(".column-title")).to_have_text(zones)
    row = page.get_by_role("row").filter(has_text="Standard land granted, area")
    expect(row).to_contain_text("not comparable")
    expect(row).to_contain_text("94.20 ha")

    page.get_by_role("link", name="Differences").click()
    expect(page).to_have_url(re.compile("show=differences"))
    row = page.get_by_role("row").filter(has_text="Standard land granted, area")
    mark = row.get_by_role("link", name="evidence").first
    mark.click()
    if scripts:
        opened = page.get_by_role("dialog", name="evidence")
        expect(opened).to_contain_text("出让面积1413.03亩")
        expect(opened).to_contain_text("Linfen report, paragraph 1")
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
        expect(mark).to_be_focused()
    else:
        expect(page.locator("li:target")).to_contain_text("出让面积1413.03亩")
        page.locator("li:target").get_by_role("link", name="back to where").click()
        expect(page.locator(".note-mark a:target")).to_have_text(mark.text_content())

    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename.endswith(".csv")
    page.goto("/en/compare/zones/?zone=yanhu-htdz&zone=linfen-edz")
    page.get_by_role("link", name="Standard land granted", exact=True).first.click()
    expect(page).to_have_url(re.compile("/reforms/yanhu-standard-land/"))
    expect(page.get_by_text("323.17 mu")).to_be_visible()


def press_until(page, key: str, wanted: str, limit: int = 150) -> None:
    """Press a key until the focused element's name or text contains the words."""
    for _ in range(limit):
        page.keyboard.press(key)
        name = page.evaluate(
            "() => { const e = document.activeElement; const label = e.labels?.[0]?.textContent;"
            " return [e.getAttribute('aria-label'), label, e.textContent].join(' ') }"
        )
        if wanted in name:
            return
    pytest.fail(f"“{wanted}” is not reached with {key}")


def test_the_same_journey_by_keyboard_alone(page):
    page.goto("/en/reforms/?type=standard-land")
    for zone in ("Compare Linfen", "Compare Yanhu"):
        press_until(page, "Tab", zone)
        page.keyboard.press("Space")
    press_until(page, "Tab", "Compare")
    while page.evaluate("() => !document.activeElement.closest('#tray a')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/zones/?zone=linfen-edz&zone=yanhu-htdz#type-standard-land")
    press_until(page, "Shift+Tab", "Differences")
    page.keyboard.press("Enter")
    page.wait_for_url("**show=differences")
    press_until(page, "Tab", "evidence")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    press_until(page, "Shift+Tab", "Download")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "JSON")
    page.keyboard.press("Enter")
    page.wait_for_url("**format=json")


def test_a_reader_with_a_keyboard_reaches_the_content_and_the_filters(page):
    page.goto("/en/reforms/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_label("Search in this list").focus()
    page.keyboard.type("标准地")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reforms/?q=**")
    expect(page.get_by_role("link", name="Standard land reform")).to_be_visible()


def test_without_scripts_filters_open_on_a_phone_and_a_page_prints_without_controls(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/zh-hans/zones/")
    expect(page.get_by_role("button", name="应用")).to_be_hidden()
    page.get_by_text("筛选与排序").click()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile(r"/zh-hans/zones/\?"))
    page.goto("/en/zones/tunliu-etdz/")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_text("77.45 mu").first).to_be_visible()


CHART = f"#{CHART_KEY}"


def test_a_chart_is_there_without_scripts_on_a_phone_and_on_paper_and_is_easy_to_reach(new_page):
    page = new_page(
        java_script_enabled=False, color_scheme="dark", viewport={"width": 360, "height": 800}
    )
    page.goto(f"/en/compare/zones/?{ZONES}&zone=anshun-etdz")
    drawing = page.locator(f"{CHART} svg[role=img]")
    assert drawing.get_attribute("aria-label").startswith("Dot plot, Approved area. Xiangtan")
    expect(drawing.locator("circle")).to_have_count(2)
    card = page.locator(CHART).bounding_box()
    for words in drawing.locator(".plot__value").all():  # no value runs out of the drawing
        place = words.bounding_box()
        assert place["x"] + place["width"] < card["x"] + card["width"]
    assert width_needed(page) <= 360
    page.emulate_media(media="print")  # never scrolled to
    expect(drawing.get_by_text("1,246 ha", exact=True)).to_be_visible()
    expect(page.locator(f"{CHART} .chart__files")).to_be_hidden()


def test_a_chart_is_saved_as_a_picture_and_its_table_is_one_key_away(page, page_errors):
    page.goto(f"/en/compare/zones/?{ZONES}&zone=anshun-etdz")
    with page.expect_download() as saved:
        page.locator(CHART).get_by_role("link", name="PNG").click()
    assert saved.value.suggested_filename == f"{CHART_KEY}.png"
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    page.locator(f"{CHART} .chart__table summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{CHART} table tbody tr")).to_have_count(2)
    assert violations(page) == []
    assert page_errors == []


def test_the_zones_of_a_large_group_can_be_looked_at_closer(page, page_errors):
    page.goto("/en/metrics/approved-area/")
    page.get_by_role("button", name="Look closer").click()
    zones = page.locator(".chart__closer .point")
    expect(zones).to_have_count(552)
    zones.first.hover(force=True)
    expect(page.locator(".chart__closer .hovertext").first).to_contain_text("1. ")
    assert violations(page) == []
    assert page_errors == []


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
def framed(page, other_site, live_server):
    """Opens a page of another site that frames one of ours, and gives the frame."""

    def open_frame(path: str):
        page.goto(f"{other_site}?{live_server.url}{path}")
        return page.frame_locator("#frame")

    return open_frame


def test_another_site_shows_a_chart_and_a_comparison_whose_links_open_beside_it(
    framed, page, other_site, page_errors
):
    frame = framed(f"/en/embed/chart/?{ZONES}&chart={CHART_KEY}")
    expect(frame.locator(f"{CHART} svg[role=img] circle")).to_have_count(2)

    frame = framed(f"/en/embed/zones/?{ZONES}")
    frame.get_by_role("heading", name="Zones side by side: Xiangtan ETDZ").wait_for()
    frame.get_by_role("link", name="evidence 1", exact=True).first.click()
    expect(frame.get_by_role("dialog", name="evidence 1")).to_be_visible()
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="The whole comparison").click()
    whole = re.compile(r"/en/compare/zones/\?zone=xiangtan-etdz")
    expect(opened.value).to_have_url(whole)
    assert page.url.startswith(other_site)
    assert page_errors == []

    framed(f"/en/compare/zones/?{ZONES}")  # which refuses to be framed
    page.wait_for_load_state("networkidle")
    assert any("frame" in error.lower() for error in page_errors)
    page_errors.clear()
