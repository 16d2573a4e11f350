"""Comparing in Debian's Chromium: what is chosen, and a page that scrolls."""

import pytest
from playwright.sync_api import expect

from tests.site.test_embeds import ZONES
from tests.site.test_in_a_browser import violations, width_needed

pytestmark = pytest.mark.usefixtures("seeded_site")

FRAME = ".comparison-frame"


def test_the_number_of_chosen_zones_follows_the_reader_and_a_comparison_chooses_its_own(page):
    page.goto("/en/zones/")
    tray = page.locator("#tray")
    expect(tray).to_be_hidden()
    page.get_by_label("Compare Yanhu").check()
    page.goto("/zh-hans/reforms/")
    expect(tray.get_by_role("link")).to_have_text("1家开发区 · 对比")
    page.goto(f"/en/compare/zones/?{ZONES}")
    expect(tray).to_be_hidden()
    page.goto("/en/")
    expect(page.get_by_label("Compare Linfen")).to_be_checked()
    expect(page.get_by_label("Compare Yanhu")).not_to_be_checked()
    expect(tray.get_by_role("link")).to_have_text("3 zones · Compare")
    tray.get_by_role("button", name="Choose no zones").click()
    expect(tray).to_be_hidden()


def test_the_page_scrolls_over_a_comparison_while_its_head_stays_and_only_the_table_moves_aside(
    new_page,
):
    page = new_page(java_script_enabled=False, viewport={"width": 900, "height": 600})
    for path in (f"zones/?{ZONES}&zone=yanhu-htdz", "policies/"):
        page.goto(f"/en/compare/{path}")
        frame = page.locator(FRAME).first
        head, title = frame.locator("thead"), frame.locator(".column-title").first
        frame.hover(position={"x": 300, "y": 20})
        page.mouse.wheel(0, 800)
        page.wait_for_function(f"() => document.querySelector('{FRAME}').offsetTop + 200 < scrollY")
        assert frame.evaluate("frame => frame.scrollHeight - frame.clientHeight") == 0
        assert 0 <= title.bounding_box()["y"] < 20
        assert head.bounding_box()["height"] < 50
        assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
        assert width_needed(page) == 900


def test_on_a_phone_a_row_is_a_card_and_an_open_note_breaks_no_rule(new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto("/en/compare/zones/?zone=linfen-edz&zone=tunliu-etdz&zone=xiangyuan-etdz")
    card = page.locator("#metric-standard-land-area")
    expect(card).to_have_count(1)
    first, second, blank = [cell.bounding_box() for cell in card.locator("td").all()]
    assert first["x"] == second["x"]
    assert first["y"] + first["height"] <= second["y"]
    assert blank["y"] > second["y"]
    assert blank["height"] < 40
    card.get_by_role("link", name="evidence").first.click()
    note = page.get_by_role("dialog", name="evidence")
    expect(note).to_be_visible()
    assert width_needed(page) <= 360
    assert violations(page) == []


def test_on_a_phone_what_policies_say_is_closed_and_opens_for_who_is_led_into_it(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/en/compare/policies/")
    text = page.locator("#what-they-say")
    expect(text).to_be_hidden()
    assert (
        page.locator(".findings").bounding_box()["y"]
        < page.locator("form.picker, details.narrow").bounding_box()["y"]
    )
    page.get_by_role("navigation", name="Contents").get_by_role(
        "link", name="What they say"
    ).click()
    expect(text).to_be_visible()
