"""A correction is offered for the next proposal that errs in the same way."""

import pytest

from intake.articles.carrying import carried, described
from intake.articles.deciding import accept
from intake.articles.models import ArticleProposal
from tests import factories as make
from tests.intake.people import logged_in
from tests.intake.reviews import proposed, reviewed, somebody
from zones.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def curator():
    return somebody("curator")


@pytest.fixture
def figures(curator):
    """Three figures of one paragraph and zone, and one of the next; nothing is said of the time."""
    review = reviewed(curator)
    review.proposals.all().delete()
    zone = make.ZoneFactory()

    def figure(words: str, value: str, unit: str, locator: str = "¶1") -> ArticleProposal:
        values = {"zone": zone.slug, "metric": make.MetricFactory(unit=unit).slug}
        values |= {"value": value, "unit": unit, "locator": locator}
        return proposed(review, words, values=values)

    return [
        figure("74.1亿元", "74.1", "cny-100m"),
        figure("11宗", "11", "plot"),
        figure("323.17亩", "323.17", "mu"),
        figure("20个工作日", "20", "working-day", "¶2"),
    ]


def again(figure: ArticleProposal) -> dict:
    return carried(figure, list(figure.review.proposals.all()))


def test_what_was_corrected_is_offered_in_its_paragraph_until_somebody_decides_otherwise(
    figures, curator
):
    first, second, third, elsewhere = figures
    assert again(second) == {}
    accept(first, {"period": "2021", "basis": "at-point"}, curator)
    assert again(second) == {"period": "2021", "basis": "at-point"}
    assert again(elsewhere) == {}
    accept(second, {"basis": "at-point"}, curator)  # no time: it is none of the paragraph's
    assert again(third) == {"basis": "at-point"}


def test_another_zone_is_offered_in_the_whole_article(figures, curator):
    zone = make.ZoneFactory(name_en="Qinghe")
    accept(figures[0], {"zone": zone.slug}, curator)
    assert again(figures[3]) == {"zone": zone.slug}
    words = described(figures[3], again(figures[3]), curator)
    assert [(one.name, one.after) for one in words] == [("zone", "Qinghe")]


def test_a_metric_that_was_not_understood_says_nothing_of_others(figures, curator):
    first, second, *_others = figures
    right = first.values.pop("metric")
    second.values.pop("metric")
    first.save()
    accept(first, {"metric": right}, curator)
    assert again(second) == {}


def test_it_is_filled_in_where_it_is_asked_for(figures, curator):
    first, second, *_others = figures
    accept(first, {"period": "2021"}, curator)
    client = logged_in(curator)
    at = f"/admin/articles/{first.review.source.slug}/review/?proposal={second.pk}"
    assert f"?proposal={second.pk}&amp;as-before=yes" in client.get(at).text
    form = client.get(f"{at}&as-before=yes").context["form"]
    fields = {one.html_name: one.value() for one in form if one.value() is not None}
    assert fields["period"] == "2021"
    client.post(at, fields | {"do": "accept", "proposal": second.pk})
    second.refresh_from_db()
    assert (second.state, second.corrected) == ("corrected", ["period"])
    assert Observation.objects.filter(period="2021").count() == 2
