"""In a real browser: the list of articles, and asking a language model with scripts and without."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from intake.articles.models import ArticleReview, AsideRule
from intake.imports import progress
from tests.intake.model_server import answers
from tests.intake.reviews import reviewed
from tests.site.test_in_a_browser import width_needed

pytestmark = pytest.mark.django_db(transaction=True)
SAID = answers(json.dumps({"reforms": [{"quote": "审批时限压缩", "types": []}]}))


@pytest.fixture
def review(db) -> ArticleReview:
    return reviewed(User.objects.create(username="editor of texts"))


@pytest.fixture(autouse=True)
def model(served, settings):
    server = served(SAID)
    settings.PROPOSER_URL, settings.PROPOSER_MODEL = server.url, "small"
    return server


@pytest.mark.parametrize("with_scripts", [True, False])
@pytest.mark.parametrize("patience", [5.0, 0.0], ids=["quick", "slow"])
def test_a_model_is_asked_by_a_button(
    logged_in_page, review, model, monkeypatch, with_scripts, patience
):
    monkeypatch.setattr(progress, "PATIENCE", patience)
    page = logged_in_page(locale="en", java_script_enabled=with_scripts)
    page.goto(f"/admin/articles/{review.source.slug}/review/")
    expect(page.locator(".review-ask")).to_contain_text(f"Sends the text to {model.url[7:-3]}")
    page.click(".review-ask button")
    if patience == 0 and not with_scripts:
        page.click(".progress-done a")
    expect(page.locator(".review-tools")).to_contain_text("The text was sent to")
    expect(page.locator(".review-text .mark--reform")).to_contain_text(["审批时限压缩"])
    assert review.proposals.get(by_model=True).quote == "审批时限压缩"


@pytest.mark.parametrize(
    ("locale", "scheme", "width"), [("en", "dark", 390), ("zh-CN", "light", 1280)]
)
def test_the_lists_of_articles_can_be_read_by_everybody(
    logged_in_page, review, locale, scheme, width
):
    AsideRule.objects.create(before="第", after="批", reason="an ordinal")
    one = review.proposals.filter(kind="figure").first()
    values = {"state": "corrected", "corrected": ["period"], "settled": review.begun}
    values |= {"model": "zones.observation", "record": 1, "slug": "some"}
    review.proposals.filter(pk=one.pk).update(**values)
    page = logged_in_page(
        locale=locale, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    for address in ("/admin/articles/", "/admin/articles/corrected/zones.observation/period/"):
        page.goto(address)
        found = Axe().run(page, "#content", {"preload": False}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:150]) for one in found] == []
        assert width_needed(page) <= width
