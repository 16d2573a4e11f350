"""The page that takes an article in, on a phone, with scripts and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sources.models import Source
from tests.intake.article_files import PARAGRAPHS, word
from tests.site.test_in_a_browser import width_needed

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 800}


def problems(page) -> list[str]:
    # Without looking into the admin's stylesheets, which axe would load anew.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_an_article_is_uploaded_confirmed_and_saved_on_a_phone(
    logged_in_page, live_server, has_scripts
):
    page = logged_in_page(viewport=PHONE, java_script_enabled=has_scripts, locale="zh-CN")
    page.goto(f"{live_server.url}/admin/articles/add/")
    file = {"name": "article.docx", "mimeType": "application/zip", "buffer": word()}
    page.set_input_files("input[type=file]", file)
    if has_scripts:
        assert problems(page) == []
        assert width_needed(page) <= PHONE["width"]
    page.click(".submit-row .default")
    expect(page.locator("#id_title")).to_have_value(PARAGRAPHS[0])
    if has_scripts:
        assert problems(page) == []
        assert width_needed(page) <= PHONE["width"]
    page.click(".submit-row .default")
    page.wait_for_url("**/review/**")
    assert Source.objects.get().title == PARAGRAPHS[0]
