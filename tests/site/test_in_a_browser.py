"""The pages in Debian's Chromium: accessible, free of errors, usable with scripts off."""

from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


@pytest.fixture
def seeded_site():
    call_command("seed", stdout=StringIO())


def violations(page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{page.url} {v['id']}: {v['nodes'][0]['html'][:150]}"
        for v in results.response["violations"]
    ]


def test_no_page_breaks_a_rule_of_accessibility_or_of_its_policy(seeded_site, new_page):
    found = []
    for language, scheme, width in (("en", "light", 1280), ("zh-hans", "dark", 360)):
        page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        for path in PAGES:
            page.goto(f"/{language}/{path}")
            found += violations(page)
    assert found == []


def test_nothing_is_wider_than_a_phone(seeded_site, new_page):
    page = new_page(viewport={"width": 360, "height": 800})
    for language in ("en", "zh-hans"):
        for path in PAGES:
            page.goto(f"/{language}/{path}")
            width = page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= 360, f"{language} {path}: {width}"


def test_with_scripts_off_a_reader_filters_ticks_and_compares(seeded_site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reforms").click()
    page.get_by_label("Standard land").check()
    page.get_by_role("button", name="Apply").click()
    assert "type=standard-land" in page.url
    assert page.get_by_role("heading", name="5 reforms").is_visible()
    page.get_by_role("link", name="remove this filter").click()
    assert page.get_by_role("heading", name="99 reforms").is_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Zones").click()
    page.get_by_label("Compare Yanhu High-Tech").check()
    page.get_by_label("Compare Linfen Economic").check()
    page.get_by_role("button", name="Compare the ticked zones").click()
    heads = page.locator("thead th").all_inner_texts()
    assert heads == [
        "Yanhu High-Tech Industrial Development Zone",
        "Linfen Economic Development Zone",
    ]
    page.get_by_role("link", name="Standard land granted", exact=True).first.click()
    assert "/reforms/yanhu-standard-land/" in page.url
    assert page.get_by_text("323.17 mu").is_visible()


def test_a_reader_with_a_keyboard_reaches_the_content_and_the_filters(seeded_site, page):
    page.goto("/en/reforms/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.get_by_label("Search in this list").focus()
    page.keyboard.type("标准地")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reforms/?q=**")
    assert page.get_by_role("link", name="Standard land reform").is_visible()


def test_the_filters_open_on_a_phone_without_scripts(seeded_site, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/zh-hans/zones/")
    assert not page.get_by_role("button", name="应用").is_visible()
    page.get_by_text("筛选与排序").click()
    page.locator("#filters-toggle").wait_for(state="attached")
    page.get_by_role("button", name="应用").click()
    assert "/zh-hans/zones/?" in page.url


def test_the_list_prints_without_its_controls(seeded_site, page):
    page.goto("/en/zones/tunliu-etdz/")
    page.emulate_media(media="print")
    assert not page.get_by_role("search").is_visible()
    assert page.get_by_text("77.45 mu").first.is_visible()
