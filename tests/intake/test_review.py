"""The page where an article's proposals are settled: forms, decisions, and who may."""

import pytest
from django.test import Client
from django.urls import reverse

from intake.articles.deciding import accept, reject
from intake.articles.models import ArticleProposal, ArticleReview, AsideRule
from intake.articles.proposing.whys import together, why
from intake.articles.reviewing import begin
from reforms.models import Reform
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from tests.admin.pages import queries_of
from tests.intake.reviews import TEXT, proposed, reviewed, somebody
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return somebody("editor")


@pytest.fixture
def browser_of_editor(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def review(user):
    """Of a text about one new zone; what is proposed of it is made here."""
    review = reviewed(user)
    review.proposals.all().delete()
    return review


@pytest.fixture
def figure(review):
    zone, metric = make.ZoneFactory(), make.MetricFactory(unit="mu", slug="area", name="土地面积")
    values = {"zone": zone.slug, "metric": metric.slug, "value": "323.17", "unit": "mu"}
    return proposed(review, "323.17亩", values=values, choices={"metric": ["area", "other"]})


def address(review: ArticleReview, page: str = "review", *more) -> str:
    return reverse(f"intake:{page}", args=[review.source.slug, *more])


def posted(client, proposal: ArticleProposal, do: str, **data):
    """Post the form as it is shown, with some of its fields changed."""
    at = f"{address(proposal.review)}?proposal={proposal.pk}"
    form = client.get(at).context.get("form")
    fields = {one.html_name: one.value() for one in form} if form else {}
    filled = {name: value for name, value in fields.items() if value is not None}
    return client.post(at, filled | {"do": do, "proposal": proposal.pk} | data, follow=True)


def test_the_text_stands_beside_the_form_of_the_first_open_proposal(browser_of_editor, figure):
    answer = browser_of_editor.get(address(figure.review), follow=True)
    page = answer.content.decode()
    at = f"{address(figure.review)}?proposal={figure.pk}#p{figure.pk}"
    assert answer.redirect_chain == [(at, 302)]
    assert "晋源开发区改革见闻" in page
    assert 'aria-current="true">323.17亩</a>' in page
    assert 'value="323.17"' in page
    assert "0 of 1 settled" in page


def test_accepting_makes_a_draft_for_an_editor_and_leads_to_the_next_open_one(
    browser_of_editor, figure
):
    later = proposed(figure.review, "20个工作日")
    answer = posted(browser_of_editor, figure, "accept")
    record = Observation.objects.get()
    assert (record.is_draft, str(record.value), record.quote) == (True, "323.170000", "323.17亩")
    assert answer.context["chosen"] == later
    figure.refresh_from_db()
    assert figure.state == "accepted"


def test_a_corrected_field_is_taken_from_the_form(browser_of_editor, figure):
    posted(browser_of_editor, figure, "accept", period="2022")
    figure.refresh_from_db()
    assert (figure.state, figure.corrected) == ("corrected", ["period"])
    assert Observation.objects.get().period == "2022"


def test_a_figure_of_a_zone_that_is_proposed_too_makes_the_zone_in_the_same_step(
    browser_of_editor, figure
):
    province = make.ProvinceFactory()
    values = {"name": "晋源经济技术开发区", "province": province.slug, "kind": "etdz"}
    zone = proposed(figure.review, "晋源经济技术开发区", "zone", values=values)
    figure.values["zone"] = f"#{zone.pk}"
    figure.save()
    assert f'<option value="#{zone.pk}" selected>' in str(
        browser_of_editor.get(f"{address(figure.review)}?proposal={figure.pk}").context["form"][
            "zone"
        ]
    )
    posted(browser_of_editor, figure, "accept")
    assert Observation.objects.get().zone == Zone.objects.get(name="晋源经济技术开发区")
    zone.refresh_from_db()
    assert zone.state == "accepted"


def test_what_is_refused_keeps_what_was_typed_and_says_why(browser_of_editor, figure):
    answer = posted(browser_of_editor, figure, "accept", unit="", period="some day")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="some day"' in page
    assert page.count('role="alert"') >= 1
    assert not Observation.objects.exists()


def test_who_comes_second_is_told_who_has_settled_it(browser_of_editor, figure):
    curator = somebody("curator")
    accept(figure, {}, curator)
    answer = posted(browser_of_editor, figure, "reject", because="twice")
    assert "Settled meanwhile by one curator: accepted." in answer.content.decode()
    figure.refresh_from_db()
    assert figure.state == "accepted"


def test_a_rejection_has_a_reason_and_may_hold_always(browser_of_editor, figure):
    rule = {"always-before": "标准地11宗", "always-wording": "", "always-after": ""}
    said = {"because": "not a measurement", "always": "yes"}
    posted(browser_of_editor, figure, "reject", **said, **rule)
    figure.refresh_from_db()
    assert (figure.state, figure.reason) == ("rejected", "not a measurement")
    rule = AsideRule.objects.get()
    assert (rule.before, rule.wording, rule.reason) == ("标准地11宗", "", "not a measurement")


def test_a_rejection_without_a_reason_is_none(browser_of_editor, figure):
    answer = posted(browser_of_editor, figure, "reject")
    assert "Say why it is rejected." in answer.content.decode()
    figure.refresh_from_db()
    assert figure.state == "open"


def test_a_zone_that_is_recorded_under_another_name_is_taught(figure):
    curator = somebody("curator")
    client = Client(headers={"accept-language": "en"})
    client.force_login(curator)
    known = make.ZoneFactory(is_draft=False)
    zone = proposed(figure.review, "晋源经济技术开发区", "zone")
    said = {"because": "no zone", "always": "yes", "called-zone": known.pk}
    posted(client, zone, "reject", **said)
    known.refresh_from_db()
    assert "晋源经济技术开发区" in known.aliases


def test_reasons_are_said_in_the_language_of_whoever_reads(browser_of_editor, figure, user):
    """Those of the rules and those that a rejection was offered; numbers set aside go back too."""
    figure.why = together(why("metric: “%(words)s”", words="标准地"), "typed")
    figure.save()
    reason = "part of a name or a slogan"
    at = f"{address(figure.review)}?proposal={figure.pk}"
    assert "metric: “标准地”; typed" in browser_of_editor.get(at).text
    chinese = Client(headers={"accept-language": "zh-hans"})
    chinese.force_login(user)
    page = chinese.get(at).text
    assert "指标：“标准地”；typed" in page
    assert f'value="{reason}"' in page
    posted(chinese, figure, "reject", because=reason)
    said = SetAsideNumber.objects.get().reason
    assert said in chinese.get(at).text
    assert said not in browser_of_editor.get(at).text
    assert f"Rejected</b>: {reason}" in browser_of_editor.get(at).text
    posted(browser_of_editor, figure, "undo")
    assert not SetAsideNumber.objects.exists()


def test_a_decision_is_undone_where_it_was_made(browser_of_editor, figure, user):
    reject(figure, "twice", user)
    answer = posted(browser_of_editor, figure, "undo")
    figure.refresh_from_db()
    assert figure.state == "open"
    assert answer.context["chosen"] == figure


def test_words_of_the_text_are_marked_as_missed_and_become_a_filled_form(browser_of_editor, review):
    answer = browser_of_editor.post(
        address(review), {"do": "missed:figure", "words": "20个工作日"}, follow=True
    )
    made = review.proposals.get()
    assert (made.is_missed, made.quote) == (True, "20个工作日")
    assert answer.context["form"]["value"].value() == "20"
    answer = browser_of_editor.post(
        address(review), {"do": "missed:figure", "words": "30个工作日"}, follow=True
    )
    assert "These words do not stand in the text." in answer.content.decode()


def test_what_is_sure_is_shown_before_it_is_accepted_together(browser_of_editor, figure):
    doubtful = proposed(figure.review, "20个工作日", confidence=0.5)
    page = browser_of_editor.get(address(figure.review, "review-sure", "figure"))
    assert [one for *_words, one, _fields in page.context["rows"]] == [figure]
    answer = browser_of_editor.post(
        address(figure.review, "review-sure", "figure"), {"chosen": [figure.pk]}, follow=True
    )
    assert "Accepted: 1." in answer.content.decode()
    assert answer.context["chosen"] == doubtful
    assert Observation.objects.count() == 1


def test_an_open_number_of_the_text_leads_to_what_is_proposed_of_it(browser_of_editor, figure):
    place = figure.start
    text = browser_of_editor.get(reverse("articles:text", args=[figure.review.source.slug]))
    assert f"{address(figure.review)}?at={place}" in text.content.decode()
    answer = browser_of_editor.get(f"{address(figure.review)}?at={place}", follow=True)
    assert answer.context["chosen"] == figure
    other = TEXT.index("20个工作日")
    answer = browser_of_editor.get(f"{address(figure.review)}?at={other}", follow=True)
    assert answer.context["selection"][:2] == (other, other + len("20个工作日"))


def test_a_review_is_begun_with_a_button_and_goes_on_at_the_number_asked_for(browser_of_editor):
    source = make.SourceFactory()
    ArticleText.objects.create(source=source, text=TEXT)
    at = reverse("intake:review", args=[source.slug])
    place = TEXT.index("74.1亿元")
    page = browser_of_editor.get(f"{at}?at={place}")
    assert "Begin the review" in page.content.decode()
    assert not ArticleReview.objects.exists()
    answer = browser_of_editor.post(at, {"do": "begin", "at": place}, follow=True)
    assert answer.context["chosen"].quote.startswith("74.1")


def test_a_replaced_text_is_proposed_again(browser_of_editor, figure, user):
    ArticleText.objects.update(text=f"前言。\n\n{TEXT}", sha256="other")
    page = browser_of_editor.get(address(figure.review)).content.decode()
    assert "The text was replaced since it was reviewed." in page
    browser_of_editor.post(address(figure.review), {"do": "begin"})
    figure.review.refresh_from_db()
    assert figure.review.sha256 == "other"
    assert begin(figure.review.source, user) == figure.review


def test_numbers_that_count_nothing_are_set_aside_together(browser_of_editor, review):
    start = TEXT.index("20个工作日")
    review.aside = [{"start": start, "end": start + 6, "quote": "20个工作日", "why": "a slogan"}]
    review.save()
    assert "a slogan" in browser_of_editor.get(f"{address(review)}?start=0&end=0").content.decode()
    browser_of_editor.post(address(review), {"do": "aside"})
    assert SetAsideNumber.objects.get().reason == "a slogan"


def test_the_end_asks_for_english_and_leads_to_the_drafts(browser_of_editor, figure, user):
    figure.values |= {"detail": "某企业"}
    figure.save()
    record = accept(figure, {}, user)
    page = browser_of_editor.get(address(figure.review, "review-end"))
    assert reverse("intake:publish", args=[figure.review.source.slug]) in page.content.decode()
    key = f"observation-{record.pk}-detail"
    assert key in [one.key for one, _value, _errors in page.context["rows"]]
    browser_of_editor.post(address(figure.review, "review-end"), {key: "One company"})
    record.refresh_from_db()
    assert record.detail_en == "One company"
    answer = browser_of_editor.post(address(figure.review, "review-end"), {key: "x" * 400})
    assert answer.status_code in (302, 400)


def test_one_text_is_put_into_english_once_and_known_english_is_filled_in(
    browser_of_editor, review
):
    zone, metric = make.ZoneFactory(), make.MetricFactory()
    known = {"zone": zone, "metric": metric, "source": review.source}
    make.ObservationFactory(**known, detail="改革前", detail_en="before the reform")
    values = {"zone": zone.slug, "title": "全代办", "summary": "全代办", "stage": "in-force"}
    one = proposed(review, "全代办服务", "reform", values=values)
    measure = accept(one, {"is_draft": True}, review.actor)
    values = {"zone": zone.slug, "metric": metric.slug, "unit": metric.unit, "detail": "改革前"}
    number = values | {"value": "323.17"}
    accept(proposed(review, "323.17亩", values=number), {}, review.actor)
    end = address(review, "review-end")
    asked = browser_of_editor.get(end).context["rows"]
    texts = {one.chinese: (one.key, english) for one, english, _errors in asked}
    assert texts["改革前"][1] == "before the reform"
    browser_of_editor.post(end, {texts["全代办"][0]: "Full agency"})
    measure.refresh_from_db()
    assert (measure.title_en, measure.summary_en) == ("Full agency", "Full agency")


def test_what_is_open_is_proposed_again_with_what_was_added(browser_of_editor, review):
    text = "2022年，晋源经济技术开发区内设机构8个。"
    ArticleText.objects.filter(source=review.source).update(text=text, sha256="of it")
    browser_of_editor.post(address(review), {"do": "begin"})
    [figure] = review.proposals.filter(kind="figure")
    assert "metric" not in figure.values
    make.MetricFactory(name="内设机构数", slug="departments", unit="department", quantity="count")
    browser_of_editor.post(address(review), {"do": "again"})
    figure = review.proposals.get(pk=figure.pk)
    assert figure.values["metric"] == "departments"


def test_the_number_of_queries_does_not_grow_with_the_proposals(browser_of_editor, figure, user):
    pages = [address(figure.review, page) for page in ("review-end",)]
    pages += [f"{address(figure.review)}?proposal={figure.pk}"]
    pages += [address(figure.review, "review-sure", "figure")]

    def add(places) -> None:
        for place in places:
            values = figure.values | {"detail": f"第{place}家企业"}
            one = figure.review.proposals.create(
                kind="figure",
                start=place,
                end=place + 2,
                quote="某",
                values=values,
                confidence=0.95,
            )
            if place % 2:
                accept(one, {}, user)

    add(range(3))
    before = [queries_of(browser_of_editor, page) for page in pages]
    add(range(3, 16))
    assert [queries_of(browser_of_editor, page) for page in pages] == before


def test_a_measure_without_a_type_asks_whether_it_shall_be_a_draft(browser_of_editor, figure):
    values = {"zone": figure.values["zone"], "title": "全代办", "summary": "全代办"}
    measure = proposed(figure.review, "推行全代办服务", "reform", values=values)
    answer = posted(browser_of_editor, measure, "accept", title="帮办代办")
    assert answer.status_code == 400
    assert "It is not classified yet: choose a type" in answer.text
    assert "帮办代办" in answer.text
    posted(browser_of_editor, measure, "accept", title="帮办代办", unclassified="on")
    assert Reform.objects.get().title == "帮办代办"


def test_a_reviewed_article_s_drafts_have_a_reason_to_be_published(figure, user):
    accept(figure, {}, user)
    curator = Client(headers={"accept-language": "en"})
    curator.force_login(somebody("curator"))
    page = curator.get(address(figure.review, "publish")).text
    assert f"Read in the article “{figure.review.source}” and reviewed" in page
