"""A part that the machine lacks: skipped with its reason, and a failure in CI."""

import pytest

from tests import conftest

REASON = "Chromium is not installed. Debian: apt-get install chromium fonts-noto-cjk"


class Item:
    """As much of a collected test as the hook looks at."""

    def __init__(self, *markers):
        self.markers = markers

    def get_closest_marker(self, name):
        return name if name in self.markers else None


@pytest.mark.parametrize("required", [None, "1"])
def test_a_browser_test_is_skipped_with_the_way_to_get_the_browser_and_fails_in_ci(
    required, monkeypatch
):
    monkeypatch.setitem(conftest.PARTS, "browser", (False, conftest.PARTS["browser"][1]))
    monkeypatch.setenv("REQUIRE_PARTS", required or "")
    with pytest.raises((pytest.fail if required else pytest.skip).Exception, match=REASON):
        conftest.pytest_runtest_setup(Item("browser"))
    conftest.pytest_runtest_setup(Item())  # other tests run all the same


def test_whatever_takes_a_page_is_a_browser_test_and_its_errors_are_noted(
    page, page_errors, request
):
    assert request.node.get_closest_marker("browser")
    page.goto("/admin/login/")
    assert page.locator("input[name=username]").count() == 1
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(100)
    assert page_errors, "a broken rule of the content security policy is noted"
    page_errors.clear()
