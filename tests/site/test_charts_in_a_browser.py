"""The charts in Debian's Chromium, under the strict policy, with scripts and without."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("seeded_site")

ZONES = "zone=xiangtan-etdz&zone=huaian-etdz&zone=linfen-edz"
CHART = "#chart-approved-area-dots"
PLOTLY = "/plotly/plotly.min.js"


def asked_for(page) -> list[str]:
    """The addresses that a page asks for from now on."""
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def draw(page, chart=CHART):
    """Bring a chart near the screen and wait for its drawing."""
    page.locator(chart).scroll_into_view_if_needed()
    drawing = page.locator(f"{chart} .main-svg[role=img]")
    drawing.wait_for()
    return drawing


def test_a_chart_is_drawn_under_the_policy_when_it_comes_near_the_screen(page, page_errors):
    asked = asked_for(page)
    page.goto(f"/en/compare/zones/?{ZONES}")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if PLOTLY in url] == []
    expect(page.locator(f"{CHART} .main-svg")).to_have_count(0)

    drawing = draw(page)
    assert [url.split("/static")[-1] for url in asked if PLOTLY in url] == [PLOTLY]
    assert drawing.get_attribute("aria-label").startswith("Dot plot, Approved area. Xiangtan")
    expect(page.locator(f"{CHART} .points path.point")).to_have_count(3)
    expect(page.locator(CHART)).to_contain_text("1,246 ha")
    page.locator(f"{CHART} .points path.point").first.hover(force=True)
    page.locator(f"{CHART} .hovertext").wait_for()
    assert page_errors == []


def test_the_drawing_keeps_to_its_place(page):
    page.goto(f"/en/compare/zones/?{ZONES}")
    drawing = draw(page).bounding_box()
    card = page.locator(CHART).bounding_box()
    below = page.locator(f"{CHART} .chart__table summary").bounding_box()
    assert card["x"] < drawing["x"]
    assert drawing["x"] + drawing["width"] < card["x"] + card["width"]
    assert drawing["y"] + drawing["height"] <= below["y"]


def test_the_table_is_one_key_away(page):
    page.goto(f"/en/compare/zones/?{ZONES}")
    draw(page)
    table = page.locator(f"{CHART} table")
    expect(table).to_be_hidden()
    page.locator(f"{CHART} .chart__table summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(3)


def test_with_scripts_off_the_tables_stand_open(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"/en/compare/zones/?{ZONES}")
    table = page.locator(f"{CHART} table")
    expect(table).to_be_visible()
    zones = ["Xiangtan ETDZ", "Linfen EDZ", "Huai'an ETDZ"]
    expect(table.locator("tbody th")).to_have_text(zones)
    expect(table).to_contain_text("1,246 ha")


def test_the_table_stands_open_where_plotly_cannot_be_loaded(page, page_errors):
    page.route(f"**{PLOTLY}", lambda route: route.abort())
    page.goto(f"/en/compare/zones/?{ZONES}")
    page.locator(CHART).scroll_into_view_if_needed()
    page.locator(CHART).get_by_text("The chart could not be drawn").wait_for()
    expect(page.locator(f"{CHART} table")).to_be_visible()
    page_errors.clear()  # the refused request is reported on the console


def test_charts_that_are_not_drawn_print_as_tables(page):
    page.goto(f"/en/compare/zones/?{ZONES}")
    expect(page.locator(f"{CHART} table")).to_be_hidden()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(f"{CHART} table")).to_be_visible()


def test_colours_follow_the_scheme_and_print_on_white(new_page):
    page = new_page(color_scheme="dark")
    page.goto(f"/zh-hans/compare/zones/?{ZONES}")
    draw(page)
    drawing = expect(page.locator(f"{CHART} .main-svg").first)
    drawing.to_have_css("background-color", "rgb(31, 29, 26)")
    page.emulate_media(color_scheme="light")
    drawing.to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    drawing.to_have_css("background-color", "rgb(31, 29, 26)")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    drawing.to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_chart_is_saved_as_a_picture_that_carries_its_heading(page):
    page.goto(f"/en/compare/zones/?{ZONES}")
    draw(page)
    bar = page.locator(CHART).get_by_role("toolbar")
    names = [one.get_attribute("aria-label") for one in bar.get_by_role("button").all()]
    assert names == ["Save as an SVG drawing", "Save as a PNG picture"]
    expect(page.get_by_text("Plotly")).to_have_count(0)

    with page.expect_download() as saved:
        bar.get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == "chart-approved-area-dots.svg"
    drawing = Path(saved.value.path()).read_text(encoding="utf-8")
    for words in ("Approved area", "3 zones", "Catalogue of Reviewed", "1,246 ha"):
        assert words in drawing

    with page.expect_download() as saved:
        bar.get_by_role("button", name="PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


def test_before_and_after_and_growth_are_drawn_in_chinese_on_a_phone(new_page):
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto("/zh-hans/compare/zones/?zone=anshun-etdz&zone=xiangtan-etdz")
    draw(page, "#chart-built-up-area-anshun-etdz-change")
    change = page.locator("#chart-built-up-area-anshun-etdz-change svg").first
    expect(change).to_contain_text("建区之初")
    draw(page, "#chart-economy-growth")
    expect(page.locator("#chart-economy-growth .bars .point")).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_drawn_charts_break_no_rule_of_accessibility(new_page, scheme, width):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(f"/en/compare/zones/?{ZONES}&zone=anshun-etdz")
    for chart in page.locator(".chart").all():
        draw(page, f"#{chart.get_attribute('id')}")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_a_comparison_without_a_chart_asks_for_nothing_of_theirs(page):
    asked = asked_for(page)
    page.goto("/en/compare/zones/?zone=lingchuan-ectdz")
    page.wait_for_load_state("networkidle")
    assert not page.locator(".chart").count()
    assert [url for url in asked if "charts.js" in url or "plotly" in url] == []
