"""What a review does not do: decide on a text that was replaced, guess, or lead to nothing."""

import pytest
from django.test import Client

from intake.articles.models import ArticleReview
from intake.articles.texts import attach
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from tests.intake.people import logged_in
from tests.intake.reviews import TEXT, proposed, reviewed, somebody
from tests.intake.test_review import address, posted
from zones.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def curator():
    return somebody("curator")


@pytest.fixture
def staff(curator) -> Client:
    return logged_in(curator)


@pytest.fixture
def review(curator) -> ArticleReview:
    review = reviewed(curator)
    review.proposals.all().delete()
    return review


def figure_of(review, **columns):
    zone, metric = make.ZoneFactory(), make.MetricFactory(unit="mu")
    values = {"zone": zone.slug, "metric": metric.slug, "value": "323.17", "unit": "mu"}
    return proposed(review, "323.17亩", values=values, **columns)


@pytest.mark.parametrize("do", ["accept", "cite", "reject", "aside", "missed:figure"])
def test_nothing_is_decided_on_a_text_that_was_replaced(staff, review, curator, do):
    known = make.ObservationFactory()
    same = {"model": "zones.observation", "slug": known.slug, "says_same": True}
    figure = figure_of(review, recorded=[same])
    at = TEXT.index("20个工作日")
    review.aside = [{"start": at, "end": at + 6, "quote": "20个工作日", "why": "a slogan"}]
    review.save()
    page = staff.get(f"{address(review)}?proposal={figure.pk}")
    fields = {one.html_name: one.value() or "" for one in page.context["form"]}
    attach(review.source, f"前言。\n\n{TEXT}", curator)
    said = {"do": do, "proposal": figure.pk, "because": "no figure", "words": "11宗"}
    answer = staff.post(address(review), fields | said, follow=True)
    assert "The text was replaced since it was reviewed." in answer.text
    staff.post(address(review, "review-sure", "figure"), {"chosen": [figure.pk]})
    figure.refresh_from_db()
    assert (figure.state, review.proposals.count()) == ("open", 1)
    assert [*Observation.objects.all()] == [known]
    assert not SetAsideNumber.objects.exists()


def test_the_review_of_a_deleted_text_leads_to_attaching_it_again(staff, review):
    ArticleText.objects.all().delete()
    answer = staff.get(address(review), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/articletext/add/?source={review.source.pk}")
    assert "The text of this article was deleted." in answer.text
    other = make.SourceFactory()
    assert staff.get(f"/admin/articles/{other.slug}/review/").status_code == 404


def test_another_name_is_taught_only_of_a_zone_that_was_chosen(staff, review):
    zone = proposed(review, "晋源经济技术开发区", "zone")
    answer = posted(staff, zone, "reject", because="no zone", always="yes")
    assert "Choose the zone that is always so called." in answer.text
    zone.refresh_from_db()
    assert zone.state == "open"


def test_words_that_were_typed_go_before_those_that_were_marked(staff, review):
    """The nearest of them to what was marked."""
    at = TEXT.index("323.17亩")
    marked = {"start": at, "end": at + 7, "words": "20个工作日"}
    staff.post(address(review), {"do": "missed:figure"} | marked)
    assert review.proposals.get().quote == "20个工作日"
    staff.post(address(review), {"do": "missed:figure"} | marked | {"words": "323.17亩"})
    assert review.proposals.get(start=at).quote == "323.17亩"


def test_what_another_source_says_too_is_accepted_as_a_second_citation(staff, review):
    figure = figure_of(review)
    known = make.ObservationFactory(
        zone__slug="known",
        metric__unit="mu",
        value="323.17",
        unit="mu",
        detail="全区",
        period="2022",
    )
    figure.values |= {"zone": known.zone.slug, "metric": known.metric.slug, "period": "2022"}
    figure.recorded = [{"model": "zones.observation", "slug": known.slug, "says_same": True}]
    figure.save()
    page = staff.get(f"{address(review)}?proposal={figure.pk}").text
    assert 'value="accept" data-key="a">Accept as a second citation' in page
    posted(staff, figure, "accept")
    other = Observation.objects.exclude(pk=known.pk).get()
    assert (other.source, other.quote, other.detail) == (review.source, "323.17亩", "全区")


def test_a_measure_that_is_recorded_is_cited_with_the_first_key_and_another_with_the_next(
    staff, review
):
    known = make.ReformFactory()
    measure = proposed(review, "推行全代办服务", "reform", values={"zone": known.zone.slug})
    measure.recorded = [{"model": "reforms.reform", "slug": known.slug, "says_same": True}]
    measure.save()
    page = staff.get(f"{address(review)}?proposal={measure.pk}").text
    assert 'value="cite" data-key="a">Accept as a second citation' in page
    assert 'value="accept" data-key="n">Accept as another one' in page
    posted(staff, measure, "cite")
    measure.refresh_from_db()
    assert (measure.state, measure.slug) == ("accepted", known.slug)
