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


@pytest.fixture
def no_chromium(monkeypatch):
    monkeypatch.setitem(conftest.PARTS, "browser", (False, conftest.PARTS["browser"][1]))
    monkeypatch.delenv("REQUIRE_PARTS", raising=False)
    return monkeypatch


def test_a_browser_test_is_skipped_with_the_way_to_get_the_browser(no_chromium):
    with pytest.raises(pytest.skip.Exception, match=REASON):
        conftest.pytest_runtest_setup(Item("browser"))


def test_in_ci_a_missing_part_is_a_failure(no_chromium):
    no_chromium.setenv("REQUIRE_PARTS", "1")
    with pytest.raises(pytest.fail.Exception, match=REASON):
        conftest.pytest_runtest_setup(Item("browser"))


def test_other_tests_run_all_the_same(no_chromium):
    conftest.pytest_runtest_setup(Item())


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
