"""An article from paste to publication in a real browser, by keys and by a plain form."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from intake.articles.models import ArticleProposal, ArticleReview
from tests.intake.reviews import posed
from tests.site.test_in_a_browser import width_needed
from zones.models import Metric, Observation, Zone

pytestmark = pytest.mark.django_db(transaction=True)

# Made up, in the manner of an article that is recorded in the seed.
ARTICLE = """平陆高新技术产业开发区

今年上半年，平陆高新技术产业开发区重点推进在建项目36个，总投资52.4亿元；28个招商项目签约落地；谋划入库前期项目85个，总投资640亿元。

该区深化“三化三制”改革，健全15余项机关管理运行制度，压缩一般项目审批时限至18个工作日，全年办理各类审批事项862件。推行“全代办”服务，为企业提供全代办项目31个，群众满意度100%。

在土地方面，该区完成三批次土地报批，出让“标准地”9宗215.6亩，化解“三未”土地164.2亩。推行企业投资项目承诺制，为40家企业办理承诺制审批。区内联合6家银行搭建银企对接平台，助力12家企业享受各类补助资金538.2万元。

此外，该区实行“一枚印章管审批”，设立综合服务窗口，推行区域评估，为企业节省评估费用26万元。
"""
# What an editor records of it: metrics by the number as printed, types of measures.
FIGURES = {
    "36个": "projects-under-construction",
    "52.4亿元": "projects-under-construction-investment",
    "28个": "projects-signed",
    "85个": "pipeline-projects",
    "640亿元": "pipeline-projects-investment",
    "15余项": "internal-rules",
    "18个工作日": "approval-time-limit",
    "862件": "approvals-handled",
    "31个": "full-agency-projects",
    "100%": "full-agency-satisfaction",
    "三批次": "land-approval-batches",
    "9宗": "standard-land-plots",
    "215.6亩": "standard-land-area",
    "164.2亩": "three-not-land-resolved",
    "6家银行": "partner-banks",
    "12家企业": "subsidised-firms",
    "538.2万元": "subsidies-received",
    "26万元": "assessment-fees-saved",
}
TYPES = {
    "three-three-reform",
    "internal-rules",
    "shorter-approval-times",
    "full-agency-service",
    "standard-land",
    "commitment-based-approval",
    "bank-enterprise-matching",
    "one-seal-approval",
    "single-window",
    "area-wide-assessment",
}
# By hand an article of a zone, five figures and two measures took 71 clicks, 69 fields, 23 loads.
ACTIONS_BY_HAND, LOADS_BY_HAND = (71 + 69) / 8, 23 / 8
TIMES_FEWER = 5


class Curator:
    """Somebody at the review, who counts every click, key, field and load."""

    def __init__(self, page):
        self.page, self.did = page, Counter()
        page.on("load", lambda _page: self.did.update(["loads"]))

    def click(self, selector: str) -> None:
        self.did["clicks"] += 1
        self.page.click(selector)

    def fill(self, selector: str, text: str) -> None:
        self.did["fields"] += 1
        self.page.fill(selector, text)

    def press(self, key: str) -> None:
        self.did["keys"] += 1
        self.page.keyboard.press(key)

    def decide(self, *keys: str) -> None:
        """Press keys, the last of which settles the proposal; until the next one is there."""
        before = self.shown().pk
        for key in keys:
            self.press(key)
        self.wait_for_other(before)

    def wait_for_other(self, key: int) -> None:
        self.page.wait_for_function(
            "key => document.querySelector('#proposal [name=proposal]')?.value != key",
            arg=str(key),
        )
        self.page.wait_for_load_state()

    def shown(self) -> ArticleProposal | None:
        """The open proposal that the form is of."""
        form = self.page.locator("#proposal [name=proposal]")
        return ArticleProposal.objects.get(pk=form.input_value()) if form.count() else None

    def choose_metric(self, slug: str) -> None:
        """With the key of editing, a search and Enter, or with the key of its button."""
        name = Metric.objects.get(slug=slug).name_en
        offered = self.page.locator("[data-fills=id_metric]", has_text=name).first
        if offered.count():
            self.press(offered.get_attribute("data-key"))
            return
        self.press("e")
        search = self.page.locator(".select2-container--open .select2-search__field")
        self.did["fields"] += 1
        search.fill(name)
        expect(self.page.locator(".select2-results__option--highlighted")).to_contain_text(name)
        self.press("Enter")
        expect(self.page.locator("#panel")).to_be_focused()

    def mark(self, words: str) -> None:
        """Select words in the text and mark them as a figure that was missed."""
        self.did["clicks"] += 1  # with the mouse, dragged
        self.page.evaluate(SELECT, words)
        self.press("m")
        expect(self.page.locator("#words")).to_have_value(words)
        self.press("Enter")
        expect(self.page.locator("#panel blockquote")).to_have_text(words)


SELECT = """words => {
  for (const part of document.querySelectorAll(".review-text [data-at]")) {
    const start = part.textContent.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(part.firstChild, start);
    range.setEnd(part.firstChild, start + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}"""


def settle(curator: Curator) -> None:
    """Go through all proposals: right ones are accepted, a metric chosen, others rejected."""
    left, types = dict(FIGURES), set(TYPES)
    while proposal := curator.shown():
        if proposal.kind == "figure":
            metric = left.pop(proposal.quote, None)
            if metric is None:
                curator.decide("x", "3")
                continue
            if proposal.values.get("metric") != metric:
                curator.choose_metric(metric)
        if proposal.kind == "reform":
            mine = {*proposal.values.get("types", ())} & types
            if not mine:
                curator.decide("x", "3")
                continue
            types -= mine
        curator.decide("a")


@pytest.mark.usefixtures("seeded_site")
def test_an_article_is_pasted_reviewed_by_keys_and_compared(logged_in_page, live_server):
    page = logged_in_page(locale="en", viewport={"width": 1280, "height": 900})
    curator = Curator(page)
    page.goto("/admin/articles/add/")
    curator.fill("[name=text]", ARTICLE)
    curator.click("text=Read the article")
    curator.fill("[name=issued]", "2023-08")
    curator.click("text=Save and review")

    # Something sure takes one key, and the next one comes by itself, with its place in the text.
    expect(page.locator("#panel blockquote")).to_have_text("平陆高新技术产业开发区")
    keys = curator.did["keys"]
    curator.decide("a")
    assert curator.did["keys"] - keys == 1
    expect(page.locator(".mark[aria-current]").first).to_be_in_viewport()
    expect(page.locator(".mark--zone + .mark-sign")).to_have_text("✓")

    settle(curator)
    page.wait_for_url("**/review/end/")
    review = ArticleReview.objects.get()
    recorded = Observation.objects.filter(source=review.source)
    missed = {words for words, metric in FIGURES.items()} - {
        one.quote for one in review.proposals.exclude(slug="") if one.kind == "figure"
    }
    if missed:
        page.goto(f"/admin/articles/{review.source.slug}/review/?start=0&end=0")
    for words in missed:
        curator.mark(words)
        curator.choose_metric(FIGURES[words])
        curator.decide("a")
    zone = Zone.objects.get(name="平陆高新技术产业开发区")
    assert {one.metric.slug for one in recorded} == {*FIGURES.values()}
    assert {one.zone for one in recorded} == {zone}

    # By hand each fact took 17 clicks and fields and three pages.
    facts = review.proposals.exclude(slug="").count()
    did = curator.did
    actions = did["clicks"] + did["keys"] + did["fields"]
    said = f"{facts} facts: {dict(did)}, {len(missed)} missed"
    assert actions * TIMES_FEWER <= facts * ACTIONS_BY_HAND, said
    assert did["loads"] * TIMES_FEWER <= facts * LOADS_BY_HAND, said

    # On to its drafts, which are published, and compared with a zone of the seed.
    page.goto(f"/admin/articles/{review.source.slug}/review/end/")
    page.click("text=On to its drafts")
    page.click("text=all >> nth=0")
    page.fill("#change-reason", "checked against the article")
    for field in page.locator(".draft__because input").all():
        field.fill("as printed")
    page.click("button:has-text('Publish the chosen')")
    page.wait_for_selector("text=No drafts are left of this source.")
    page.context.clear_cookies()
    page.goto(f"/en/compare/zones/?zone={zone.slug}&zone=yanhu-htdz")
    row = page.locator("tr", has_text="Projects under construction").first
    expect(row).to_contain_text("36")
    expect(row).to_contain_text("54")


def violations(page) -> list[str]:
    # Without looking into the admin's stylesheets, which axe would load anew.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]


@pytest.fixture
def review(db) -> ArticleReview:
    return posed(User.objects.get_or_create(username="editor of texts")[0])


def test_the_same_works_without_scripts(logged_in_page, review):
    page = logged_in_page(locale="en", java_script_enabled=False)
    page.goto(f"/admin/articles/{review.source.slug}/review/")
    page.click("#proposal button:has-text('Accept')")
    expect(page.locator("#panel blockquote")).to_have_text("323.17亩")
    page.select_option("#id_metric", str(Metric.objects.get(slug="approved-area").pk))
    page.click("#proposal button:has-text('Accept')")
    expect(page.locator("#panel blockquote")).to_have_text("推行全代办服务")
    figure = Observation.objects.get()
    assert (figure.metric.slug, figure.zone.name) == ("approved-area", "晋源经济技术开发区")

    page.click("#reject summary")
    page.click("#reject button:has-text('understood wrongly')")
    page.wait_for_url("**/review/end/")
    page.go_back()
    page.reload()
    page.click("button:has-text('Undo this decision')")
    page.click("#proposal button:has-text('Accept')")
    page.wait_for_url("**/review/end/")
    states = review.proposals.order_by("start").values_list("state", flat=True)
    assert [*states] == ["accepted", "corrected", "accepted"]

    page.goto(
        f"/admin/articles/{review.source.slug}/review/?proposal={review.proposals.first().pk}"
    )
    page.click("#missed summary")
    page.fill("#words", "20个工作日")
    page.click("#missed button:has-text('figure')")
    expect(page.locator("#id_value")).to_have_value("20")


def test_keys_leave_what_is_typed_alone_and_going_back_loses_no_decision(logged_in_page, review):
    page = logged_in_page(locale="en")
    curator = Curator(page)
    page.goto(f"/admin/articles/{review.source.slug}/review/")
    page.keyboard.down("a")
    curator.wait_for_other(review.proposals.first().pk)
    page.keyboard.down("a")  # held down: it decides on nothing unseen
    page.keyboard.up("a")
    page.click("#id_period")
    page.keyboard.type("jaxum")
    expect(page.locator("#id_period")).to_have_value("jaxum")
    page.fill("#id_period", "2022")
    page.click(".mark[aria-current]")  # chosen already: what was typed stays
    page.keyboard.press("2")  # of the likeliest metrics
    curator.decide("a")
    figure = Observation.objects.get()
    assert (figure.period, figure.metric.slug) == ("2022", "approved-area")

    page.keyboard.press("k")
    expect(page.locator("#panel blockquote")).to_have_text("323.17亩")
    expect(page.locator(".review-settled")).to_contain_text("Corrected and accepted")
    page.keyboard.press("u")
    expect(page.locator("#id_value")).to_have_value("323.17")
    assert not Observation.objects.exists()
    page.keyboard.press("a")
    expect(page.locator("#panel blockquote")).to_have_text("推行全代办服务")
    page.keyboard.press("e")  # into the chooser of several, which Escape leaves
    expect(page.locator(".select2-container--open")).not_to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")


def test_who_comes_second_is_told_so_in_the_page(logged_in_page, review):
    page = logged_in_page(locale="en")
    page.goto(f"/admin/articles/{review.source.slug}/review/")
    expect(page.locator("#panel blockquote")).to_have_text("晋源经济技术开发区")
    other = logged_in_page(locale="en")
    Curator(other).page.goto(page.url)
    Curator(other).decide("x", "1")
    page.keyboard.press("a")
    expect(page.locator(".review-told")).to_contain_text("Settled meanwhile by li: rejected.")
    expect(page.locator(".review-settled")).to_contain_text("Rejected")


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("zh-CN", "dark", 360)]
)
def test_its_pages_are_accessible_and_fit(logged_in_page, review, language, scheme, width):
    page = logged_in_page(
        locale=language, color_scheme=scheme, viewport={"width": width, "height": 780}
    )
    at = f"/admin/articles/{review.source.slug}/review/"
    figure = review.proposals.get(kind="figure").pk
    for address in (at, f"{at}?proposal={figure}", f"{at}sure/figure/", f"{at}end/"):
        page.goto(address)
        assert violations(page) == []
        assert width_needed(page) <= width
    page.goto(f"{at}?proposal={figure}")
    page.keyboard.press("x")
    page.keyboard.press("?")
    page.click("#missed summary")
    assert violations(page) == []
    chosen, panel = (page.locator(one).bounding_box() for one in (".mark[aria-current]", "#panel"))
    assert width > 900 or chosen["y"] + chosen["height"] <= panel["y"]
