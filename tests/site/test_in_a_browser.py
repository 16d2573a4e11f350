"""The pages in Debian's Chromium: accessible, free of errors, usable with scripts off."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("seeded_site")

PAGES = [
    "",
    "zones/",
    "zones/?tier=provincial",
    "zones/?q=no-such-zone-anywhere",
    "zones/tunliu-etdz/",
    "zones/beijing-etdz/",
    "reforms/?type=standard-land",
    "reforms/tunliu-expert-review/",
    "policies/",
    "policies/henan-coal-chemicals-2018-2020/",
    "metrics/",
    "metrics/standard-land-area/",
    "sources/",
    "sources/shanxi-zones-kexue-daobao/",
    "search/?q=standard",
    "about-the-data/",
    "method/",
    "compare/zones/?zone=linfen-edz&zone=yanhu-htdz",
    "compare/zones/?zone=xiangtan-etdz&zone=huaian-etdz&zone=anshun-etdz&zone=linfen-edz",
    "compare/reforms/?type=standard-land",
    "compare/policies/",
    "compare/policies/?province=henan&province=hunan",
]


def violations(page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{page.url} {v['id']}: {v['nodes'][0]['html'][:150]}"
        for v in results.response["violations"]
    ]


def test_no_page_breaks_a_rule_of_accessibility_or_of_its_policy_or_is_wider_than_a_phone(
    new_page,
):
    found = []
    for language, scheme, width in (("en", "light", 1280), ("zh-hans", "dark", 360)):
        page = new_page(color_scheme=scheme)
        for path in PAGES:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{language}/{path}")
            found += violations(page)
            page.set_viewport_size({"width": 360, "height": 800})
            needed = page.evaluate("() => document.documentElement.scrollWidth")
            assert needed <= 360, f"{language} {path}: {needed}"
    assert found == []


def test_with_scripts_off_a_reader_filters_ticks_and_compares(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reforms").click()
    page.get_by_label("Standard land").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="5 reforms")).to_be_visible()
    expect(page).to_have_url(re.compile("type=standard-land"))
    page.get_by_role("link", name="remove this filter").click()
    expect(page.get_by_role("heading", name="99 reforms")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Zones").click()
    page.get_by_label("Compare Yanhu High-Tech").check()
    page.get_by_label("Compare Linfen Economic").check()
    page.get_by_role("button", name="Compare the ticked zones").click()
    expect(page.locator("thead th > a")).to_have_text(["Yanhu HTDZ", "Linfen EDZ"])
    page.get_by_role("link", name="Standard land granted", exact=True).first.click()
    expect(page).to_have_url(re.compile("/reforms/yanhu-standard-land/"))
    expect(page.get_by_text("323.17 mu")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_type_of_reform_to_the_evidence_and_a_file(new_page, scripts):
    page = new_page(java_script_enabled=scripts)
    page.goto("/en/reforms/")
    page.get_by_label("Standard land").check()
    page.get_by_role("button", name="Apply").click()
    for zone in ("Linfen", "Tunliu", "Yanhu"):
        page.get_by_label(f"Compare {zone}").check()
    if scripts:
        page.get_by_role("complementary", name="Zones to compare").get_by_role("link").click()
    else:
        page.get_by_role("button", name="Compare the ticked zones").click()
    row = page.get_by_role("row").filter(has_text="Standard land granted, area")
    expect(row).to_contain_text("not comparable")
    expect(row).to_contain_text("94.20 ha")

    page.get_by_role("link", name="Differences").click()
    expect(page).to_have_url(re.compile("show=differences"))
    row = page.get_by_role("row").filter(has_text="Standard land granted, area")
    row.get_by_role("link", name="evidence").first.click()
    expect(page.locator("li:target")).to_contain_text("出让面积1413.03亩")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename.endswith(".csv")


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
    page.wait_for_url("**/compare/zones/?zone=linfen-edz&zone=yanhu-htdz")
    press_until(page, "Tab", "Differences")
    page.keyboard.press("Enter")
    page.wait_for_url("**show=differences")
    press_until(page, "Tab", "evidence")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#note-"))
    press_until(page, "Tab", "JSON")
    page.keyboard.press("Enter")
    page.wait_for_url("**format=json")


def test_the_tray_follows_the_reader_through_the_lists(page):
    page.goto("/en/zones/")
    tray = page.get_by_role("complementary", name="Zones to compare")
    expect(tray).to_be_hidden()
    page.get_by_label("Compare Yanhu").check()
    page.goto("/en/reforms/")
    expect(tray).to_contain_text("Yanhu HTDZ")
    page.get_by_label("Compare Anshun").check()
    page.goto("/en/")
    expect(page.get_by_label("Compare Anshun")).to_be_checked()
    tray.get_by_role("button", name="Take Yanhu HTDZ out").click()
    expect(tray).not_to_contain_text("Yanhu")
    tray.get_by_role("button", name="Clear").click()
    expect(tray).to_be_hidden()


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


def test_the_filters_open_on_a_phone_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/zh-hans/zones/")
    expect(page.get_by_role("button", name="应用")).to_be_hidden()
    page.get_by_text("筛选与排序").click()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile(r"/zh-hans/zones/\?"))


def test_the_list_prints_without_its_controls(page):
    page.goto("/en/zones/tunliu-etdz/")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_text("77.45 mu").first).to_be_visible()
