"""A figure names a measure and a total that are still open: they are linked when those are seen."""

import pytest

from history.models import Change, Proposal
from intake.articles.deciding import accept, accept_sure, reject, undo
from intake.articles.models import ArticleProposal
from intake.articles.proposing.proposals import Proposals, ProposedReform
from intake.articles.reviewing import begin
from intake.articles.texts import attach
from reforms.models import Reform
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
def measure(curator):
    """A proposed measure that nobody has looked at."""
    review = reviewed(curator)
    review.proposals.all().delete()
    zone, kind = make.ZoneFactory(slug="jinyuan"), make.ReformTypeFactory()
    values = {"zone": zone.slug, "types": [kind.slug], "stage": "in-force"}
    values |= {"title": "推行全代办服务", "summary": "推行全代办服务"}
    return proposed(review, "推行全代办服务", "reform", values=values)


@pytest.fixture
def figure(measure):
    """A proposed figure, an outcome of the measure."""
    metric = make.MetricFactory(unit="mu")
    values = {"zone": "jinyuan", "metric": metric.slug, "value": "323.17", "unit": "mu"}
    return proposed(measure.review, "323.17亩", values=values | {"reform": f"#{measure.pk}"})


def state(proposal: ArticleProposal) -> str:
    return ArticleProposal.objects.get(pk=proposal.pk).state


def outcome_of() -> Reform | None:
    return Observation.objects.get().reform


def test_a_measure_that_nobody_has_seen_is_linked_when_it_is_accepted(figure, measure, curator):
    accept(figure, {}, curator)
    assert (state(measure), outcome_of()) == ("open", None)
    assert ArticleProposal.objects.get(pk=figure.pk).corrected == []
    reform = accept(measure, {"title": "全代办"}, curator)
    assert outcome_of() == reform
    made = Change.objects.filter(unit=ArticleProposal.objects.get(pk=measure.pk).unit)
    assert {one.model for one in made} == {"reforms.reform", "zones.observation"}


def test_undoing_the_measure_takes_the_link_away_until_it_is_accepted_again(
    figure, measure, curator
):
    accept(figure, {}, curator)
    accept(measure, {}, curator)
    undo(measure, curator)
    assert (state(figure), state(measure), outcome_of()) == ("accepted", "open", None)
    reform = accept(measure, {}, curator)
    assert outcome_of() == reform


def test_undoing_the_figure_leaves_the_measure(figure, measure, curator):
    accept(figure, {}, curator)
    reform = accept(measure, {}, curator)
    undo(figure, curator)
    assert (state(figure), [*Observation.objects.all()]) == ("open", [])
    undo(measure, curator)  # what is gone is in nobody's way
    assert (state(measure), [*Reform.objects.all()]) == ("open", [])
    accept(measure, {}, curator)
    accept(figure, {}, curator)
    assert outcome_of() == Reform.objects.get() != reform


def test_a_rejected_measure_is_linked_with_nothing(figure, measure, curator):
    accept(figure, {}, curator)
    reject(measure, "no measure of its own", curator)
    assert outcome_of() is None
    undo(figure, curator)
    accept(figure, {}, curator)
    assert outcome_of() is None


def test_another_link_that_was_made_meanwhile_stays(figure, measure, curator):
    record = accept(figure, {}, curator)
    other = make.ReformFactory(zone=record.zone)
    make.change(record, reform=other)
    accept(measure, {}, curator)
    undo(measure, curator)
    assert outcome_of() == other


def test_a_measure_of_another_zone_is_not_linked_and_the_page_says_so(figure, measure, curator):
    accept(figure, {}, curator)
    measure.values["zone"] = make.ZoneFactory().slug
    measure.save()
    answer = posted(logged_in(curator), measure, "accept")
    assert outcome_of() is None
    assert "Not linked with “推行全代办服务”" in answer.text


def test_a_total_and_its_part_are_linked_in_either_order(figure, curator):
    figure.values.pop("reform")
    total = proposed(figure.review, "74.1亿元", values=figure.values | {"period": "2022"})
    figure.values["part_of"] = f"#{total.pk}"
    figure.save()
    part = accept(figure, {}, curator)
    whole = accept(total, {}, curator)
    part.refresh_from_db()
    assert part.part_of == whole
    undo(total, curator)
    undo(figure, curator)
    whole = accept(total, {}, curator)
    assert accept(figure, {}, curator).part_of == whole


def test_what_is_sure_is_linked_in_one_go(figure, measure, curator):
    assert len(accept_sure(figure.review, "figure", curator).records) == 1
    assert state(measure) == "open"
    assert len(accept_sure(figure.review, "reform", curator).records) == 1
    assert outcome_of() == Reform.objects.get()


def test_an_editor_s_measure_waits_for_a_curator_where_the_figure_is_public(
    figure, measure, curator
):
    accept(figure, {}, curator)
    reform = accept(measure, {}, somebody("editor"))
    assert (reform.is_draft, outcome_of()) == (True, None)
    assert Proposal.objects.get().after == {"reform": reform.slug}


def test_it_waits_for_the_same_words_of_a_replaced_text(figure, measure, curator, monkeypatch):
    accept(figure, {}, curator)
    text, words = "新的开头。\n\n" + TEXT, measure.quote
    said = {"types": (), "title": "全代办", "why": "", "confidence": 0.5}
    start = text.index(words)
    found = ProposedReform(start=start, end=start + len(words), quote=words, **said)
    monkeypatch.setattr(
        "intake.articles.reviewing.propose", lambda *_args: Proposals("", reforms=(found,))
    )
    attach(figure.review.source, text, curator)
    review = begin(figure.review.source, curator)
    assert review.proposals.get(kind="reform", quote=words, start=start) == measure


def test_the_form_says_what_becomes_of_what_is_open(figure, measure, curator):
    province = make.ProvinceFactory(name="山西省", name_en="Shanxi Province")
    values = {"name": "晋源经济技术开发区", "province": province.slug, "kind": "etdz"}
    zone = proposed(figure.review, "晋源经济技术开发区", "zone", values=values)
    figure.values["zone"] = f"#{zone.pk}"
    figure.save()
    browser = logged_in(curator)
    page = browser.get(f"{address(figure.review)}?proposal={figure.pk}").text
    assert "推行全代办服务 (will be linked when the measure is accepted)" in page
    assert "晋源经济技术开发区 (new, becomes a draft too: Shanxi" in page
    accept(figure, {"zone": "jinyuan"}, curator)
    page = browser.get(f"{address(figure.review)}?proposal={figure.pk}").text
    assert "Will be linked when “推行全代办服务” is accepted." in page
